/**
 * C6: texts that a visitor would miss. A text that some read and others do not is a warning, with what the others read instead;
 * if they would read nothing, it is a problem.
 */
import { inCulture } from '../cultures.ts';
import {
  MAX_TEXTS_BYTES,
  type MessageName,
  messageNames,
  messages,
  textBytes,
  textIn,
  variablesIn,
} from '../messages.ts';
import type { Problem } from './problems.ts';
import type { Configuration, Queue } from './schema.ts';

interface Finding {
  path: string;
  reason: string;
}

type Written = Queue['messages'];
const namesIn = (written: Written): MessageName[] => messageNames.filter((name) => written[name] !== undefined);

export const checkMessages = ({ queues, culture }: Configuration): Problem[] =>
  queues.flatMap(({ messages: written }, i) =>
    [
      ...namesIn(written).flatMap((name) => [...misnamed(written, name), ...unread(written, name, culture)]),
      ...tooLong(written),
    ].map(({ path, expected }) => ({ path: `queues[${i}].messages${path}`, expected })),
  );

/** A variable that the message does not have would be shown as it is written. */
function misnamed(written: Written, name: MessageName): Problem[] {
  const known: readonly string[] = messages[name].variables;
  const text = written[name] ?? '';
  const texts =
    typeof text === 'string' ? [['', text]] : Object.entries(text).map(([culture, each]) => [`.${culture}`, each]);
  return texts.flatMap(([at, each = '']) =>
    variablesIn(each)
      .filter((variable) => !known.includes(variable))
      .map((variable) => ({
        path: `.${name}${at}`,
        expected: `only the variables ${listed(known)}, not {${variable}}`,
      })),
  );
}

const listed = (names: readonly string[]) => new Intl.ListFormat('en').format(names.map((name) => `{${name}}`));

/** Whoever has neither a text of their own culture nor the tenant's reads nothing. */
function unread(written: Written, name: MessageName, culture: string): Problem[] {
  const text = written[name];
  if (text === undefined || 'isBuiltIn' in messages[name] || inCulture(text, culture) !== undefined) return [];
  const expected = `a text in "${culture}", the culture of the configuration: without it, visitors in other cultures read nothing`;
  return [{ path: `.${name}`, expected }];
}

function tooLong(written: Written): Problem[] {
  const bytes = textBytes(written);
  if (bytes <= MAX_TEXTS_BYTES) return [];
  const [most, is] = [MAX_TEXTS_BYTES, bytes].map((each) => each.toLocaleString('en'));
  return [
    { path: '', expected: `at most ${most} bytes of text in one culture, because every chat carries them, not ${is}` },
  ];
}

/** In the cultures of the tenant, of the websites that lead to the queue, and of its other texts. */
export const missingTexts = ({ queues, websites, culture: own }: Configuration): Finding[] =>
  queues.flatMap(({ id, messages: written }, i) => {
    const names = namesIn(written);
    const used = names.flatMap((name) => (typeof written[name] === 'object' ? Object.keys(written[name]) : []));
    const met = websites.filter(({ queue }) => queue === id).map(({ culture }) => culture);
    const cultures = [...new Set([own, ...met, ...used])];
    return names.flatMap((name) =>
      cultures.flatMap((culture) => {
        const text = written[name];
        if (text === undefined || inCulture(text, culture) !== undefined) return [];
        const shown = textIn(text, culture, own) === undefined ? 'Foyer’s own words' : `the text in "${own}"`;
        const reason = `"${id}" has no text in "${culture}": visitors in that culture read ${shown}`;
        return [{ path: `queues[${i}].messages.${name}`, reason }];
      }),
    );
  });
