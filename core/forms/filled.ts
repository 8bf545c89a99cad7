/** What the answers of a form become (C3), and how they are shown to agents. */
import { kinds } from '../answers/kinds.ts';
import { type Given, type Question, readAnswers } from '../answers/simple.ts';
import { fitChat, type Value, type Variables } from '../words.ts';
import type { Asked, Form } from './schema.ts';
import { mostOf, optionValue, readIn } from './seen.ts';

export interface Filled {
  /** Without a name if the form asks for none; before a chat every form does (`check-forms.ts`). */
  contact: {
    name: string;
    email?: string;
    phone?: string;
    consents?: { continuity?: number };
  };
  variables: Variables;
  /** The first message. */
  text?: string;
}

type Wrong =
  | { refused: 'answers_wrong' | 'form_changed'; names: string[] }
  | { refused: 'answers_too_long'; names: [] };

/**
 * `given`: the visitor's answers. `told`: the page's variables, which answer what is not visible. An answer to a question that
 * the form does not have is refused rather than dropped: the form may have changed while it was filled in.
 */
export function filledIn(
  { elements }: Form,
  given: Readonly<Record<string, Given>>,
  told: Variables,
  culture: string,
  now: number,
): Filled | Wrong {
  const asked = elements.filter((element): element is Asked => element.kind !== 'label');
  const unknown = Object.keys(given).filter((name) => !asked.some((each) => each.visible && each.name === name));
  if (unknown.length > 0) return { refused: 'form_changed', names: unknown };
  const seen = readAnswers(asked.filter(({ visible }) => visible).map(questionOf), given, culture, kinds);
  if (seen.wrong.length > 0) return { refused: 'answers_wrong', names: seen.wrong };
  const hidden = readAnswers(asked.filter(({ visible }) => !visible).map(questionOf), asText(told), culture, kinds);
  const filled = asked.reduce<Filled>(
    (so, element) => {
      const value = seen.values[element.name] ?? hidden.values[element.name];
      return value === undefined ? so : withAnswer(so, element, value, now);
    },
    { contact: { name: '' }, variables: told },
  );
  return fitChat(filled.variables) ? filled : { refused: 'answers_too_long', names: [] };
}

function withAnswer(so: Filled, { name, to }: Asked, value: Value, now: number): Filled {
  if (!to || 'variable' in to) return { ...so, variables: { ...so.variables, [to?.variable ?? name]: value } };
  if ('message' in to) return { ...so, text: String(value) };
  if ('consent' in to) return { ...so, contact: { ...so.contact, consents: { [to.consent]: now } } };
  return { ...so, contact: { ...so.contact, [to.contact]: String(value) } };
}

/** What was answered, in the form's order, for people who read it. `culture`: the visitor's; `own`: the readers'. */
export function answered(
  { elements }: Form,
  given: Readonly<Record<string, Given>>,
  culture: string,
  own: string,
): { name: string; label: string; value: Value }[] {
  const asked = elements.filter((element): element is Asked => element.kind !== 'label' && element.visible);
  const { values } = readAnswers(asked.map(questionOf), given, culture, kinds);
  return asked.flatMap(({ name, label }) => {
    const value = values[name];
    return value === undefined ? [] : [{ name, label: readIn(label, own), value }];
  });
}

const questionOf = (element: Asked): Question => ({
  ...{ kind: element.kind, name: element.name, required: element.required, onlyIf: element.onlyIf },
  most: mostOf(element),
  ...('options' in element && { options: element.options.map((option) => ({ value: optionValue(option) })) }),
});

const asText = (told: Variables): Record<string, Given> =>
  Object.fromEntries(
    Object.entries(told).map(([name, value]) => [name, typeof value === 'boolean' ? value : String(value)]),
  );
