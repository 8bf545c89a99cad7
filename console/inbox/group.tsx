import { type ReactNode, useId } from 'react';
import type { IconClock } from '../look/icons.ts';
import classes from './group.module.css';

interface Props {
  title: string;
  icon: typeof IconClock;
  count: number;
  children: ReactNode;
}

export function Group({ title, icon: Icon, count, children }: Props) {
  const heading = useId();
  if (count === 0) return null;
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading} className={classes.heading}>
        <Icon size={15} stroke={1.75} aria-hidden />
        {title} <span className={classes.count}>{count}</span>
      </h3>
      <ul>{children}</ul>
    </section>
  );
}
