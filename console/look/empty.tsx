import type { ReactNode } from 'react';
import classes from './empty.module.css';
import { IconDoor } from './icons.ts';

/** Says that nothing is there, and what will come. */
export function Empty({ title, hint, children }: { title: string; hint: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <IconDoor size={26} stroke={1.5} aria-hidden />
      <p className={classes.title}>{title}</p>
      <p>{hint}</p>
      {children}
    </div>
  );
}
