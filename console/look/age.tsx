/** Time towards a limit: plain, amber from half of it, red above it; never by colour alone. */
import type { ReactNode } from 'react';
import { type Urgency, urgency } from '../live/urgency.ts';
import { duration } from '../texts/duration.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './age.module.css';
import { IconAlertTriangle, IconClock } from './icons.ts';

export function Age({ ms, limitS, said }: { ms: number; limitS: number; said?: (time: string) => string }) {
  const { inbox } = useTexts();
  const look = urgency(ms, limitS);
  const words: Record<Urgency, string> = { fine: '', soon: `, ${inbox.soon}`, late: `, ${inbox.late}` };
  const time = duration(ms);
  return (
    <span className={classes.age} data-look={look}>
      {look === 'soon' && <IconClock size={14} stroke={2} aria-hidden />}
      {look === 'late' && <IconAlertTriangle size={14} stroke={2} aria-hidden />}
      <span aria-hidden>{time}</span>
      <span className="visually-hidden">{(said ? said(time) : time) + words[look]}</span>
    </span>
  );
}

/** The same as a bar with a tick at the limit. It is full at one and a half times the limit. */
export function AgeBar({ ms, limitS }: { ms: number; limitS: number }) {
  return (
    <Bar look={urgency(ms, limitS)} share={ms / (limitS * 1500)}>
      <span className={classes.tick} />
    </Bar>
  );
}

/** A clock behind Foyer's shows more time than there was, so the width is limited. */
export function Bar({
  look,
  share,
  children,
}: {
  look: Urgency | 'info' | 'offer' | 'edge';
  share: number;
  children?: ReactNode;
}) {
  const filled = Math.min(1, Math.max(0, share));
  return (
    <span className={classes.bar} data-look={look} aria-hidden>
      <span className={classes.level} style={{ inlineSize: `${filled * 100}%` }} />
      {children}
    </span>
  );
}
