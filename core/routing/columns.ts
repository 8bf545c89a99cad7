/**
 * The columns of the two condition tables (B1, B2), one row each. To add one, add its row here, a case in
 * `test/unit/core/routing/columns.test.ts`, and its name on the screen in `console/texts`. `column.ts` describes a row. Columns
 * are checked in this order.
 */
import * as z from 'zod/mini';
import { kept, MAX_CALENDARS, MAX_LISTS } from '../bounds.ts';
import { CalendarMode } from '../calendar/schema.ts';
import { CalendarId, GatewayId, ListId, QueueId } from '../ids.ts';
import { Culture, CultureMask, Mask, slug, Tags, Value, Variables } from '../words.ts';
import { type Claim, column } from './column.ts';
import { Comparison, compares, own } from './comparisons.ts';
import { cultureMatcherOf, matcherOf } from './masks.ts';
import { isDate, isWithin, spanOf, When } from './spans.ts';

const someOf = <T extends z.core.$ZodType>(of: T) => z.array(of).check(z.minLength(1), z.maxLength(100));
const masks = z.exactOptional(z.array(Mask).check(z.minLength(1), z.maxLength(50)));
const count = z.int().check(z.gte(0), z.lte(1_000_000));
/** A missing count meets no condition. */
const counted = z.exactOptional(z.int().check(z.gte(0)));

/** How many different spans and kinds of `frequencyOver` there may be: every request counts each of them. */
export const MAX_FREQUENCIES = 20;

/** Wall-clock time in the tenant's zone, if a row looks at it. */
const local = z.exactOptional(z.string().check(z.maxLength(16), z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/)));

/**
 * If `from` is a later time of day than `to`, they span midnight: then both columns mean the night, and only `from` claims it.
 */
const timeColumn = (letter: string, end: 'from' | 'to') =>
  column({
    letter,
    cell: When,
    facts: { local },
    dependsOn: 'time',
    needs: () => ({ clock: true }),
    holds: (_, row) => {
      const span = spanOf(end, row);
      return ({ local }) => local !== undefined && isWithin(span, local);
    },
    actual: ({ local }) => local,
    turnsAt: (when) => [end === 'to' && isDate(when) ? dayAfter(when) : when],
    claims: (_, row) => {
      const claim = spanOf(end, row);
      return end === 'to' && claim.from !== undefined ? [] : [{ about: 'time', theory: 'times', claim }];
    },
  });

const dayAfter = (date: string): string => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);

const shared = {
  gateway: column({
    letter: 'g',
    cell: someOf(z.pipe(slug, GatewayId)),
    facts: { gateway: GatewayId },
    dependsOn: 'website',
    holds: (wanted) => (facts) => wanted.includes(facts.gateway),
    actual: ({ gateway }) => gateway,
    claims: (claim) => [{ about: 'gateway', theory: 'ids', claim }],
  }),
  culture: column({
    letter: 'c',
    cell: someOf(CultureMask),
    facts: { culture: Culture },
    dependsOn: 'visitor',
    holds: (wanted) => {
      const matchers = wanted.map(cultureMatcherOf);
      return ({ culture }) => matchers.some((matches) => matches(culture));
    },
    actual: ({ culture }) => culture,
    claims: (claim) => [{ about: 'culture', theory: 'cultures', claim }],
  }),
  /** Visitor tags: every mask of `all`, at least one of `any`, and none of `none` matches a tag. */
  tags: column({
    letter: 't',
    cell: z.strictObject({ all: masks, any: masks, none: masks }),
    facts: { tags: kept(z.array(z.string()), Tags) },
    dependsOn: 'visitor',
    holds: (wanted) => {
      const [all, any, none] = [wanted.all, wanted.any, wanted.none].map((some) => some?.map(matcherOf));
      return ({ tags }) => {
        const tagged = (matches: (tag: string) => boolean) => tags.some(matches);
        return (all?.every(tagged) ?? true) && (any?.some(tagged) ?? true) && !none?.some(tagged);
      };
    },
    actual: ({ tags }) => tags,
    claims: ({ all = [], any, none }) => [
      ...all.map((mask): Claim => ({ about: 'tags', theory: 'tags', claim: [mask] })),
      ...(any ? [{ about: 'tags', theory: 'tags', claim: any } as const] : []),
      ...(none ? [{ about: 'tags', theory: 'tags', claim: none, holds: false } as const] : []),
    ],
  }),
  /** Of the named calendar; without a name, of the queue's own. */
  calendar: column({
    letter: 'm',
    cell: z.strictObject({
      mode: z.enum([...CalendarMode.options, 'any']),
      of: z.exactOptional(z.pipe(slug, CalendarId)),
    }),
    facts: {
      /** The queue's own; without one it is always open. */
      calendar: z.exactOptional(CalendarId),
      calendars: kept(z.record(z.string(), CalendarMode), MAX_CALENDARS * 60),
    },
    dependsOn: 'time',
    needs: ({ mode, of }) => (of === undefined || mode === 'any' ? {} : { calendar: of }),
    holds: (wanted) => (facts) => wanted.mode === 'any' || wanted.mode === modeOf(facts, wanted.of),
    actual: (facts, { of }) => modeOf(facts, of),
    claims: ({ mode, of = '' }) => (mode === 'any' ? [] : [{ about: `calendar ${of}`, theory: 'modes', claim: mode }]),
  }),
  from: timeColumn('f', 'from'),
  to: timeColumn('u', 'to'),
};

/** B1. */
export const gatewayColumns = {
  ...shared,
  /** Whether the external tracking id has an open chat. */
  trackingOpen: column({
    letter: 'x',
    cell: z.boolean(),
    facts: { trackingOpen: z.boolean() },
    dependsOn: 'chance',
    needs: () => ({ tracking: true }),
    holds: (wanted) => (facts) => facts.trackingOpen === wanted,
    actual: ({ trackingOpen }) => trackingOpen,
    claims: (claim) => [{ about: 'tracking', theory: 'truths', claim }],
  }),
  /** The gateway's own queue. */
  queue: column({
    letter: 'q',
    cell: someOf(z.pipe(slug, QueueId)),
    facts: { queue: QueueId },
    dependsOn: 'website',
    holds: (wanted) => (facts) => wanted.includes(facts.queue),
    actual: ({ queue }) => queue,
    claims: (claim) => [{ about: 'queue', theory: 'ids', claim }],
  }),
  /** Agents of the queue who are signed in. */
  registeredFewerThan: column({
    letter: 'r',
    cell: count,
    facts: { registered: counted },
    dependsOn: 'chance',
    needs: (registered) => ({ registered }),
    holds: (wanted) => (facts) => (facts.registered ?? Number.POSITIVE_INFINITY) < wanted,
    actual: ({ registered }) => registered,
    claims: (fewerThan) => [{ about: 'agents', theory: 'agents', claim: { of: 'registered', fewerThan } }],
  }),
  /** Agents of the queue who could have a chat now. */
  availableFewerThan: column({
    letter: 'a',
    cell: count,
    facts: { available: counted },
    dependsOn: 'chance',
    needs: (available) => ({ available }),
    holds: (wanted) => (facts) => (facts.available ?? Number.POSITIVE_INFINITY) < wanted,
    actual: ({ available }) => available,
    claims: (fewerThan) => [{ about: 'agents', theory: 'agents', claim: { of: 'available', fewerThan } }],
  }),
  queueLongerThan: column({
    letter: 'w',
    cell: count,
    facts: { waiting: counted },
    dependsOn: 'chance',
    needs: (wanted) => ({ waiting: wanted + 1 }),
    holds: (wanted) => (facts) => (facts.waiting ?? 0) > wanted,
    actual: ({ waiting }) => waiting,
    claims: (moreThan) => [{ about: 'waiting', theory: 'counts', claim: { withinS: 0, moreThan } }],
  }),
  /** More than `count` requests within the last `withinS` seconds. */
  frequencyOver: column({
    letter: 'o',
    cell: z.strictObject({
      count: z.int().check(z.gte(0), z.lte(1000)),
      withinS: z.int().check(z.gte(1), z.lte(86_400)),
      by: z.enum(['visitor', 'address', 'gateway']),
    }),
    /** By `requestsKey`. */
    facts: { requests: kept(z.record(z.string(), z.int().check(z.gte(0))), MAX_FREQUENCIES * 30) },
    dependsOn: 'chance',
    needs: ({ by, withinS, count }) => ({ requests: { by, withinS, upTo: count + 1 } }),
    holds: (wanted) => {
      const key = requestsKey(wanted);
      return ({ requests }) => (requests[key] ?? 0) > wanted.count;
    },
    actual: ({ requests }, wanted) => requests[requestsKey(wanted)],
    claims: ({ by, withinS, count }) => [
      { about: `requests ${by}`, theory: 'counts', claim: { withinS, moreThan: count } },
    ],
  }),
};

/** B2. */
export const queueColumns = {
  ...shared,
  /** The visitor is in one of these contact lists. */
  list: column({
    letter: 'l',
    cell: someOf(z.pipe(slug, ListId)),
    /** The lists that the contact is in. */
    facts: { lists: kept(z.array(ListId), z.array(slug).check(z.maxLength(MAX_LISTS))) },
    dependsOn: 'visitor',
    needs: () => ({ lists: true }),
    holds: (wanted) => (facts) => wanted.some((list) => facts.lists.includes(list)),
    actual: ({ lists }) => lists,
    claims: (claim) => [{ about: 'lists', theory: 'memberships', claim }],
  }),
  /** The result of external processing, set by a scenario or a connector. */
  external: column({
    letter: 'e',
    cell: Mask,
    facts: { external: z.exactOptional(kept(z.string(), Value)) },
    dependsOn: 'visitor',
    holds: (wanted) => {
      const matches = matcherOf(wanted);
      return ({ external }) => external !== undefined && matches(external);
    },
    actual: ({ external }) => external,
    claims: (value) => [{ about: 'external', theory: 'variables', claim: { is: 'matches', value } }],
  }),
  compare: column({
    letter: 'v',
    cell: z.array(Comparison).check(z.minLength(1), z.maxLength(20)),
    /** Variables that rows compare. */
    facts: { variables: Variables },
    dependsOn: 'visitor',
    needs: (wanted) => ({ variables: wanted.map(({ variable }) => variable) }),
    holds: (wanted) => (facts) => wanted.every((one) => compares(one, own(facts.variables, one.variable))),
    actual: ({ variables }, wanted) => wanted.map(({ variable }) => own(variables, variable) ?? null),
    claims: (wanted) => wanted.map(claimed),
  }),
};

function claimed({ variable, is, value }: Comparison): Claim {
  const of = { about: `variable ${variable}`, theory: 'variables' } as const;
  if (is === '!=') return { ...of, claim: { is: '=', value }, holds: false };
  if (is === 'exists') return { ...of, claim: { is, value: true }, holds: value === true };
  return { ...of, claim: { is, value } };
}

/** For example `address/60`: requests from this address within the last 60 s. */
export const requestsKey = ({ by, withinS }: { by: string; withinS: number }): string => `${by}/${withinS}`;

/** Of the named calendar, or the queue's own. A queue without a calendar is always in hours. */
export function modeOf(
  { calendar, calendars }: { calendar?: CalendarId; calendars: Readonly<Record<string, CalendarMode>> },
  of = calendar,
): CalendarMode {
  return (of !== undefined && own(calendars, of)) || 'in-hours';
}
