/** What agents read and the visitor never sees: a whisper, an internal note (E4), or what was said with a transfer (D9). */
import type { AgentRef } from '../live/chat.ts';
import { IconEar, IconLock } from '../look/icons.ts';
import { useTexts, useTimeOfDay } from '../texts/texts.tsx';
import classes from './for-agents.module.css';
import { Words } from './words.tsx';

export function ForAgents({ as, by, text, at }: { as: 'whispered' | 'noted'; by: AgentRef; text: string; at: number }) {
  const { people } = useTexts();
  const Icon = as === 'noted' ? IconLock : IconEar;
  const timeOfDay = useTimeOfDay();
  return (
    <div className={classes.aside}>
      <p className={classes.by}>
        <Icon size={14} stroke={1.75} aria-hidden />
        {people[as](by.name)} <span className={classes.at}>{timeOfDay(at)}</span>
      </p>
      <p dir="auto">
        <Words text={text} />
      </p>
    </div>
  );
}
