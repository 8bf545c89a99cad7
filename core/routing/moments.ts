/** The moments at which calendars, and rows that look at the clock, may change. */
import { instantsOf, nextChange } from '../calendar/calendar.ts';
import type { Calendar } from '../calendar/schema.ts';
import { isDate, isTime } from './spans.ts';

const DAY = 86_400_000;
/** The most local times checked: each takes some microseconds. */
const MOST_LOCAL = 10_000;

interface Clocks {
  calendars: readonly Calendar[];
  /** The time zone of times in rows. */
  zone: string;
  /** From the rows: local times and dates at which their cells change. */
  turns: readonly string[];
}

/** In order, those after `from` and up to `until`. If rows have very many times of day, only for the first days. */
export function* momentsBetween({ calendars, zone, turns }: Clocks, from: number, until: number): Generator<number> {
  const ofRows = localTimes(turns, from, until)
    .flatMap((local) => instantsOf(zone, local))
    .sort((a, b) => a - b);
  const ofCalendars = calendars.map((calendar) => ({
    calendar,
    at: nextChange(calendar, from) ?? Number.POSITIVE_INFINITY,
  }));
  for (let at = from; ; ) {
    const next = Math.min(
      ...ofCalendars.map((each) => each.at),
      ofRows.find((each) => each > at) ?? Number.POSITIVE_INFINITY,
    );
    if (next > until) return;
    yield next;
    at = next;
    for (const each of ofCalendars) {
      if (each.at === at) each.at = nextChange(each.calendar, at) ?? Number.POSITIVE_INFINITY;
    }
  }
}

/** Wall-clock times, with an extra day on each side. */
function localTimes(turns: readonly string[], from: number, until: number): string[] {
  const times = [...new Set(turns.filter(isTime))];
  // A time of day ends with the day.
  if (times.length > 0) times.push('00:00');
  const days = Math.min((until - from) / DAY + 2, MOST_LOCAL / times.length);
  const dates =
    times.length === 0 ? [] : Array.from({ length: Math.floor(days) }, (_, day) => dateOf(from + (day - 1) * DAY));
  const once = turns.filter((when) => !isTime(when)).map((when) => (isDate(when) ? `${when}T00:00` : when));
  return [...new Set(once), ...dates.flatMap((date) => times.map((time) => `${date}T${time}`))];
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
