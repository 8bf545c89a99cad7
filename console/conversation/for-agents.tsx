/** What agents read and the visitor never sees: a whisper, or what was said with a transfer (D9). */
import type { AgentRef } from '../live/chat.ts';
import { IconEar } from '../look/icons.ts';
import { useTexts, useTimeOfDay } from '../texts/texts.tsx';
import classes from './for-agents.module.css';
import { Words } from './words.tsx';

export function ForAgents({ by, text, at }: { by: AgentRef; text: string; at: number }) {
  const { people } = useTexts();
  const timeOfDay = useTimeOfDay();
  return (
    <div className={classes.aside}>
      <p className={classes.by}>
        <IconEar size={14} stroke={1.75} aria-hidden />
        {people.whispered(by.name)} · {timeOfDay(at)}
      </p>
      <p dir="auto">
        <Words text={text} />
      </p>
    </div>
  );
}
