import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, localTime, modeAt, neverOpens, nextChange, nextOpening } from '../../../core/calendar/calendar.ts';
import { Calendar, type CalendarMode } from '../../../core/calendar/schema.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const utc = (text: string) => Date.parse(`${text}Z`);
const text = (at: number | undefined) => at !== undefined && new Date(at).toISOString().slice(0, 16);

/** '09:00-13:00 22:00-06:00' */
const spans = (words: string) => words.split(' ').map((span) => ({ from: span.slice(0, 5), to: span.slice(6) }));

type Parts = { [day in keyof Calendar['week']]?: string } & {
  zone?: string;
  holidays?: string[];
  exceptions?: Record<string, string>;
};

/** A calendar that is closed except as given. */
const calendar = ({ zone = 'Europe/Madrid', holidays = [], exceptions = {}, ...week }: Parts) =>
  Calendar.parse({
    id: 'desk',
    zone,
    week: Object.fromEntries(weekdays.map((day) => [day, week[day] ? spans(week[day]) : []])),
    holidays: holidays.map((date) => ({ date, name: 'Holiday' })),
    exceptions: Object.entries(exceptions).map(([date, words]) => ({ date, spans: words ? spans(words) : [] })),
  });

const everyDay = (words: string) => Object.fromEntries(weekdays.map((day) => [day, words]));
const office = { mon: '09:00-18:00', tue: '09:00-18:00', wed: '09:00-18:00', thu: '09:00-18:00', fri: '09:00-15:00' };

/** Every change from an instant on, written in UTC. */
function changes(calendar: Calendar, from: string, count: number) {
  const found: string[] = [];
  let at = nextChange(calendar, utc(from));
  while (at !== undefined && found.length < count) {
    found.push(`${text(at)} ${modeAt(calendar, at)}`);
    at = nextChange(calendar, at);
  }
  return found;
}

describe('a calendar', () => {
  it('B1 is in hours from the first instant of a span until just before its end', () => {
    const desk = calendar(office);
    const monday = (time: string) => modeAt(desk, utc(`2026-01-12T${time}`));
    expect(monday('07:59:59.999')).toBe('out-of-hours');
    expect(monday('08:00')).toBe('in-hours');
    expect(monday('16:59:59.999')).toBe('in-hours');
    expect(monday('17:00')).toBe('out-of-hours');
  });

  it('A2 goes by the clocks of its own zone', () => {
    const at = utc('2026-01-12T17:30');
    expect(isOpen(calendar({ ...office, zone: 'Europe/Madrid' }), at)).toBe(false);
    expect(isOpen(calendar({ ...office, zone: 'America/New_York' }), at)).toBe(true);
    expect(isOpen(calendar({ ...office, zone: 'Asia/Kathmandu' }), at)).toBe(false);
  });

  it('B1 keeps a span over midnight open on the next date, over the end of a week, a year and a leap February', () => {
    const nights = calendar({ ...everyDay('22:00-06:00'), zone: 'UTC' });
    for (const date of ['2026-01-11', '2025-12-31', '2028-02-28', '2028-02-29']) {
      expect(changes(nights, `${date}T12:00`, 2)).toEqual([
        `${date}T22:00 in-hours`,
        `${text(utc(`${date}T00:00`) + DAY)
          ?.toString()
          .slice(0, 10)}T06:00 out-of-hours`,
      ]);
    }
    const saturday = calendar({ sat: '20:00-03:00', zone: 'UTC' });
    expect(isOpen(saturday, utc('2026-01-11T02:59'))).toBe(true);
    expect(isOpen(saturday, utc('2026-01-10T02:59'))).toBe(false);
  });

  it('B1 takes 24:00 as the end of the day, and a span that ends where it begins as a whole day', () => {
    expect(changes(calendar({ mon: '20:00-24:00', zone: 'UTC' }), '2026-01-12T12:00', 2)).toEqual([
      '2026-01-12T20:00 in-hours',
      '2026-01-13T00:00 out-of-hours',
    ]);
    expect(changes(calendar({ mon: '08:00-08:00', zone: 'UTC' }), '2026-01-11T12:00', 2)).toEqual([
      '2026-01-12T08:00 in-hours',
      '2026-01-13T08:00 out-of-hours',
    ]);
  });

  it('B1 sees no change where one span ends and another begins', () => {
    expect(
      changes(calendar({ mon: '09:00-13:00 13:00-18:00 17:00-19:00', zone: 'UTC' }), '2026-01-12T00:00', 2),
    ).toEqual(['2026-01-12T09:00 in-hours', '2026-01-12T19:00 out-of-hours']);
  });

  it('B1 makes a holiday of the local date, and cuts a span that reaches into it', () => {
    const nights = calendar({ ...everyDay('22:00-06:00'), holidays: ['2026-12-25'] });
    expect(changes(nights, '2026-12-24T12:00', 5)).toEqual([
      '2026-12-24T21:00 in-hours',
      '2026-12-24T23:00 holiday',
      '2026-12-25T23:00 out-of-hours',
      '2026-12-26T21:00 in-hours',
      '2026-12-27T05:00 out-of-hours',
    ]);
  });

  it('B1 opens an exception on a holiday for its own spans only, also over midnight', () => {
    const desk = calendar({
      ...everyDay('22:00-06:00'),
      holidays: ['2026-12-25'],
      exceptions: { '2026-12-25': '10:00-11:00 23:00-01:00' },
    });
    expect(changes(desk, '2026-12-24T22:00', 7)).toEqual([
      '2026-12-24T23:00 holiday',
      '2026-12-25T09:00 in-hours',
      '2026-12-25T10:00 holiday',
      '2026-12-25T22:00 in-hours',
      '2026-12-26T00:00 out-of-hours',
      '2026-12-26T21:00 in-hours',
      '2026-12-27T05:00 out-of-hours',
    ]);
  });

  it('B1 lets an exception replace what begins on its date, not what reaches into it', () => {
    const nights = calendar({
      ...everyDay('22:00-06:00'),
      zone: 'UTC',
      exceptions: { '2026-12-24': '', '2026-12-31': '18:00-20:00' },
    });
    expect(changes(nights, '2026-12-23T23:00', 2)).toEqual([
      '2026-12-24T06:00 out-of-hours',
      '2026-12-25T22:00 in-hours',
    ]);
    expect(changes(nights, '2026-12-31T00:00', 4)).toEqual([
      '2026-12-31T06:00 out-of-hours',
      '2026-12-31T18:00 in-hours',
      '2026-12-31T20:00 out-of-hours',
      '2027-01-01T22:00 in-hours',
    ]);
  });

  it('B1 keeps the hours of the wall clock when clocks are put forward and back', () => {
    const desk = calendar(everyDay('09:00-18:00'));
    expect(changes(desk, '2026-03-28T12:00', 2)).toEqual([
      '2026-03-28T17:00 out-of-hours',
      '2026-03-29T07:00 in-hours',
    ]);
    expect(changes(desk, '2026-10-24T12:00', 2)).toEqual([
      '2026-10-24T16:00 out-of-hours',
      '2026-10-25T08:00 in-hours',
    ]);
  });

  it('B1 has nothing of a span within the hour that is skipped', () => {
    const desk = calendar({ sun: '02:10-02:50', zone: 'America/New_York' });
    expect(changes(desk, '2026-03-01T12:00', 2)).toEqual([
      '2026-03-15T06:10 in-hours',
      '2026-03-15T06:50 out-of-hours',
    ]);
  });

  it('B1 begins a span with the first wall time that exists', () => {
    expect(changes(calendar({ sun: '02:30-05:00' }), '2026-03-28T12:00', 2)).toEqual([
      '2026-03-29T01:00 in-hours',
      '2026-03-29T03:00 out-of-hours',
    ]);
  });

  it('B1 is in hours twice when the clock shows the time twice', () => {
    expect(changes(calendar({ sun: '02:10-02:50' }), '2026-10-24T12:00', 4)).toEqual([
      '2026-10-25T00:10 in-hours',
      '2026-10-25T00:50 out-of-hours',
      '2026-10-25T01:10 in-hours',
      '2026-10-25T01:50 out-of-hours',
    ]);
    expect(changes(calendar({ sun: '00:00-01:30', zone: 'America/New_York' }), '2026-10-31T12:00', 4)).toEqual([
      '2026-11-01T04:00 in-hours',
      '2026-11-01T05:30 out-of-hours',
      '2026-11-01T06:00 in-hours',
      '2026-11-01T06:30 out-of-hours',
    ]);
  });

  it('D2 sees clocks put back that are put forward again after some weeks', () => {
    const ramadan = calendar({ zone: 'Africa/Casablanca', exceptions: { '2026-02-15': '02:10-02:50' } });
    expect(changes(ramadan, '2026-02-01T00:00', 5)).toEqual([
      '2026-02-15T01:10 in-hours',
      '2026-02-15T01:50 out-of-hours',
      '2026-02-15T02:10 in-hours',
      '2026-02-15T02:50 out-of-hours',
    ]);
  });

  it('D2 finds the one gap of a week, the morning after a date that an exception left open', () => {
    const desk = calendar({
      ...everyDay('06:00-06:00'),
      thu: '06:00-00:00',
      zone: 'UTC',
      exceptions: { '2026-01-15': '06:00-06:00' },
    });
    expect(changes(desk, '2026-01-15T12:00', 2)).toEqual([
      '2026-01-23T00:00 out-of-hours',
      '2026-01-23T06:00 in-hours',
    ]);
  });

  it('D2 finds a closing that is years away, to the minute', () => {
    const always = calendar({ ...everyDay('00:00-24:00'), holidays: ['2032-07-01'] });
    expect(changes(always, '2026-01-01T00:00', 9)).toEqual(['2032-06-30T22:00 holiday', '2032-07-01T22:00 in-hours']);
  });

  it('D2 has no next change when it stays as it is for ever', () => {
    expect(nextChange(calendar(everyDay('00:00-24:00')), utc('2026-01-01T00:00'))).toBeUndefined();
    expect(nextChange(calendar({ holidays: ['2025-12-31'] }), utc('2026-01-01T00:00'))).toBeUndefined();
  });

  it('A13 says when it opens next, past closings and holidays', () => {
    const desk = calendar({ ...office, holidays: ['2026-12-25', '2027-01-01'] });
    expect(text(nextOpening(desk, utc('2026-12-24T10:00')))).toBe('2026-12-28T08:00');
    expect(text(nextOpening(desk, utc('2026-12-28T07:59:59.999')))).toBe('2026-12-28T08:00');
    expect(text(nextOpening(desk, utc('2026-12-28T08:00')))).toBe('2026-12-29T08:00');
    expect(nextOpening(calendar({ holidays: ['2026-12-25'] }), utc('2026-01-01T00:00'))).toBeUndefined();
    expect(nextOpening(calendar(everyDay('00:00-24:00')), utc('2026-01-01T00:00'))).toBeUndefined();
  });

  it('B11 never opens without a span, or with spans only where no wall clock comes', () => {
    expect(neverOpens(calendar({}))).toBe(true);
    expect(neverOpens(calendar({ holidays: ['2026-12-25'], exceptions: { '2026-12-24': '' } }))).toBe(true);
    expect(neverOpens(calendar({ exceptions: { '2026-03-29': '02:10-02:50' } }))).toBe(true);
    expect(neverOpens(calendar({ exceptions: { '2026-03-30': '02:10-02:50' } }))).toBe(false);
    expect(neverOpens(calendar({ sun: '02:10-02:11' }))).toBe(false);
    expect(neverOpens(calendar(everyDay('00:00-24:00')))).toBe(false);
  });

  it('A2 tells the wall clock of a zone', () => {
    expect(localTime('Europe/Madrid', utc('2026-12-24T17:05:59.999'))).toBe('2026-12-24T18:05');
    expect(localTime('UTC', utc('2026-12-24T17:05'))).toBe('2026-12-24T17:05');
    expect(localTime('Asia/Kathmandu', utc('2026-12-31T23:59'))).toBe('2027-01-01T05:44');
    expect(localTime('America/St_Johns', utc('2027-01-01T03:29'))).toBe('2026-12-31T23:59');
  });
});

/**
 * The brute force: walk the wall clock minute by minute as Intl writes it, and look up each minute on a painted sheet of its
 * date. Sheets are painted, while the product reasons about spans, so neither can inherit the other's mistakes.
 */
const zones = [
  'Europe/Madrid',
  'America/New_York',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Africa/Cairo', // set back at midnight: the last hour of a date occurs twice
  'Africa/Casablanca', // set back for Ramadan
  'Asia/Beirut', // set forward at midnight: a date begins at 01:00
  'Asia/Gaza', // twice in some years
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Australia/Lord_Howe', // by half an hour
  'Europe/Dublin', // winter is the exception
  'Pacific/Apia',
  'Pacific/Chatham',
];
const first = utc('2024-01-01T00:00');
const days = 5 * 366;

type Clock = (at: number) => { date: string; minute: number };
const clocks = new Map<string, Clock>(
  zones.map((timeZone) => {
    const [year, month, day, hour, minute] = ['numeric', '2-digit', '2-digit', '2-digit', '2-digit'] as const;
    const format = new Intl.DateTimeFormat('sv', { timeZone, year, month, day, hour, minute, hourCycle: 'h23' });
    return [
      timeZone,
      (at) => {
        const shown = format.format(at);
        return { date: shown.slice(0, 10), minute: Number(shown.slice(11, 13)) * 60 + Number(shown.slice(14)) };
      },
    ];
  }),
);
const clockOf = (zone: string) => clocks.get(zone) as Clock;

/** Wall times of `count` steps from day `day` on; cached, because Intl is the slow part. */
const walks = new Map<string, ReturnType<Clock>[]>();
function walk(zone: string, day: number, count: number, stepMinutes: number) {
  const key = `${zone} ${day} ${stepMinutes}`;
  const walked =
    walks.get(key) ??
    Array.from({ length: count }, (_, step) => clockOf(zone)(first + day * DAY + step * stepMinutes * MINUTE));
  walks.set(key, walked);
  return walked;
}

/** Days on which a zone's clocks change. */
const changedDays = (zone: string) =>
  Array.from({ length: days }, (_, day) => day).filter(
    (day) => clockOf(zone)(first + day * DAY).minute !== clockOf(zone)(first + (day + 1) * DAY).minute,
  );

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const otherDate = (date: string, by: number) => new Date(utc(`${date}T00:00`) + by * DAY).toISOString().slice(0, 10);

/** Paints a date's 1440 minutes: the rest of yesterday's spans, the holiday over it, the date's own spans on top. */
function paint(calendar: Calendar, date: string): CalendarMode[] {
  const isHoliday = (date: string) => calendar.holidays.some((holiday) => holiday.date === date);
  const begins = (date: string) => {
    const exceptions = calendar.exceptions.filter((exception) => exception.date === date);
    const weekday = weekdays[new Date(utc(`${date}T12:00`)).getUTCDay()] ?? 'sun';
    const hours = exceptions[0]?.spans ?? (isHoliday(date) ? [] : calendar.week[weekday]);
    return hours.map(({ from, to }) => {
      const [start, end] = [minuteOf(from), minuteOf(to)];
      return [start, end > start ? end : end + 1440] as const;
    });
  };
  const sheet = new Array<CalendarMode>(1440).fill('out-of-hours');
  for (const [, end] of begins(otherDate(date, -1))) if (end > 1440) sheet.fill('in-hours', 0, end - 1440);
  if (isHoliday(date)) sheet.fill('holiday');
  for (const [start, end] of begins(date)) sheet.fill('in-hours', start, end);
  return sheet;
}

function modesOf(calendar: Calendar, walked: ReturnType<Clock>[]) {
  const sheets = new Map<string, CalendarMode[]>();
  return walked.map(({ date, minute }) => {
    const sheet = sheets.get(date) ?? paint(calendar, date);
    sheets.set(date, sheet);
    return sheet[minute];
  });
}

/** Any calendar with holidays and exceptions around a day; times are multiples of `grid` minutes. */
function calendars(zone: string, day: number, within: number, grid: number) {
  const time = (most: number) =>
    fc
      .integer({ min: 0, max: most / grid })
      .map(
        (n) => `${String(Math.floor((n * grid) / 60)).padStart(2, '0')}:${String((n * grid) % 60).padStart(2, '0')}`,
      );
  // Clocks change in the small hours, so spans often start and end there.
  const from = fc.oneof(time(1440 - grid), time(240));
  const to = fc.oneof(time(1440), time(240));
  const hours = fc.array(fc.record({ from, to }), { maxLength: 3 });
  const sameHours = hours.map((hours) => Object.fromEntries(weekdays.map((day) => [day, hours])));
  const anyHours = fc.record(Object.fromEntries(weekdays.map((day) => [day, hours])));
  const date = fc
    .integer({ min: -2, max: within })
    .map((n) => new Date(first + (day + n) * DAY).toISOString().slice(0, 10));
  return fc
    .record({
      week: fc.oneof(sameHours, anyHours),
      holidays: fc.array(fc.record({ date, name: fc.constant('Holiday') }), { maxLength: 3 }),
      exceptions: fc.uniqueArray(fc.record({ date, spans: hours }), { maxLength: 3, selector: ({ date }) => date }),
    })
    .map((parts) => Calendar.parse({ id: 'any', zone, ...parts }));
}

describe('any calendar, against the brute force', { timeout: 60_000 }, () => {
  const windows = zones.flatMap((zone) =>
    [...changedDays(zone).map((day) => day - 1), 0, 59, 364, 1000].map((day) => ({ zone, day: Math.max(0, day) })),
  );

  it('B1 D2 has the same mode in every minute and the same changes, around every change of the clocks from 2024 to 2028', () => {
    expect(windows.length).toBeGreaterThan(130);
    const cases = fc
      .constantFrom(...windows)
      .chain(({ zone, day }) => fc.record({ day: fc.constant(day), calendar: calendars(zone, day, 4, 1) }));
    fc.assert(
      fc.property(cases, fc.nat(MINUTE - 1), fc.nat(12), ({ day, calendar }, ms, offset) => {
        const start = first + day * DAY;
        const modes = modesOf(calendar, walk(calendar.zone, day, 3 * 1440, 1));

        for (let minute = offset; minute < modes.length; minute += 13)
          expect(modeAt(calendar, start + minute * MINUTE + ms)).toBe(modes[minute]);

        const expected = modes.flatMap((mode, minute) =>
          minute > 0 && mode !== modes[minute - 1] ? [start + minute * MINUTE] : [],
        );
        const end = start + modes.length * MINUTE;
        const found: number[] = [];
        for (let at = nextChange(calendar, start); at !== undefined && at < end; at = nextChange(calendar, at))
          found.push(at);
        expect(found).toEqual(expected);
        for (const change of expected) {
          const minute = (change - start) / MINUTE;
          expect([modeAt(calendar, change - 1), modeAt(calendar, change)]).toEqual([modes[minute - 1], modes[minute]]);
          expect(nextChange(calendar, change - 1 - ms)).toBe(change);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('A13 D2 finds the next change and opening within 400 days, from any minute', () => {
    const [day, steps] = [80, 400 * 96];
    const start = first + day * DAY;
    const cases = fc
      .constantFrom(...zones)
      .chain((zone) => fc.record({ calendar: calendars(zone, day, 390, 15), at: fc.nat(300 * 1440) }));
    fc.assert(
      fc.property(cases, ({ calendar, at }) => {
        const modes = modesOf(calendar, walk(calendar.zone, day, steps, 15));
        const now = Math.floor(at / 15);
        const change = modes.findIndex((mode, step) => step > now && mode !== modes[now]);
        const opening = modes.findIndex((mode, step) => step > now && mode === 'in-hours' && modes[step - 1] !== mode);
        const matches = (found: number | undefined, step: number) =>
          step === -1
            ? expect(found ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(start + steps * 15 * MINUTE)
            : expect(text(found)).toBe(text(start + step * 15 * MINUTE));
        matches(nextChange(calendar, start + at * MINUTE), change);
        matches(nextOpening(calendar, start + at * MINUTE), opening);
        if (modes.includes('in-hours')) expect(neverOpens(calendar)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});
