/** A calendar as configured: opening hours in the wall-clock time of one zone. `calendar.ts` evaluates it. */
import * as z from 'zod/mini';
import { CalendarId } from '../ids.ts';
import { label, slug } from '../words.ts';

const timeOfDay = (pattern: RegExp, words: string) => z.string().check(z.regex(pattern, words));
const From = timeOfDay(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time from "00:00" to "23:59"');
const To = timeOfDay(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time from "00:00" to "24:00"');

/** Open from `from` until just before `to`. If `to` is not after `from`, it is on the next day. */
export const Span = z.strictObject({ from: From, to: To });
export type Span = z.infer<typeof Span>;

const Day = z.iso.date('a date such as "2026-12-24"');
const spans = z._default(z.array(Span).check(z.maxLength(12)), []);

/**
 * An IANA zone. The configuration check verifies that it exists. Doing so costs 20 ms the first time, which readers of a
 * checked configuration need not spend.
 */
export const Zone = z.string().check(z.minLength(1), z.maxLength(64));

export function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

export const Calendar = z.strictObject({
  id: z.pipe(slug, CalendarId),
  zone: Zone,
  week: z.strictObject({ mon: spans, tue: spans, wed: spans, thu: spans, fri: spans, sat: spans, sun: spans }),
  /** Closed from midnight to midnight, even for a span that started the day before. */
  holidays: z._default(z.array(z.strictObject({ date: Day, name: label })).check(z.maxLength(1000)), []),
  /** Hours that start on this date, instead of the weekday's; none = closed. */
  exceptions: z._default(
    z.array(z.strictObject({ date: Day, spans: z.array(Span).check(z.maxLength(12)) })).check(z.maxLength(1000)),
    [],
  ),
});
export type Calendar = z.infer<typeof Calendar>;

export const CalendarMode = z.enum(['in-hours', 'out-of-hours', 'holiday']);
export type CalendarMode = z.infer<typeof CalendarMode>;
