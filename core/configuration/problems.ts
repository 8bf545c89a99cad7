/** What is wrong with a configuration, in plain English. The schema's findings become sentences only here. */
import type * as z from 'zod/mini';

export interface Problem {
  /** For example `websites[0].queue`. */
  path: string;
  /** Completes "expected …". */
  expected: string;
}

export const sentenceOf = ({ path, expected }: Problem): string => `${path}: expected ${expected}.`;

type Issue = z.core.$ZodIssue;

/** Options for the schema: its small edition has no messages of its own, and the sentences quote the input. */
export const inWords = { error: wanted, reportInput: true };

/** One problem for each place: an empty name is both too short and misspelt, but one sentence is enough. */
export function problemsOf(issues: readonly Issue[], above: PropertyKey[] = []): Problem[] {
  const problems = issues.flatMap((issue) => problemsOfIssue(issue, [...above, ...issue.path]));
  return problems.filter(({ path }, index) => problems.findIndex((other) => other.path === path) === index);
}

function problemsOfIssue(issue: Issue, path: PropertyKey[]): Problem[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: spell([...path, key]),
        expected: 'a known setting; none has this name',
      }));
    case 'invalid_union':
      return problemsOfUnion(issue, path);
    case 'invalid_key': {
      const key = issue.issues[0]?.message ?? 'another one';
      return [{ path: spell(path), expected: `a name of this kind: ${key}` }];
    }
    default:
      return [{ path: spell(path), expected: issue.message + found(issue.input) }];
  }
}

/**
 * The choice that was meant has the right overall shape, and its problem is further down. If there is none, all choices are
 * listed.
 */
function problemsOfUnion(issue: z.core.$ZodIssueInvalidUnion, path: PropertyKey[]): Problem[] {
  const meant = issue.errors.find((issues) => issues.length > 0 && issues.every((each) => each.path.length > 0));
  if (meant) return problemsOf(meant, path);
  const choices = issue.errors.flatMap((issues) => issues.slice(0, 1).map(({ message }) => message));
  // Without choices, a discriminating key has an unknown value.
  const expected = choices.length > 0 ? either(choices) + found(issue.input) : issue.message;
  return [{ path: spell(path), expected }];
}

function wanted(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return either(issue.values.map((value) => JSON.stringify(value)));
    case 'too_small':
      return size(issue.origin, 'at least', Number(issue.minimum));
    case 'too_big':
      return size(issue.origin, 'at most', Number(issue.maximum));
    case 'invalid_union':
      return Array.isArray(issue.options)
        ? either(issue.options.map((value) => JSON.stringify(value)))
        : 'another value';
    default:
      return 'another value';
  }
}

const TYPES: Record<string, string> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'an object of settings in { }',
  record: 'an object of settings in { }',
};

function size(origin: string, bound: string, count: number): string {
  const amount = count.toLocaleString('en');
  if (origin === 'string') return `text of ${bound} ${amount} ${count === 1 ? 'character' : 'characters'}`;
  if (origin === 'array') return `a list of ${bound} ${amount} ${count === 1 ? 'entry' : 'entries'}`;
  return `a number of ${bound} ${amount}`;
}

const either = (choices: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(choices);

/** The actual value, if it fits in a sentence. */
function found(input: unknown): string {
  if (input === undefined) return '; it is missing';
  if (input === null || ['number', 'boolean'].includes(typeof input)) return `, not ${input}`;
  if (Array.isArray(input)) return input.length === 0 ? ', not an empty list' : `, not a list of ${input.length}`;
  if (typeof input === 'string')
    return input.length <= 60 ? `, not ${JSON.stringify(input)}` : `, not text of ${input.length} characters`;
  return `, not ${typeof input === 'object' ? 'an object' : `a ${typeof input}`}`;
}

const spell = (path: PropertyKey[]): string =>
  path.reduce<string>((spelt, key) => {
    if (typeof key === 'number') return `${spelt}[${key}]`;
    return spelt === '' ? String(key) : `${spelt}.${String(key)}`;
  }, '') || 'the configuration';
