import type { Chat } from '../live/chat.ts';
import { nameOfCulture } from '../look/culture.tsx';
import { Initials } from '../shell/initials.tsx';
import { useTexts, useTimeOfDay } from '../texts/texts.tsx';
import classes from './contact-panel.module.css';

/** What we know of the visitor: what they told us, nothing made up. */
export function ContactPanel({ chat }: { chat: Chat }) {
  const { contact: texts } = useTexts();
  const timeOfDay = useTimeOfDay();
  const { name, email } = chat.visitor;
  const facts = [
    [texts.email, email],
    [texts.culture, nameOfCulture(chat.culture)],
    [texts.queue, chat.terms.queueName],
    [texts.since, timeOfDay(chat.startedAt)],
  ] as const;
  return (
    <div className={classes.panel}>
      <div className={classes.who}>
        <Initials name={name} tone="accent" />
        <h3 className={classes.name}>{name}</h3>
      </div>
      <dl className={classes.facts}>
        {facts.map(
          ([term, fact]) =>
            fact && (
              <div key={term} className={classes.fact}>
                <dt>{term}</dt>
                <dd>{fact}</dd>
              </div>
            ),
        )}
      </dl>
    </div>
  );
}
