/**
 * Comparisons of a variable (B2; scenario branches use them too): how they are written, and what they mean. To add an operator,
 * add a row.
 *
 * The wanted value determines how the actual one is read. A number reads numbers and numeric text (`"12.5"`, not `"12,5"`).
 * Text or a truth value reads text (`5` is `"5"`, `true` is `"true"`), ignoring case. Text is ordered by character rather than
 * by a language's rules, so that the order is the same on every machine. For a missing variable only `exists: false` and `!=`
 * hold: `!=` is the opposite of `=`, and a missing value is not equal.
 */
import * as z from 'zod/mini';
import { Mask, Value, VariableName } from '../words.ts';
import { fold, matches } from './masks.ts';

type Wanted = Value | Value[];

/** Own properties only: a variable may be called `constructor`. */
export const own = <T>(values: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

type Test = (actual: Value | undefined, wanted: Wanted) => boolean;

const ofPresent =
  (test: (actual: Value, wanted: Wanted) => boolean): Test =>
  (actual, wanted) =>
    actual !== undefined && test(actual, wanted);

const equal = ofPresent((actual, wanted) =>
  typeof wanted === 'object' ? wanted.some((one) => orderOf(actual, one) === 0) : orderOf(actual, wanted) === 0,
);

const isOne = (wanted: Wanted) => !Array.isArray(wanted);

const ordered = (test: (order: number) => boolean): Operator => ({
  takes: (wanted) => typeof wanted === 'number' || typeof wanted === 'string',
  holds: ofPresent((actual, wanted) => {
    const order = typeof wanted === 'object' ? undefined : orderOf(actual, wanted);
    return order !== undefined && test(order);
  }),
});

interface Operator {
  /** Which wanted values are allowed. */
  takes(wanted: Wanted): boolean;
  holds: Test;
}

const operators = {
  '=': { takes: isOne, holds: equal },
  '!=': { takes: isOne, holds: (actual, wanted) => !equal(actual, wanted) },
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  in: { takes: (wanted) => Array.isArray(wanted), holds: equal },
  contains: {
    takes: (wanted) => typeof wanted === 'string',
    holds: ofPresent((actual, wanted) => fold(String(actual)).includes(fold(String(wanted)))),
  },
  matches: {
    takes: (wanted) => Mask.safeParse(wanted).success,
    holds: ofPresent((actual, wanted) => matches(String(wanted), String(actual))),
  },
  exists: {
    takes: (wanted) => typeof wanted === 'boolean',
    holds: (actual, wanted) => (actual !== undefined) === wanted,
  },
} as const satisfies Record<string, Operator>;

export const Comparison = z
  .strictObject({
    variable: VariableName,
    is: z.enum(Object.keys(operators) as (keyof typeof operators)[]),
    value: z.union([Value, z.array(Value).check(z.minLength(1), z.maxLength(100))]),
  })
  .check(
    z.refine(
      ({ is, value }) => operators[is].takes(value),
      'a value that suits the comparison: a list for `in`, true or false for `exists`, text for `contains`, a mask for `matches`, a number or text for an ordering, otherwise one value',
    ),
  );
export type Comparison = z.infer<typeof Comparison>;

export const compares = ({ is, value }: Pick<Comparison, 'is' | 'value'>, actual: Value | undefined): boolean =>
  operators[is].holds(actual, value);

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
