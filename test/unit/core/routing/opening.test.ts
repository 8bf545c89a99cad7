import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localTime, modeAt } from '../../../../core/calendar/calendar.ts';
import { opensAt } from '../../../../core/configuration/opening.ts';
import { Configuration, defineConfig } from '../../../../core/configuration/schema.ts';
import { decideGateway } from '../../../../core/routing/decide-routing.ts';
import type { GatewayRow } from '../../../../core/routing/rows.ts';
import { anyGatewayRow, gatewayFacts } from './tables.ts';

const zone = 'Europe/Madrid';
const daily = (from: string, to: string) =>
  Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [{ from, to }]]));
const office = { id: 'office', zone, week: daily('09:00', '18:00') };

/** In Madrid time, with the zone if it occurs twice. */
function opening(now: string, rows: object[], { calendar = office as typeof office | null, enabled = true } = {}) {
  const configuration = Configuration.parse(
    defineConfig({
      zone,
      websites: [],
      queues: [{ id: 'orders', name: 'Orders', enabled, ...(calendar && { calendar: calendar.id }) }],
      agents: [],
      calendars: calendar ? [calendar] : [],
      gatewayConditions: rows as never,
    }),
  );
  const at = Date.parse(now);
  const facts = gatewayFacts({
    ...{ at, local: localTime(zone, at), calendar: calendar?.id },
    calendars: Object.fromEntries(configuration.calendars.map((each) => [each.id, modeAt(each, at)])),
  });
  const opens = opensAt(configuration, facts, at);
  return opens === undefined ? undefined : `${localTime(zone, opens)} ${new Date(opens).toISOString().slice(11, 16)}Z`;
}

const evening = '2026-11-24T19:00Z';
const closed = 'closed' as const;

describe('the next opening', () => {
  it.each<[string, object[], string | undefined]>([
    ['the calendar alone', [], '2026-11-25T09:00 08:00Z'],
    ['a day closed by date', [{ from: '2026-11-25', to: '2026-11-25', signal: closed }], '2026-11-26T09:00 08:00Z'],
    ['closed until noon', [{ to: '2026-11-25T12:00', signal: closed }], '2026-11-25T12:00 11:00Z'],
    ['a month closed', [{ to: '2026-12-31', signal: closed }], '2027-01-01T09:00 08:00Z'],
    ['longer than anybody promises', [{ to: '2027-03-31', signal: closed }], undefined],
    ['mornings closed', [{ from: '06:00', to: '11:00', signal: closed }], '2026-11-25T11:00 10:00Z'],
    ['closed over midnight', [{ from: '20:00', to: '10:00', signal: closed }], '2026-11-25T10:00 09:00Z'],
    ['free before the calendar', [{ from: '07:00', to: '08:00', signal: 'free' }], '2026-11-25T07:00 06:00Z'],
    ['not for this visitor', [{ tags: { all: ['vip'] }, signal: closed }], undefined],
    ['for other visitors', [{ tags: { all: ['press'] }, signal: closed }], '2026-11-25T09:00 08:00Z'],
    ['who is there decides', [{ availableFewerThan: 1, signal: 'busy' }], undefined],
    [
      'who is there decides on the first day',
      [{ availableFewerThan: 1, to: '2026-11-25', signal: 'busy' }],
      '2026-11-26T09:00 08:00Z',
    ],
    ['who is there may only let in', [{ registeredFewerThan: 1, signal: 'free' }], '2026-11-25T09:00 08:00Z'],
  ])('A13 B1 %s', (_, rows, opens) => {
    expect(opening(evening, rows)).toBe(opens);
  });

  it('A13 B1 a queue without a calendar that a row closes, and one that is switched off', () => {
    const rows = [{ from: '2026-11-24', to: '2026-11-26', signal: closed }];
    expect(opening(evening, rows, { calendar: null })).toBe('2026-11-27T00:00 23:00Z');
    expect(opening(evening, [], { enabled: false })).toBeUndefined();
  });

  // Madrid's clocks go from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October.
  it.each<[string, string, object[], { from: string; to: string }, string]>([
    [
      'the calendar opens in the hour that is skipped',
      '2026-03-28T20:00Z',
      [],
      { from: '02:30', to: '18:00' },
      '2026-03-29T03:00 01:00Z',
    ],
    [
      'a row ends in the hour that is skipped',
      '2026-03-28T20:00Z',
      [{ to: '2026-03-29T02:30', signal: closed }],
      { from: '00:00', to: '24:00' },
      '2026-03-29T03:00 01:00Z',
    ],
    [
      'a row of every day ends there',
      '2026-03-28T23:30Z',
      [{ from: '00:00', to: '02:30', signal: closed }],
      { from: '00:00', to: '24:00' },
      '2026-03-29T03:00 01:00Z',
    ],
    ['the morning after', '2026-03-28T20:00Z', [], { from: '09:00', to: '18:00' }, '2026-03-29T09:00 07:00Z'],
    [
      'a row ends in the hour that comes twice',
      '2026-10-24T20:00Z',
      [{ to: '2026-10-25T02:30', signal: closed }],
      { from: '00:00', to: '24:00' },
      '2026-10-25T02:30 00:30Z',
    ],
    [
      'and again, where it is closed for its first time',
      '2026-10-25T00:45Z',
      [{ from: '02:45', to: '02:50', signal: closed }],
      { from: '02:30', to: '02:50' },
      '2026-10-25T02:30 01:30Z',
    ],
    [
      'the morning after the long night',
      '2026-10-24T20:00Z',
      [],
      { from: '09:00', to: '18:00' },
      '2026-10-25T09:00 08:00Z',
    ],
  ])('A13 B1 on the days when clocks change: %s', (_, now, rows, { from, to }, opens) => {
    expect(opening(now, rows, { calendar: { id: 'office', zone, week: daily(from, to) } })).toBe(opens);
  });
});

describe('any table', () => {
  const HOUR = 3_600_000;
  const night = { id: 'night', zone: 'America/Lima', week: daily('20:00', '02:00') };
  const now = Date.parse('2026-12-23T19:00Z');
  const row = fc
    .tuple(anyGatewayRow(), fc.constantFrom('free' as const, 'closed' as const, 'busy' as const))
    .map(([cells, signal]) => ({ ...cells, signal }));

  const configurationOf = (gatewayConditions: GatewayRow[]) =>
    Configuration.parse({
      ...{ zone, websites: [], agents: [], calendars: [office, night], gatewayConditions },
      queues: [{ id: 'orders', name: 'Orders', calendar: 'office' }],
    });

  const factsAt = ({ calendars }: Configuration, at: number, chance: object = {}) =>
    gatewayFacts({
      ...{ at, local: localTime(zone, at), calendar: 'office', ...chance },
      calendars: Object.fromEntries(calendars.map((each) => [each.id, modeAt(each, at)])),
    });

  /** The extremes of everything that is left to chance. */
  const chances = [true, false].flatMap((trackingOpen) =>
    [0, 9].flatMap((agents) =>
      [0, 9].flatMap((waiting) =>
        [0, 9].map((requests) => ({
          ...{ trackingOpen, registered: agents, available: agents, waiting },
          requests: { 'address/60': requests, 'address/3600': requests },
        })),
      ),
    ),
  );

  it('A13 B1 promises the first hour at which the table is free whatever happens, and no other', () => {
    let promised = 0;
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        const configuration = configurationOf(rows);
        const isSure = (at: number) =>
          chances.every((chance) => decideGateway(rows, factsAt(configuration, at, chance), 1).signal === 'free');
        const hours = Array.from({ length: 60 }, (_, step) => now + (step + 1) * HOUR);
        fc.pre(!isSure(now));
        const first = hours.find(isSure);
        const opens = opensAt(configuration, factsAt(configuration, now), now);
        if (first !== undefined) promised++;
        expect(opens === undefined || opens > now + 60 * HOUR ? undefined : opens).toBe(first);
      }),
      { numRuns: 80 },
    );
    expect(promised).toBeGreaterThan(5);
  });
});
