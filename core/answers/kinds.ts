/**
 * Every kind of answer, for forms (C1) and for the questions of scenarios (B4). To add a kind, add a row here and in
 * `expected.ts`, its settings in `core/forms/schema.ts`, and how it is drawn in the widget's `fields`.
 */
import { datesIn, numbersIn, plain } from './as-written.ts';
import { type Question, type Reads, simple } from './simple.ts';

/** The values that can be chosen, without those that are not offered. */
const chosen = ({ options = [] }: Question, values: readonly string[]): string[] =>
  options.flatMap(({ value }) => (values.includes(value) ? [value] : []));

const oneOf: Reads = (given, question) => (typeof given === 'string' ? chosen(question, [given]) : []);

export const kinds = {
  ...simple,
  number: (given, _, culture) => (typeof given === 'string' ? numbersIn(given, culture) : []),
  /** Stored without separators, so that the same number is the same value. 15: E.164. */
  phone(given) {
    if (typeof given !== 'string') return [];
    const written = plain(given);
    const digits = written.replace(/\D/g, '');
    const isPhone = /^\(?\+?[\d\s()./-]+$/.test(written) && digits.length >= 7 && digits.length <= 15;
    return isPhone ? [`${written.includes('+') ? '+' : ''}${digits}`] : [];
  },
  /** ISO 8601. */
  date: (given, _, culture) => (typeof given === 'string' ? datesIn(given, culture) : []),
  select: oneOf,
  radio: oneOf,
  /** Several, as one text, in the order in which they are offered. */
  checkboxes(given, question) {
    if (typeof given !== 'object') return [];
    const values = chosen(question, given);
    return values.length === new Set(given).size ? [values.join(', ')] : [];
  },
  /** The names of files: what is in them is checked when they have been uploaded. As one text. */
  attachment(given, { accept = '', most = 1 }) {
    if (typeof given !== 'object' || given.length > most) return [];
    const isAccepted = (name: string) => accept.split(',').includes(`.${name.split('.').at(-1)?.toLowerCase()}`);
    return given.every(isAccepted) ? [given.join(', ')] : [];
  },
} satisfies Record<string, Reads>;

export type AnswerKind = keyof typeof kinds;
/** Those that are typed: a scenario asks for nothing else. */
export const typedKinds = ['text', 'number', 'email', 'phone', 'date'] as const satisfies AnswerKind[];
