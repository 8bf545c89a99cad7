/**
 * The columns of the two tables (B1, B2): what a row wants, what is so, and whether the one holds for the other. To add a condition,
 * add its cell to `rows.ts`, a row here and a test. `check-rows.ts` takes a column that it knows nothing about for one that may
 * turn out either way.
 */
import * as z from 'zod/mini';
import { kept } from '../bounds.ts';
import { CalendarMode } from '../calendar/schema.ts';
import { CalendarId, GatewayId, ListId, QueueId } from '../ids.ts';
import { Culture, slug, Tags, Value, Variables } from '../words.ts';
import { compares, own } from './comparisons.ts';
import { cultureMatches, matches } from './masks.ts';
import type { GatewayRow, QueueRow } from './rows.ts';

const count = z.int().check(z.gte(0));

/** Of a configuration: what a chat's receipts, an agent's row and an answer to a console may have to name. */
export const MAX_QUEUES = 200;
export const MAX_CALENDARS = 100;
export const MAX_LISTS = 100;
/** Different spans and kinds of `frequencyOver`: each is counted whenever a page asks. */
export const MAX_FREQUENCIES = 20;

/** What the conditions of both tables look at. */
const shared = {
  /** ms since 1970. */
  at: z.number(),
  /** The same moment on the wall clock of the tenant's zone, where a row looks at it. */
  local: z.exactOptional(z.string().check(z.maxLength(16), z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/))),
  gateway: GatewayId,
  queue: QueueId,
  culture: Culture,
  tags: kept(z.array(z.string()), Tags),
  /** The queue's own; none: always open. */
  calendar: z.exactOptional(CalendarId),
  calendars: kept(z.record(z.string(), CalendarMode), MAX_CALENDARS * 60),
};

/** Counts are there, and true, as far as `neededFacts` asks for them. A count that is missing meets no condition. */
export const GatewayFacts = z.strictObject({
  ...shared,
  trackingOpen: z.boolean(),
  registered: z.exactOptional(count),
  available: z.exactOptional(count),
  waiting: z.exactOptional(count),
  /** By `requestsKey`. */
  requests: kept(z.record(z.string(), count), MAX_FREQUENCIES * 30),
});
export type GatewayFacts = z.infer<typeof GatewayFacts>;

export const QueueFacts = z.strictObject({
  ...shared,
  /** Those that the contact is in. */
  lists: kept(z.array(ListId), z.array(slug).check(z.maxLength(MAX_LISTS))),
  external: z.exactOptional(kept(z.string(), Value)),
  variables: Variables,
});
export type QueueFacts = z.infer<typeof QueueFacts>;

type Frequency = NonNullable<GatewayRow['frequencyOver']>;

/** Such as `address/60`: requests of this address within the last 60 s. */
export const requestsKey = ({ by, withinS }: Pick<Frequency, 'by' | 'withinS'>): string => `${by}/${withinS}`;

export interface Condition<Row, Facts> {
  /** The row's key. */
  column: keyof Row & string;
  /** Stands for the column in receipts: kept there, so never given to another column. */
  letter: string;
  /** Undefined for an empty cell, which always holds. */
  cellOf(row: Row): Cell<Facts> | undefined;
}

export interface Cell<Facts> {
  column: string;
  letter: string;
  holds(facts: Facts): boolean;
  /** What is so, as the screen shows it beside the cell. */
  actual(facts: Facts): unknown;
}

/** `read` gives what a row's cell wants, undefined for an empty one. */
const condition = <Row, Facts, Wanted>(
  column: keyof Row & string,
  letter: string,
  read: (row: Row) => Wanted | undefined,
  actual: (facts: Facts, wanted: Wanted) => unknown,
  holds: (wanted: Wanted, facts: Facts) => boolean,
): Condition<Row, Facts> => ({
  column,
  letter,
  cellOf: (row) => {
    const wanted = read(row);
    if (wanted === undefined) return undefined;
    return { column, letter, holds: (facts) => holds(wanted, facts), actual: (facts) => actual(facts, wanted) };
  },
});

/** The cells of a row that are not empty. */
export const cellsOf = <Row, Facts>(conditions: readonly Condition<Row, Facts>[], row: Row): Cell<Facts>[] =>
  conditions.flatMap((one) => one.cellOf(row) ?? []);

type SharedRow = Pick<
  GatewayRow,
  keyof GatewayRow & keyof QueueRow & ('gateway' | 'culture' | 'tags' | 'calendar' | 'from' | 'to')
>;
type SharedFacts = Pick<GatewayFacts, keyof typeof shared>;

const sharedConditions: readonly Condition<SharedRow, SharedFacts>[] = [
  condition(
    'gateway',
    'g',
    (row) => row.gateway,
    (facts) => facts.gateway,
    (wanted, facts) => wanted.includes(facts.gateway),
  ),
  condition(
    'culture',
    'c',
    (row) => row.culture,
    (facts) => facts.culture,
    (wanted, facts) => wanted.some((mask) => cultureMatches(mask, facts.culture)),
  ),
  condition(
    'tags',
    't',
    (row) => row.tags,
    (facts) => facts.tags,
    ({ all, any, none }, { tags }) => {
      const tagged = (mask: string) => tags.some((tag) => matches(mask, tag));
      return (all?.every(tagged) ?? true) && (any?.some(tagged) ?? true) && !none?.some(tagged);
    },
  ),
  condition(
    'calendar',
    'm',
    (row) => row.calendar,
    (facts, { of }) => modeOf(facts, of),
    ({ mode, of }, facts) => mode === 'any' || mode === modeOf(facts, of),
  ),
  condition(
    'from',
    'f',
    (row) => (row.from === undefined ? undefined : (overnight(row) ?? { from: row.from })),
    (facts) => facts.local,
    (wanted, { local }) => local !== undefined && isWithin(wanted, local),
  ),
  condition(
    'to',
    'u',
    (row) => (row.to === undefined ? undefined : (overnight(row) ?? { to: row.to })),
    (facts) => facts.local,
    (wanted, { local }) => local !== undefined && isWithin(wanted, local),
  ),
];

/** B1. */
export const gatewayConditions: readonly Condition<GatewayRow, GatewayFacts>[] = [
  ...sharedConditions,
  condition(
    'trackingOpen',
    'x',
    (row) => row.trackingOpen,
    (facts) => facts.trackingOpen,
    (wanted, facts) => facts.trackingOpen === wanted,
  ),
  condition(
    'queue',
    'q',
    (row) => row.queue,
    (facts) => facts.queue,
    (wanted, facts) => wanted.includes(facts.queue),
  ),
  condition(
    'registeredFewerThan',
    'r',
    (row) => row.registeredFewerThan,
    (facts) => facts.registered,
    (wanted, { registered }) => registered !== undefined && registered < wanted,
  ),
  condition(
    'availableFewerThan',
    'a',
    (row) => row.availableFewerThan,
    (facts) => facts.available,
    (wanted, { available }) => available !== undefined && available < wanted,
  ),
  condition(
    'queueLongerThan',
    'w',
    (row) => row.queueLongerThan,
    (facts) => facts.waiting,
    (wanted, { waiting }) => waiting !== undefined && waiting > wanted,
  ),
  condition(
    'frequencyOver',
    'o',
    (row) => row.frequencyOver,
    (facts, wanted) => facts.requests[requestsKey(wanted)],
    (wanted, facts) => (facts.requests[requestsKey(wanted)] ?? 0) > wanted.count,
  ),
];

/** B2. */
export const queueConditions: readonly Condition<QueueRow, QueueFacts>[] = [
  ...sharedConditions,
  condition(
    'list',
    'l',
    (row) => row.list,
    (facts) => facts.lists,
    (wanted, facts) => wanted.some((list) => facts.lists.includes(list)),
  ),
  condition(
    'external',
    'e',
    (row) => row.external,
    (facts) => facts.external,
    (wanted, { external }) => external !== undefined && matches(wanted, external),
  ),
  condition(
    'compare',
    'v',
    (row) => row.compare,
    ({ variables }, wanted) => wanted.map(({ variable }) => own(variables, variable) ?? null),
    (wanted, { variables }) => wanted.every((comparison) => compares(comparison, own(variables, comparison.variable))),
  ),
];

/** Of the named calendar, or the queue's own. A queue without a calendar is always in hours. */
export function modeOf(
  { calendar, calendars }: Pick<SharedFacts, 'calendar' | 'calendars'>,
  of = calendar,
): CalendarMode {
  return (of !== undefined && own(calendars, of)) || 'in-hours';
}

/** One or both ends of a span of local time. With both, they are times of day and `from` is the later: over midnight. */
export interface Span {
  from?: string;
  to?: string;
}

/** Evaluated as one: neither end alone says whether it is night. */
export const overnight = ({ from, to }: Pick<SharedRow, 'from' | 'to'>): Required<Span> | undefined =>
  from !== undefined && to !== undefined && isTime(from) && isTime(to) && from > to ? { from, to } : undefined;

/**
 * `from` includes its minute, a `to` with a time does not: from 08:00 to 18:00 ends with 17:59. A bare date is the whole day: from
 * 2026-12-24 to 2026-12-26 are three days. Equal times are no time at all, which the rule check reports.
 */
export function isWithin({ from, to }: Span, local: string): boolean {
  const begun = from === undefined || (isTime(from) ? clock(local) : local) >= from;
  const goesOn = to === undefined || (isDate(to) ? day(local) <= to : (isTime(to) ? clock(local) : local) < to);
  return from !== undefined && to !== undefined ? begun || goesOn : begun && goesOn;
}

export const isTime = (when: string): boolean => when.length === 'HH:MM'.length;
export const isDate = (when: string): boolean => when.length === 'YYYY-MM-DD'.length;
const day = (local: string): string => local.slice(0, 10);
const clock = (local: string): string => local.slice(11);
