/**
 * What can be true at the same time, for each kind of condition. A theory finds a value that meets some claims and not others;
 * `none` is a proof that there is no such value, `unknown` says nothing. `check-rows.ts` builds its proofs from these.
 */
import type { CalendarMode } from '../calendar/schema.ts';
import type { Value } from '../words.ts';
import { type Comparison, compares } from './comparisons.ts';
import { containing, cultureMatches, fold, literally, matches, type Pattern, patternOf, textBetween } from './masks.ts';
import { isDate, isTime, isWithin, type Span } from './spans.ts';

export type Solution<Witness> = { value: Witness } | 'none' | 'unknown';

export interface Theory<Claim, Witness> {
  /** The value while nothing is claimed: one for which little holds, so that few rows match it. */
  unclaimed: Witness;
  holds(claim: Claim, value: Witness): boolean;
  /** A value for which every claim in `yes` holds and none in `no`. */
  solve(yes: readonly Claim[], no: readonly Claim[]): Solution<Witness>;
}

/** One of a few values; the claim names it. */
const oneOfFew = <T>(values: readonly [T, ...T[]]): Theory<T, T> => ({
  unclaimed: values[0],
  holds: (claim, value) => claim === value,
  solve: (yes, no) => firstOf(values, (value) => yes.every((claim) => claim === value) && !no.includes(value)),
});

function firstOf<T>(values: Iterable<T>, fits: (value: T) => boolean): Solution<T> {
  for (const value of values) if (fits(value)) return { value };
  return 'none';
}

const modes = oneOfFew<CalendarMode>(['out-of-hours', 'holiday', 'in-hours']);
const truths = oneOfFew([false, true]);

/** One of unlimited ids; the claim lists some. */
const ids: Theory<readonly string[], string> = {
  unclaimed: '', // no id is empty
  holds: (claim, value) => claim.includes(value),
  solve: (yes, no) =>
    firstOf(
      yes[0] ?? [ids.unclaimed],
      (id) => yes.every((claim) => claim.includes(id)) && !no.some((claim) => claim.includes(id)),
    ),
};

/** A set of ids; the claim is that it contains one of these. */
const memberships: Theory<readonly string[], readonly string[]> = {
  unclaimed: [],
  holds: (claim, value) => claim.some((id) => value.includes(id)),
  solve: (yes, no) => {
    const found = yes.map((claim) => claim.find((id) => !no.some((others) => others.includes(id))));
    return found.includes(undefined) ? 'none' : { value: found.filter((id) => id !== undefined) };
  },
};

/** A set of texts; the claim is that one of them matches one of these masks. */
const tags: Theory<readonly string[], readonly string[]> = {
  unclaimed: [],
  holds: (claim, value) => claim.some((mask) => value.some((tag) => matches(mask, tag))),
  solve: (yes, no) => {
    const forbidden = no.flat().map(patternOf);
    const found: string[] = [];
    for (const claim of yes) {
      let tag: string | undefined;
      for (const mask of claim) tag ??= textBetween([patternOf(mask)], forbidden);
      if (tag === undefined) return 'none';
      found.push(tag);
    }
    return { value: found };
  },
};

/** The claim lists culture masks. Two lists are never claimed at once, because a row has one cell for them. */
const cultures: Theory<readonly string[], string> = {
  unclaimed: 'zzz',
  holds: (claim, value) => claim.some((mask) => cultureMatches(mask, value)),
  solve: (yes, no) =>
    firstOf(
      (yes[0] ?? ['*']).flatMap((mask) => culturesOf(mask, no.flat().length + 1)),
      (culture) =>
        yes.every((claim) => cultures.holds(claim, culture)) && !no.some((claim) => cultures.holds(claim, culture)),
    ),
};

/**
 * One culture of a language, or of a region, more than there are forbidden masks. A mask that does not forbid all of them
 * forbids at most one, so one is left.
 */
function culturesOf(mask: string, count: number): string[] {
  if (!mask.startsWith('*') && mask.includes('-')) return [mask];
  const numbers = Array.from({ length: count }, (_, index) => index);
  return mask.startsWith('*')
    ? numbers.map((number) => `${languageNamed(number)}${mask.slice(1)}`)
    : numbers.map((number) => (number === 0 ? mask : `${mask}-v${1000 + number}`));
}

/** `zzz`, `zzy` …: from the end, where there are few languages. */
const languageNamed = (number: number): string =>
  [676, 26, 1].map((place) => String.fromCharCode(122 - (Math.floor(number / place) % 26))).join('');

/** More than any cell has. */
const MANY = 1e9;

/** Signed-in agents and, among them, those who are free. */
type AgentsClaim = { of: 'registered' | 'available'; fewerThan: number };
const agents: Theory<AgentsClaim, { registered: number; available: number }> = {
  unclaimed: { registered: MANY, available: MANY },
  holds: ({ of, fewerThan }, value) => value[of] < fewerThan,
  solve: (yes, no) => {
    const most = (of: AgentsClaim['of']) => Math.min(...limits(yes, of).map((limit) => limit - 1), MANY);
    const least = (of: AgentsClaim['of']) => Math.max(...limits(no, of), 0);
    const registered = most('registered');
    const available = Math.min(most('available'), registered);
    return least('registered') <= registered && least('available') <= available
      ? { value: { registered, available } }
      : 'none';
  },
};
const limits = (claims: readonly AgentsClaim[], of: AgentsClaim['of']) =>
  claims.filter((claim) => claim.of === of).map(({ fewerThan }) => fewerThan);

/** How many there were within the last seconds: the longer, the more. */
interface CountClaim {
  withinS: number;
  moreThan: number;
}
/** The value: the minimum that there must have been within this many seconds. */
const counts: Theory<CountClaim, readonly CountClaim[]> = {
  unclaimed: [],
  holds: ({ withinS, moreThan }, value) =>
    value.some((least) => least.withinS <= withinS && least.moreThan >= moreThan),
  solve: (yes, no) => (no.some((claim) => counts.holds(claim, yes)) ? 'none' : { value: yes }),
};

/** Local time. */
const times: Theory<Span, string> = {
  unclaimed: '1970-01-01T00:00',
  holds: (claim, value) => isWithin(claim, value),
  solve: (yes, no) => {
    const starts = [...yes.flatMap(dateFrom), ...no.flatMap(dateTo)];
    const ends = [...yes.flatMap(dateTo), ...no.flatMap(dateFrom)];
    const end = ends.length > 0 ? Math.min(...ends) : undefined;
    const start = starts.length > 0 ? Math.max(...starts) : (end ?? DAY) - DAY;
    // What holds, holds from the start, or from where a time of day begins or ends: it is found within a day or not at all.
    const candidates = [...yes, ...no]
      .flatMap(timesOfDay)
      .map((minute) => start + ((((minute - start) % DAY) + DAY) % DAY));
    return firstOf(
      [start, ...candidates].filter((minute) => end === undefined || minute < end).map(local),
      (value) => yes.every((claim) => isWithin(claim, value)) && !no.some((claim) => isWithin(claim, value)),
    );
  },
};

const DAY = 24 * 60;
const minutes = (when: string): number => Date.parse(isDate(when) ? `${when}T00:00Z` : `${when}Z`) / 60_000;
const local = (minute: number): string => new Date(minute * 60_000).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
const dateFrom = ({ from }: Span): number[] => (from === undefined || isTime(from) ? [] : [minutes(from)]);
const dateTo = ({ to }: Span): number[] =>
  to === undefined || isTime(to) ? [] : [minutes(to) + (isDate(to) ? DAY : 0)];
const timesOfDay = ({ from, to }: Span): number[] => [
  0,
  ...[from, to].filter((when) => when !== undefined && isTime(when)).map((when) => minutes(`1970-01-01T${when}`)),
];

/** One variable. `!=` and `exists: false` are claimed as the opposites of `=` and `exists: true`. */
type VariableClaim = Pick<Comparison, 'is' | 'value'>;
const variables: Theory<VariableClaim, Value | undefined> = {
  unclaimed: undefined,
  holds: compares,
  solve: (yes, lists) => {
    const no = lists.flatMap((claim) =>
      isEquality(claim) ? wantedOf(claim).map((value) => ({ ...claim, value })) : claim,
    );
    const found = firstOf(
      candidatesFor(yes, no),
      (value) => yes.every((claim) => compares(claim, value)) && !no.some((claim) => compares(claim, value)),
    );
    if (found !== 'none') return found;
    // So there is a value (if it could be missing, that would have been found), and it is none of the listed texts.
    const refuted =
      no.some(({ is }) => is === 'exists') ||
      noNumber(yes, no) ||
      noText(yes, no) ||
      yes.some(
        (claim) => isEquality(claim) && wantedOf(claim).every((one) => typeof one !== 'number' || isNot(one, yes, no)),
      );
    return refuted ? 'none' : 'unknown';
  },
};

type Claims = readonly VariableClaim[];

const isEquality = ({ is }: VariableClaim): boolean => is === '=' || is === 'in';
const wantedOf = ({ value }: VariableClaim): readonly Value[] => (typeof value === 'object' ? value : [value]);

/** Missing first; then the listed values, and those at and between the bounds: more numbers than are individually forbidden. */
function* candidatesFor(yes: Claims, no: Claims): Iterable<Value | undefined> {
  yield undefined;
  yield* yes.flatMap((claim) => (isEquality(claim) ? wantedOf(claim) : []));
  const { low, high } = boundsOf(yes, no, asNumber);
  const parts = no.length + 2;
  for (let part = 0; part <= parts; part++) {
    if (low === undefined) yield (high ?? 0) - part;
    else yield high === undefined ? low + part : low + ((high - low) * part) / parts;
  }
  const text = textBetween(...patternsOf(yes, no));
  if (text !== undefined) yield text;
  const { low: first, high: last } = boundsOf(yes, no, asText);
  yield* [first, first && `${first}!`, last].filter((one) => one !== undefined);
}

/** Whether the variable cannot be this number. Text such as `5.0` is also this number, so this does not decide the text. */
const isNot = (number: number, yes: Claims, no: Claims): boolean =>
  yes.some((claim) => isOfNumbers(claim) && !compares(claim, number)) ||
  no.some((claim) => isOfNumbers(claim) && compares(claim, number));

const isOfNumbers = (claim: VariableClaim): boolean => wantedOf(claim).every((value) => typeof value === 'number');

/** A number is claimed, and none meets the claims. */
function noNumber(yes: Claims, no: Claims): boolean {
  const bounds = boundsOf(yes, no, asNumber);
  const { low, high } = bounds;
  const isNumber = yes.some(({ is, value }) => isOrder(is) && typeof value === 'number');
  return isNumber && (isEmpty(bounds) || (low !== undefined && low === high && isNot(low, yes, no)));
}

const noText = (yes: Claims, no: Claims): boolean =>
  isEmpty(boundsOf(yes, no, asText)) || textBetween(...patternsOf(yes, no)) === undefined;

interface Bounds<T> {
  low?: T;
  /** The bound itself is allowed. */
  lowCounts: boolean;
  high?: T;
  highCounts: boolean;
}

const isEmpty = <T extends Value>({ low, lowCounts, high, highCounts }: Bounds<T>): boolean =>
  low !== undefined && high !== undefined && (low > high || (low === high && !(lowCounts && highCounts)));

const orders = {
  '<': { side: 'high', counts: false, contrary: '>=' },
  '<=': { side: 'high', counts: true, contrary: '>' },
  '>': { side: 'low', counts: false, contrary: '<=' },
  '>=': { side: 'low', counts: true, contrary: '<' },
} as const;
const isOrder = (is: string): is is keyof typeof orders => is in orders;

const asNumber = (value: unknown) => (typeof value === 'number' ? value : undefined);
const asText = (value: unknown) => (typeof value === 'string' ? fold(value) : undefined);

/** For a value that is read as `read` does: not less than 3 is 3 or more. */
function boundsOf<T extends Value>(yes: Claims, no: Claims, read: (value: unknown) => T | undefined): Bounds<T> {
  const bounds: Bounds<T> = { lowCounts: true, highCounts: true };
  const both = [...yes, ...no.map(({ is, value }) => ({ is: isOrder(is) ? orders[is].contrary : is, value }))];
  for (const { is, value } of both) {
    const bound = read(value);
    if (!isOrder(is) || bound === undefined) continue;
    const { side, counts } = orders[is];
    const before = bounds[side];
    if (before === undefined || (side === 'low' ? bound > before : bound < before)) {
      bounds[side] = bound;
      bounds[`${side}Counts`] = counts;
    } else if (bound === before) {
      bounds[`${side}Counts`] &&= counts;
    }
  }
  return bounds;
}

const patternsOf = (yes: Claims, no: Claims): [Pattern[], Pattern[]] => [
  yes.flatMap((claim) => patternFor(claim) ?? []),
  no.flatMap((claim) => patternFor(claim) ?? []),
];

function patternFor({ is, value }: VariableClaim): [Pattern] | undefined {
  if (typeof value === 'object' || typeof value === 'number') return undefined;
  switch (is) {
    case '=':
    case 'in':
      return [literally(String(value))];
    case 'contains':
      return [containing(String(value))];
    case 'matches':
      return [patternOf(String(value))];
    default:
      return undefined;
  }
}

/** By the name under which a column's row claims it. */
export const theories = { modes, truths, ids, memberships, tags, cultures, agents, counts, times, variables };
