/**
 * What people answer, and how an answer is read: the kinds that most forms need. `kinds.ts` has all of them. Nothing here needs
 * more than text, because the widget checks a form with the same code as Foyer does (C1).
 */
import { isEmail } from '../email.ts';
import { isReadable, isVisible, tidy, tidyLine } from '../text.ts';
import type { Value } from '../words.ts';

/** An answer as it is given: what was typed, whether a box is ticked, the values of the boxes that are, or the names of files. */
export type Given = string | boolean | string[];

/** What is asked, as far as reading the answer needs it. */
export interface Question {
  kind: string;
  /** The name of the answer; a question without one is only shown. */
  name?: string | undefined;
  required?: boolean | undefined;
  /** The name of an agreement: asked only if that is given. */
  onlyIf?: string | undefined;
  options?: readonly { value: string }[] | undefined;
  /** Characters of a text, or how many files. */
  most?: number | undefined;
  /** Endings of file names, separated by commas. */
  accept?: string | undefined;
}

/** What the answer can mean: nothing valid, one thing, or several of which the visitor must choose one. */
export type Reads = (given: Given, question: Question, culture: string) => Value[];

const typed =
  (tidied: (text: string) => string, isValid: (text: string) => boolean = () => true): Reads =>
  (given, { most = MOST_CHARS }) => {
    if (typeof given !== 'string') return [];
    const text = tidied(given);
    return isVisible(text) && isReadable(text) && text.length <= most && isValid(text) ? [text] : [];
  };

/** As long as a variable may be. */
export const MOST_CHARS = 1000;

export const simple = {
  text: typed(tidyLine),
  /** Several lines. */
  lines: typed(tidy),
  email: typed(tidy, isEmail),
  /** A box that is ticked. */
  agreement: (given) => (given === true ? [true] : []),
} satisfies Record<string, Reads>;

export interface Answers {
  values: Record<string, Value>;
  /** The names of the questions whose answer is missing or not valid, in their order. */
  wrong: string[];
}

/** An answer that could mean two things is not valid either: the visitor has to write it in another way. */
export function readAnswers(
  questions: readonly Question[],
  given: Readonly<Record<string, Given>>,
  culture: string,
  kinds: Readonly<Record<string, Reads>>,
): Answers {
  const values = new Map<string, Value>();
  const wrong: string[] = [];
  for (const question of questions) {
    const { kind, name, required, onlyIf } = question;
    if (name === undefined || (onlyIf !== undefined && values.get(onlyIf) !== true)) continue;
    const answer = Object.hasOwn(given, name) ? given[name] : undefined;
    if (answer === undefined || isEmpty(answer)) {
      if (required) wrong.push(name);
      continue;
    }
    const [value, another] = kinds[kind]?.(answer, question, culture) ?? [];
    if (value === undefined || another !== undefined) wrong.push(name);
    else values.set(name, value);
  }
  return { values: Object.fromEntries(values), wrong };
}

const isEmpty = (given: Given): boolean =>
  typeof given === 'string' ? !isVisible(given) : given === false || (typeof given === 'object' && given.length === 0);
