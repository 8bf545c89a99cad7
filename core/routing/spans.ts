/** Spans of local time as written in the rows of a condition table: dates, dates with a time, or times of day. */
import * as z from 'zod/mini';

/** In the tenant's zone. */
export const When = z.string().check(
  z.regex(
    /^(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d)?|([01]\d|2[0-3]):[0-5]\d)$/,
    'a date such as "2026-12-24", a date with time such as "2026-12-24T18:00", or a time such as "18:00"',
  ),
  z.refine((when) => !when.includes('-') || exists(when.slice(0, 10)), 'a date that exists'),
);

/** Date turns 30 February into 2 March. */
function exists(date: string): boolean {
  return new Date(`${date}T00:00Z`).toJSON()?.startsWith(date) ?? false;
}

/** One or both ends of a span of local time. If it has both, they are times of day and `from` is the later one: over midnight. */
export interface Span {
  from?: string;
  to?: string;
}

/** What a row says about the time. */
export type Ends = Readonly<Partial<Record<'from' | 'to', string>>>;

/**
 * What one end means: itself, or the whole night if the two span midnight, because neither end alone says whether it is night.
 */
export function spanOf(end: 'from' | 'to', { from, to }: Ends): Span {
  const isOvernight = from !== undefined && to !== undefined && isTime(from) && isTime(to) && from > to;
  if (isOvernight) return { from, to };
  const when = end === 'from' ? from : to;
  return when === undefined ? {} : { [end]: when };
}

/**
 * `from` includes its minute, a `to` with a time does not: from 08:00 to 18:00 ends after 17:59. A bare date is the whole day:
 * from 2026-12-24 to 2026-12-26 is three days. Equal times are an empty span, which the rule check reports.
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
