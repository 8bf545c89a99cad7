/** What the answers of a form become (C3), and how they are shown to agents. */
import { kinds } from '../answers/kinds.ts';
import { type Given, type Question, readAnswers } from '../answers/simple.ts';
import { fitChat, type Value, type Variables } from '../words.ts';
import type { Asked, Form } from './schema.ts';
import { acceptedBy, mostOf, optionValue, readIn } from './seen.ts';

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
  /** Those that answer something. */
  files: GivenFile[];
}

/** `of`: the name of the element that it answers. `nth`: its place among all files of the form, from 0. */
export interface GivenFile {
  of: string;
  nth: number;
  name: string;
  bytes: number;
}

/** The visitor's answers by name, and the files that come with them. */
export interface Answered {
  given: Readonly<Record<string, Given>>;
  files: readonly GivenFile[];
}

type Wrong =
  | { refused: 'answers_wrong' | 'form_changed'; names: string[] }
  | { refused: 'answers_too_long'; names: [] };

/**
 * `told`: the page's variables, which answer what is not visible. An answer to a question that
 * the form does not have is refused rather than dropped: the form may have changed while it was filled in.
 */
export function filledIn(
  { elements }: Form,
  { given, files }: Answered,
  told: Variables,
  culture: string,
  now: number,
): Filled | Wrong {
  const asked = elements.filter((element): element is Asked => element.kind !== 'label');
  const isAsked = (name: string) => asked.some((each) => each.visible && each.name === name);
  const takes = (of: string) => asked.find((each) => each.name === of && each.kind === 'attachment');
  const unknown = [
    ...Object.keys(given).filter((name) => !isAsked(name)),
    ...files.flatMap(({ of }) => (takes(of) ? [] : [of])),
  ];
  if (unknown.length > 0) return { refused: 'form_changed', names: unknown };
  const tooLarge = files.filter(({ of, bytes }) => bytes > (acceptedBy(takes(of)).maxBytes ?? 0)).map(({ of }) => of);
  const seen = readAnswers(
    asked.filter(({ visible }) => visible).map(questionOf),
    withNames({ given, files }, asked),
    culture,
    kinds,
  );
  const wrong = [...seen.wrong, ...tooLarge];
  if (wrong.length > 0) return { refused: 'answers_wrong', names: wrong };
  const hidden = readAnswers(asked.filter(({ visible }) => !visible).map(questionOf), asText(told), culture, kinds);
  const filled = asked.reduce<Filled>(
    (so, element) => {
      const value = seen.values[element.name] ?? hidden.values[element.name];
      return value === undefined ? so : withAnswer(so, element, value, now);
    },
    {
      ...{ contact: { name: '' }, variables: told },
      files: files.filter(({ of }) => seen.values[of] !== undefined),
    },
  );
  return fitChat(filled.variables) ? filled : { refused: 'answers_too_long', names: [] };
}

export const answeredBy = (body: {
  answers: Answered['given'];
  files: readonly Omit<GivenFile, 'nth'>[];
}): Answered => ({
  given: body.answers,
  files: body.files.map((file, nth) => ({ ...file, nth })),
});

function withAnswer(so: Filled, { name, to }: Asked, value: Value, now: number): Filled {
  if (!to || 'variable' in to) return { ...so, variables: { ...so.variables, [to?.variable ?? name]: value } };
  if ('message' in to) return { ...so, text: String(value) };
  if ('consent' in to) return { ...so, contact: { ...so.contact, consents: { [to.consent]: now } } };
  return { ...so, contact: { ...so.contact, [to.contact]: String(value) } };
}

/** What was answered, in the form's order, for people who read it. `culture`: the visitor's; `own`: the readers'. */
export function answered(
  { elements }: Form,
  given: Answered,
  culture: string,
  own: string,
): { name: string; label: string; value: Value }[] {
  const asked = elements.filter((element): element is Asked => element.kind !== 'label' && element.visible);
  const { values } = readAnswers(asked.map(questionOf), withNames(given, asked), culture, kinds);
  return asked.flatMap(({ name, label }) => {
    const value = values[name];
    return value === undefined ? [] : [{ name, label: readIn(label, own), value }];
  });
}

/** The answer to what asks for files is their names, whatever else is said of them. */
const withNames = ({ given, files }: Answered, asked: readonly Asked[]): Record<string, Given> => ({
  ...given,
  ...Object.fromEntries(
    asked.flatMap(({ kind, name }) =>
      kind === 'attachment' ? [[name, files.filter(({ of }) => of === name).map((file) => file.name)]] : [],
    ),
  ),
});

const questionOf = (element: Asked): Question => ({
  ...{ kind: element.kind, name: element.name, required: element.required, onlyIf: element.onlyIf },
  most: mostOf(element),
  accept: acceptedBy(element).accept,
  ...('options' in element && { options: element.options.map((option) => ({ value: optionValue(option) })) }),
});

const asText = (told: Variables): Record<string, Given> =>
  Object.fromEntries(
    Object.entries(told).map(([name, value]) => [name, typeof value === 'boolean' ? value : String(value)]),
  );
