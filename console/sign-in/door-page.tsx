import type { ReactNode } from 'react';
import { IconDoor } from '../look/icons.ts';
import classes from './door-page.module.css';

/** The single card shown before the console: sign in, or why not. */
export function DoorPage({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: string | undefined;
  children?: ReactNode;
}) {
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <IconDoor className={classes.logo} size={32} stroke={1.75} aria-hidden />
        <h1 className={classes.title}>{title}</h1>
        {hint && <p className={classes.hint}>{hint}</p>}
        {children && <div className={classes.actions}>{children}</div>}
      </div>
    </main>
  );
}
