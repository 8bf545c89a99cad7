/** What a visitor left instead of a chat (C4), or by an app of the page (A5, A6): their answers, as they gave them. */

import type { Chat, Entry } from '../live/chat.ts';
import { IconMail } from '../look/icons.ts';
import { useTexts, useTimeOfDay } from '../texts/texts.tsx';
import classes from './left-message.module.css';
import { Words } from './words.tsx';

export function LeftMessage({ chat, entry }: { chat: Chat; entry: Extract<Entry, { kind: 'left-message' }> }) {
  const { left: texts } = useTexts();
  const timeOfDay = useTimeOfDay();
  return (
    <section className={classes.message} aria-label={texts.message(chat.contact.name)}>
      <p className={classes.about}>
        <IconMail size={16} stroke={1.75} aria-hidden />
        {entry.because ? texts.because[entry.because] : texts.kinds[chat.what]} · {timeOfDay(entry.at)}
      </p>
      <dl className={classes.answers}>
        {entry.answers.map(({ label, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two elements may have the same label, and answers do not move
          <div key={index}>
            <dt>{label}</dt>
            <dd lang={chat.facts.culture} dir="auto">
              {value === true ? texts.yes : <Words text={String(value)} />}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
