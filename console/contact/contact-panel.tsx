import type { ContactAnswer } from '../../protocol/agent.ts';
import type { Chat } from '../live/chat.ts';
import { Initials } from '../look/initials.tsx';
import { nameOfCulture } from '../look/name-of-culture.ts';
import { Receipt } from '../receipt/receipt.tsx';
import { inWords } from '../receipt/value.ts';
import { useTimeOfDay, useWords, type Words } from '../texts/texts.tsx';
import classes from './contact-panel.module.css';
import { Earlier } from './earlier.tsx';
import { useContact } from './use-contact.ts';

/** Who the chat is with: what is on file, what they, the page and the bot said here, why the chat is here, what was before. */
export function ContactPanel({ chat, onReceipt }: { chat: Chat; onReceipt(): void }) {
  const words = useWords();
  const { contact: texts } = words.texts;
  const asked = useContact(chat.id);
  const facts = useFacts(chat, asked.data);
  const { name } = chat.contact;
  const { lists = [], since } = asked.data?.contact ?? {};
  const month = new Intl.DateTimeFormat(words.culture, { month: 'long', year: 'numeric' });
  return (
    <>
      <div className={classes.panel}>
        <div className={classes.who}>
          <Initials name={name} tone="accent" />
          <div>
            <h3 className={classes.name}>{name}</h3>
            {since !== undefined && <p className={classes.since}>{texts.knownSince(month.format(since))}</p>}
          </div>
        </div>
        <dl className={classes.facts}>
          {facts.map(
            ({ key, term, fact, here }) =>
              fact && (
                <div key={key} className={classes.fact}>
                  <dt>{term}</dt>
                  <dd>
                    <bdi>{fact}</bdi>
                    {here && (
                      <p className={classes.here}>
                        {texts.here} <bdi>{here}</bdi>
                      </p>
                    )}
                  </dd>
                </div>
              ),
          )}
        </dl>
        <Labels title={texts.lists} labels={lists.map(({ name }) => name)} />
        <Labels title={texts.tags} labels={chat.facts.tags} />
      </div>
      <Receipt chat={chat} onWhole={onReceipt} />
      <Earlier asked={asked} />
    </>
  );
}

function Labels({ title, labels }: { title: string; labels: readonly string[] }) {
  if (labels.length === 0) return null;
  return (
    <ul className={classes.tags} aria-label={title}>
      {labels.map((label) => (
        <li key={label} className={classes.tag}>
          {label}
        </li>
      ))}
    </ul>
  );
}

/** `here`: what was said in this chat, if something else is on file. */
interface Fact {
  key: string;
  term: string;
  fact: string | undefined;
  here?: string | undefined;
}

function useFacts({ contact: said, facts, terms, startedAt }: Chat, answer: ContactAnswer | undefined): Fact[] {
  const words = useWords();
  const timeOfDay = useTimeOfDay();
  const { contact: texts } = words.texts;
  const { contact, fields = [], asked = [] } = answer ?? {};
  const labels = new Map(asked.map(({ variable, label }) => [variable, label]));
  return [
    ...(contact && contact.name !== said.name ? [{ key: 'name', term: texts.onFileAs, fact: contact.name }] : []),
    both('email', texts.email, contact?.email, said.email),
    both('phone', texts.phone, contact?.phone, said.phone),
    ...fields.map(({ id, label }) =>
      both(`field ${id}`, label, shown(contact?.fields[id], words), shown(facts.variables[id], words)),
    ),
    { key: 'culture', term: texts.culture, fact: nameOfCulture(facts.culture) },
    { key: 'queue', term: texts.queue, fact: terms.queueName },
    { key: 'since', term: texts.since, fact: timeOfDay(startedAt) },
    ...Object.entries(facts.variables)
      .filter(([variable]) => !fields.some(({ id }) => id === variable))
      .map(([variable, value]) => ({
        key: `told ${variable}`,
        term: labels.get(variable) ?? variable,
        fact: inWords(value, variable, words),
      })),
  ];
}

const shown = (value: unknown, words: Words): string | undefined =>
  value === undefined ? undefined : inWords(value, '', words);

const both = (key: string, term: string, onFile: string | undefined, said: string | undefined): Fact => ({
  ...{ key, term, fact: onFile ?? said },
  here: onFile !== undefined && said !== onFile ? said : undefined,
});
