import type { Chat } from '../live/chat.ts';
import { Initials } from '../look/initials.tsx';
import { nameOfCulture } from '../look/name-of-culture.ts';
import { Receipt } from '../receipt/receipt.tsx';
import { inWords } from '../receipt/value.ts';
import { useTimeOfDay, useWords } from '../texts/texts.tsx';
import classes from './contact-panel.module.css';

/** What we know about the visitor (what they, the page and the bot told us), and why the chat is here. */
export function ContactPanel({ chat, onReceipt }: { chat: Chat; onReceipt(): void }) {
  const words = useWords();
  const { contact: texts } = words.texts;
  const timeOfDay = useTimeOfDay();
  const { name, email, phone } = chat.contact;
  const facts = [
    ['email', texts.email, email],
    ['phone', texts.phone, phone],
    ['culture', texts.culture, nameOfCulture(chat.facts.culture)],
    ['queue', texts.queue, chat.terms.queueName],
    ['since', texts.since, timeOfDay(chat.startedAt)],
  ] as const;
  const told = Object.entries(chat.facts.variables).map(
    ([variable, value]) => [`told ${variable}`, variable, inWords(value, variable, words)] as const,
  );
  return (
    <>
      <div className={classes.panel}>
        <div className={classes.who}>
          <Initials name={name} tone="accent" />
          <h3 className={classes.name}>{name}</h3>
        </div>
        <dl className={classes.facts}>
          {[...facts, ...told].map(
            ([key, term, fact]) =>
              fact && (
                <div key={key} className={classes.fact}>
                  <dt>{term}</dt>
                  <dd>
                    <bdi>{fact}</bdi>
                  </dd>
                </div>
              ),
          )}
        </dl>
        {chat.facts.tags.length > 0 && (
          <ul className={classes.tags} aria-label={texts.tags}>
            {chat.facts.tags.map((tag) => (
              <li key={tag} className={classes.tag}>
                {tag}
              </li>
            ))}
          </ul>
        )}
      </div>
      <Receipt chat={chat} onWhole={onReceipt} />
    </>
  );
}
