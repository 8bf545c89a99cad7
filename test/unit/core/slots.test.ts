/** When somebody can be called back (A7). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, localTime } from '../../../core/calendar/calendar.ts';
import { Calendar } from '../../../core/calendar/schema.ts';
import { isSlot, slotsBetween } from '../../../core/calendar/slots.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const week = (spans: { from: string; to: string }[]) =>
  Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, spans]));
const calendarOf = (zone: string, spans: { from: string; to: string }[], more: object = {}) =>
  Calendar.parse({ id: 'hours', zone, week: week(spans), ...more });
const madrid = calendarOf('Europe/Madrid', [{ from: '09:00', to: '11:00' }]);
const shown = (zone: string, slots: number[]) => slots.map((at) => localTime(zone, at).slice(11));
const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

it('A7 a day’s slots are whole stretches of its opening hours, by the shop’s clocks', () => {
  const from = day('2026-01-05');
  const slots = slotsBetween({ calendar: madrid, zone: 'UTC' }, 30, from, from + DAY, 100);
  expect(shown('Europe/Madrid', slots)).toEqual(['09:00', '09:30', '10:00', '10:30']);
  expect(slots[0]).toBe(Date.UTC(2026, 0, 5, 8));
});

it('A7 a stretch that closes before its end, a holiday and an exception have none', () => {
  const calendar = calendarOf('UTC', [{ from: '09:10', to: '10:50' }], {
    holidays: [{ date: '2026-01-06', name: 'Kings' }],
    exceptions: [{ date: '2026-01-07', spans: [] }],
  });
  const slots = slotsBetween({ calendar, zone: 'UTC' }, 30, day('2026-01-05'), day('2026-01-08'), 100);
  expect(slots.map((at) => new Date(at).toISOString())).toEqual([
    ...['2026-01-05T09:30:00.000Z', '2026-01-05T10:00:00.000Z'],
  ]);
});

describe('the days on which clocks change', () => {
  const nights = calendarOf('Europe/Madrid', [{ from: '01:00', to: '05:00' }]);
  const on = (date: string) => {
    const slots = slotsBetween({ calendar: nights, zone: 'UTC' }, 60, day(date), day(date) + DAY / 2, 100);
    return { slots, clocks: shown('Europe/Madrid', slots) };
  };

  it('A7 in spring the hour that clocks skip has no slot', () => {
    expect(on('2026-03-29').clocks).toEqual(['01:00', '03:00', '04:00']);
  });

  it('A7 in autumn the hour that they show twice has two', () => {
    const { slots, clocks } = on('2026-10-25');
    // Midnight in Madrid is 22:00 UTC on the day before.
    expect(clocks).toEqual(['02:00', '02:00', '03:00', '04:00']);
    expect((slots[1] ?? 0) - (slots[0] ?? 0)).toBe(60 * MINUTE);
  });

  it('A7 outside them the same wall times are an hour apart in UTC', () => {
    const hour = (date: string) =>
      new Date(slotsBetween({ calendar: madrid, zone: 'UTC' }, 30, day(date), day(date) + DAY, 1)[0] ?? 0);
    expect([hour('2026-03-28').getUTCHours(), hour('2026-03-30').getUTCHours()]).toEqual([8, 7]);
  });
});

it('A7 without a calendar it is always open, at round times of the tenant’s zone', () => {
  const slots = slotsBetween(
    { calendar: undefined, zone: 'Asia/Kathmandu' },
    60,
    day('2026-01-05'),
    day('2026-01-06'),
    3,
  );
  expect(shown('Asia/Kathmandu', slots)).toEqual(['06:00', '07:00', '08:00']);
});

it('A7 one that never opens has none', () => {
  expect(slotsBetween({ calendar: calendarOf('UTC', []), zone: 'UTC' }, 30, 0, day('2026-01-05'), 10)).toEqual([]);
});

/** Open throughout, and round by the clocks: without asking what the code asks. */
function isSlotByMinutes(calendar: Calendar, minutes: number, at: number): boolean {
  const [hour = 0, minute = 0] = localTime(calendar.zone, at).slice(11).split(':').map(Number);
  const isRound = at % MINUTE === 0 && (hour * 60 + minute) % minutes === 0;
  // Hours begin and end on quarters, and so do the changes of clocks.
  const open = () =>
    Array.from({ length: minutes / 5 }, (_, n) => isOpen(calendar, at + n * 5 * MINUTE)).every(Boolean);
  return isRound && open();
}

const time = fc
  .nat(95)
  .map((n) => `${String(Math.floor(n / 4)).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`);
const changes = ['2026-03-29', '2026-10-25', '2026-04-05', '2026-10-04', '2026-03-08', '2026-11-01', '2026-06-15'];

it('A7 exactly the round stretches that are open throughout are slots, on any day and in any zone', () => {
  const zone = fc.constantFrom(
    'Europe/Madrid',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/St_Johns',
    'UTC',
  );
  fc.assert(
    fc.property(
      ...([
        zone,
        fc.array(fc.record({ from: time, to: time }), { maxLength: 3 }),
        fc.constantFrom(...changes),
      ] as const),
      fc.constantFrom(15, 30, 60),
      (zone, spans, date, minutes) => {
        const calendar = calendarOf(zone, spans);
        const [from, until] = [day(date) - DAY / 2, day(date) + DAY];
        const found = slotsBetween({ calendar, zone: 'UTC' }, minutes, from, until, 1000);
        const every = Array.from({ length: (until - from) / (15 * MINUTE) }, (_, n) => from + n * 15 * MINUTE);
        expect(found).toEqual(every.filter((at) => isSlotByMinutes(calendar, minutes, at)));
        for (const at of found) expect(isSlot({ calendar, zone: 'UTC' }, minutes, at)).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});
