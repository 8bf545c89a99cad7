/**
 * What a calendar says about an instant (B1), and when that changes (D2). Everything follows the wall clock: a time that clocks
 * show twice is open twice, and a time that they skip does not exist. Instants are ms since 1970 (UTC). A wall time is what
 * clocks in the zone show, counted as if it were UTC: `at` plus the zone's offset. Why without a library:
 * docs/decisions/calendar-time.md.
 */
import type { Calendar, CalendarMode, Span } from './schema.ts';

const DAY = 86_400_000;
/** Contains at most one clock change: the closest two of all zones, 2000 to 2050, are a week apart (Asia/Hebron). */
const STEP = 5 * DAY;

/** The mode at that instant. Takes about 10 µs; the first use in a process loads ICU, some 20 ms. */
export function modeAt(calendar: Calendar, at: number): CalendarMode {
  return modeOnWall(calendar, at + offset(calendar.zone, at));
}

export function isOpen(calendar: Calendar, at: number): boolean {
  return modeAt(calendar, at) === 'in-hours';
}

/** The first instant after `at` with another mode than `at`; undefined if it never changes. */
export function nextChange(calendar: Calendar, at: number): number | undefined {
  const mode = modeAt(calendar, at);
  for (let from = at; ; ) {
    const ahead = offset(calendar.zone, from);
    const wall = nextWallChange(calendar, from + ahead);
    const change = wall === undefined ? Number.POSITIVE_INFINITY : wall - ahead;
    const jump = clockChange(calendar.zone, from, Math.min(change, from + STEP));
    if (jump !== undefined) {
      if (modeAt(calendar, jump) !== mode) return jump;
      from = jump;
    } else if (wall === undefined) {
      return undefined;
    } else if (change <= from + STEP) {
      return change;
    } else {
      // Clocks may change in between, but not by days, so no wall time of another mode is reached.
      from = Math.max(from + STEP, change - STEP);
    }
  }
}

/** The first opening after `at`. If it is open at `at`, the opening after the next closing. */
export function nextOpening(calendar: Calendar, at: number): number | undefined {
  let change = nextChange(calendar, at);
  while (change !== undefined && !isOpen(calendar, change)) change = nextChange(calendar, change);
  return change;
}

/** No instant since 1970 is in hours: there are no spans, or they all fall on holidays, nonexistent dates or skipped hours. */
export function neverOpens(calendar: Calendar): boolean {
  return !isOpen(calendar, 0) && nextOpening(calendar, 0) === undefined;
}

/** What clocks in the zone show: `2026-12-24T18:05`. */
export function localTime(zone: string, at: number): string {
  return new Date(at + offset(zone, at)).toISOString().slice(0, 16);
}

/** When clocks in the zone reach `local`: once, twice if it occurs twice, and if it is skipped, the moment of the skip. */
export function instantsOf(zone: string, local: string): number[] {
  const wall = Date.parse(`${local}Z`);
  const [before, after] = [offset(zone, wall - DAY), offset(zone, wall + DAY)];
  if (before === after) return [wall - before];
  const shown = [wall - before, wall - after].filter((at) => at + offset(zone, at) === wall);
  const jump = clockChange(zone, wall - DAY, wall + DAY) ?? 0;
  const isWithin = Math.abs(2 * (wall - jump) - before - after) <= Math.abs(before - after);
  return [...new Set([...shown, ...(isWithin ? [jump] : [])])];
}

/**
 * A holiday cuts off spans that reach into it. An exception on the same date applies anyway: its spans are open, and the rest
 * of the date stays a holiday.
 */
function modeOnWall(calendar: Calendar, wall: number): CalendarMode {
  const date = dateOf(wall);
  const time = timeOf(wall);
  const begun = spansOn(calendar, wall).some(({ from, to }) => from <= time && (time < to || to <= from));
  if (begun) return 'in-hours';
  if (calendar.holidays.some((holiday) => holiday.date === date)) return 'holiday';
  const reachesIn = spansOn(calendar, wall - DAY).some(({ from, to }) => to <= from && time < to);
  return reachesIn ? 'in-hours' : 'out-of-hours';
}

/** The spans that start on the date of that wall time. */
function spansOn(calendar: Calendar, wall: number): Span[] {
  const date = dateOf(wall);
  const exception = calendar.exceptions.find((exception) => exception.date === date);
  if (exception) return exception.spans;
  if (calendar.holidays.some((holiday) => holiday.date === date)) return [];
  const { sun, mon, tue, wed, thu, fri, sat } = calendar.week;
  return [sun, mon, tue, wed, thu, fri, sat][new Date(wall).getUTCDay()] ?? [];
}

/** The first later wall time of another mode, ignoring clock changes. */
function nextWallChange(calendar: Calendar, wall: number): number | undefined {
  const mode = modeOnWall(calendar, wall);
  const today = Date.parse(dateOf(wall));
  const listed = [...calendar.holidays, ...calendar.exceptions]
    .map(({ date }) => Date.parse(date))
    .filter((date) => date > today)
    .sort((a, b) => a - b);

  // A listed date affects itself and, through a span over midnight, the next one. If nothing changes until the end of the seven
  // dates after those, all weekdays are alike, and nothing changes before the next listed date.
  let day = today;
  for (const start of [today, ...listed]) {
    for (day = Math.max(day, start); day <= start + 8 * DAY; day += DAY) {
      const change = bounds(calendar, day).find((bound) => bound > wall && modeOnWall(calendar, bound) !== mode);
      if (change !== undefined) return change;
    }
  }
  return undefined;
}

/** The wall times of a date at which the mode may change, in order. */
function bounds(calendar: Calendar, day: number): number[] {
  const spans = [...spansOn(calendar, day - DAY), ...spansOn(calendar, day)];
  const times = ['00:00', ...spans.flatMap(({ from, to }) => [from, to])].sort();
  return times.map((time) => day + Number(time.slice(0, 2)) * 3_600_000 + Number(time.slice(3)) * 60_000);
}

/** The first instant after `from`, up to `to`, at which the zone's clocks change. `to` is at most a STEP away. */
function clockChange(zone: string, from: number, to: number): number | undefined {
  const before = offset(zone, from);
  if (offset(zone, to) === before) return undefined;
  let [last, first] = [from, to];
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (offset(zone, middle) === before) last = middle;
    else first = middle;
  }
  return first;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's clocks are ahead of UTC at that instant, in ms. Throws a RangeError if there is no such zone. */
function offset(zone: string, at: number): number {
  if (zone === 'UTC') return 0;
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
    formats.set(zone, format);
  }
  // '12/24/2026, GMT+05:45', or in UTC '12/24/2026, GMT'. Without seconds, which no zone has had since 1972.
  const ahead = format.format(at).split('GMT')[1]?.slice(0, 6);
  return ahead ? -Date.parse(`1970-01-01T00:00${ahead}`) : 0;
}

const dateOf = (wall: number) => new Date(wall).toISOString().slice(0, 10);
const timeOf = (wall: number) => new Date(wall).toISOString().slice(11, 16);
