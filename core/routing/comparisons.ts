/**
 * What a comparison of a variable means (B2; scenarios branch by it too). To add an operator, name it in `rows.ts` and add a row.
 *
 * The wanted value says how the actual one is read: a number reads numbers and texts that are numbers (`"12.5"`, not `"12,5"`), a
 * text or a truth value reads the text (`5` is `"5"`, `true` is `"true"`), without regard to case. Texts are ordered character by
 * character, not by a language's rules, so that the order is the same on every machine.
 * A variable that is missing: only `exists: false` and `!=` hold. `!=` is the opposite of `=`: what is not there is not equal.
 */
import type { Value } from '../words.ts';
import { fold, matches } from './masks.ts';
import type { Comparison } from './rows.ts';

type Wanted = Comparison['value'];

/** Own properties only: a variable may be called `constructor`. */
export const own = <T>(values: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

export const compares = ({ is, value }: Pick<Comparison, 'is' | 'value'>, actual: Value | undefined): boolean =>
  tests[is](actual, value);

type Test = (actual: Value | undefined, wanted: Wanted) => boolean;

const ofPresent =
  (test: (actual: Value, wanted: Wanted) => boolean): Test =>
  (actual, wanted) =>
    actual !== undefined && test(actual, wanted);

const ordered = (test: (order: number) => boolean): Test =>
  ofPresent((actual, wanted) => {
    const order = typeof wanted === 'object' ? undefined : orderOf(actual, wanted);
    return order !== undefined && test(order);
  });

const equal = ofPresent((actual, wanted) =>
  typeof wanted === 'object' ? wanted.some((one) => orderOf(actual, one) === 0) : orderOf(actual, wanted) === 0,
);

const tests = {
  '=': equal,
  in: equal,
  '!=': (actual, wanted) => !equal(actual, wanted),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  contains: ofPresent((actual, wanted) => fold(String(actual)).includes(fold(String(wanted)))),
  matches: ofPresent((actual, wanted) => matches(String(wanted), String(actual))),
  exists: (actual, wanted) => (actual !== undefined) === wanted,
} as const satisfies Record<Comparison['is'], Test>;

/** Below 0: actual comes first. Undefined: a number is wanted and there is none. */
function orderOf(actual: Value, wanted: Value): number | undefined {
  if (typeof wanted !== 'number') {
    const [a, b] = [fold(String(actual)), fold(String(wanted))];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const number = asNumber(actual);
  return number === undefined ? undefined : number < wanted ? -1 : number > wanted ? 1 : 0;
}

const numeric = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i;

function asNumber(value: Value): number | undefined {
  const number = typeof value === 'string' && numeric.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
