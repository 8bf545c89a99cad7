import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { cellShape, cellsBy, column, factsShape } from '../../../../core/routing/column.ts';
import { gatewayColumns, queueColumns } from '../../../../core/routing/columns.ts';
import { Comparison } from '../../../../core/routing/comparisons.ts';
import { decideGateway, decideQueue } from '../../../../core/routing/decide-routing.ts';
import { neededFacts } from '../../../../core/routing/needed-facts.ts';
import { GatewayRow, QueueRow } from '../../../../core/routing/rows.ts';
import { gatewayFacts, gatewayRow, queueFacts, queueRow } from './tables.ts';

type Case = [column: string, cell: unknown, facts: Record<string, unknown>, holds: boolean];

const sharedCases: Case[] = [
  ['gateway', ['blog', 'shop'], {}, true],
  ['gateway', ['blog'], {}, false],
  ['culture', ['de', 'es'], {}, true],
  ['culture', ['es-ES', '*-CH'], {}, false],
  ['tags', { all: ['VIP', 'cart-*'] }, {}, true],
  ['tags', { all: ['vip', 'bot'] }, {}, false],
  ['tags', { any: ['bot', 'v?p'] }, {}, true],
  ['tags', { any: ['bot'] }, {}, false],
  ['tags', { none: ['bot*'] }, {}, true],
  ['tags', { none: ['bot', '*over*'] }, {}, false],
  ['tags', { all: ['vip'], any: ['cart*'], none: ['vip'] }, {}, false],
  ['calendar', { mode: 'in-hours' }, {}, true],
  ['calendar', { mode: 'holiday' }, {}, false],
  ['calendar', { mode: 'out-of-hours', of: 'night' }, {}, true],
  ['calendar', { mode: 'in-hours', of: 'night' }, {}, false],
  ['calendar', { mode: 'any' }, { calendars: { office: 'holiday' } }, true],
  ['calendar', { mode: 'in-hours' }, { calendar: undefined }, true],
  ['calendar', { mode: 'out-of-hours' }, { calendar: undefined }, false],
  ['calendar', { mode: 'in-hours', of: 'constructor' }, {}, true],
  ['from', '2026-11-24', { local: '2026-11-24T00:00' }, true],
  ['from', '2026-11-24', { local: '2026-11-23T23:59' }, false],
  ['from', '2026-11-24T12:30', {}, true],
  ['from', '2026-11-24T12:31', {}, false],
  ['from', '12:30', {}, true],
  ['from', '12:31', {}, false],
  ['to', '2026-11-24', { local: '2026-11-24T23:59' }, true],
  ['to', '2026-11-24', { local: '2026-11-25T00:00' }, false],
  ['to', '2026-11-24T12:31', {}, true],
  ['to', '2026-11-24T12:30', {}, false],
  ['to', '12:31', {}, true],
  ['to', '12:30', {}, false],
];

const gatewayCases: Case[] = [
  ...sharedCases,
  ['trackingOpen', true, { trackingOpen: true }, true],
  ['trackingOpen', true, {}, false],
  ['trackingOpen', false, {}, true],
  ['queue', ['orders'], {}, true],
  ['queue', ['returns'], {}, false],
  ['registeredFewerThan', 6, {}, true],
  ['registeredFewerThan', 5, {}, false],
  ['registeredFewerThan', 6, { registered: undefined }, false],
  ['availableFewerThan', 3, {}, true],
  ['availableFewerThan', 2, {}, false],
  ['availableFewerThan', 3, { available: undefined }, false],
  ['queueLongerThan', 2, {}, true],
  ['queueLongerThan', 3, {}, false],
  ['queueLongerThan', 0, { waiting: undefined }, false],
  ['frequencyOver', { count: 3, withinS: 60, by: 'address' }, {}, true],
  ['frequencyOver', { count: 4, withinS: 60, by: 'address' }, {}, false],
  ['frequencyOver', { count: 0, withinS: 60, by: 'visitor' }, {}, false],
];

const compared = (variable: string, is: string, value: unknown) => [{ variable, is, value }];
const queueCases: Case[] = [
  ...sharedCases,
  ['list', ['silver', 'gold'], {}, true],
  ['list', ['silver'], {}, false],
  ['external', 'OK*', { external: 'ok: 12' }, true],
  ['external', 'ok', { external: 'not ok' }, false],
  ['external', '*', {}, false],
  ['compare', [...compared('amount', '>', 100), ...compared('city', '=', 'lima')], {}, true],
  ['compare', [...compared('amount', '>', 100), ...compared('city', '=', 'Quito')], {}, false],
];

const comparisons: [actual: unknown, is: string, wanted: unknown, holds: boolean][] = [
  [5, '=', 5, true],
  ['5.0', '=', 5, true],
  ['5,0', '=', 5, false],
  ['five', '=', 5, false],
  ['0x5', '=', 5, false],
  [5, '=', '5', true],
  ['5.0', '=', '5', false],
  ['LIMA', '=', 'lima', true],
  [true, '=', true, true],
  ['True', '=', true, true],
  [1, '=', true, false],
  [undefined, '=', 5, false],
  [5, '!=', 5, false],
  ['x', '!=', 5, true],
  [undefined, '!=', 5, true],
  [4, '<', 5, true],
  [5, '<', 5, false],
  ['10', '<', 5, false],
  ['10', '<', '5', true],
  ['x', '<', 5, false],
  [undefined, '<', 5, false],
  [5, '<=', 5, true],
  [6, '<=', 5, false],
  ['b', '>', 'A', true],
  [5, '>', 5, false],
  ['x', '>', 5, false],
  [5, '>=', 5, true],
  [4, '>=', 5, false],
  ['Lima', 'in', ['quito', 'lima'], true],
  ['5', 'in', [4, 5], true],
  ['Cuzco', 'in', ['quito', 'lima'], false],
  [undefined, 'in', [1], false],
  ['Order 12', 'contains', 'ORDER', true],
  ['Order 12', 'contains', '*', false],
  [undefined, 'contains', '', false],
  ['A-12', 'matches', 'a-??', true],
  ['A-123', 'matches', 'a-??', false],
  [undefined, 'matches', '*', false],
  ['', 'exists', true, true],
  [undefined, 'exists', true, false],
  [undefined, 'exists', false, true],
  [0, 'exists', false, false],
];

describe('Gateway conditions', () => {
  it.each(gatewayCases)('B1 %s %j with %j: %s', (column, cell, facts, holds) => {
    const rows = [gatewayRow({ [column]: cell })];
    const { failed, row } = decideGateway(rows, gatewayFacts(facts), 1);
    const letter = gatewayColumns[column as keyof typeof gatewayColumns].letter;
    expect({ failed, row }).toEqual(holds ? { failed: '', row: 0 } : { failed: letter, row: null });
  });

  it('B1 every cell of a row has its condition, with a letter of its own', () => {
    const cells = Object.keys(GatewayRow.shape).filter((key) => !['signal', 'scenario', 'note'].includes(key));
    expect(Object.keys(gatewayColumns)).toEqual(cells);
    expect(new Set(Object.values(gatewayColumns).map(({ letter }) => letter)).size).toBe(cells.length);
    expect(new Set(gatewayCases.map(([column]) => column))).toEqual(new Set(cells));
  });
});

describe('Queue conditions', () => {
  it.each(queueCases)('B2 %s %j with %j: %s', (column, cell, facts, holds) => {
    const rows = [queueRow({ [column]: cell })];
    const { failed, row } = decideQueue(rows, queueFacts(facts), 1);
    const letter = queueColumns[column as keyof typeof queueColumns].letter;
    expect({ failed, row }).toEqual(holds ? { failed: '', row: 0 } : { failed: letter, row: null });
  });

  it('B2 every cell of a row has its condition, with a letter of its own', () => {
    const results = ['queue', 'skill', 'proficiency', 'language', 'priority', 'preferredAgent', 'note'];
    const cells = Object.keys(QueueRow.shape).filter((key) => !results.includes(key));
    expect(Object.keys(queueColumns)).toEqual(cells);
    expect(new Set(Object.values(queueColumns).map(({ letter }) => letter)).size).toBe(cells.length);
    expect(new Set(queueCases.map(([column]) => column))).toEqual(new Set(cells));
  });

  it.each(comparisons)('B2 variable %j %s %j: %s', (actual, is, value, holds) => {
    const facts = queueFacts({ variables: actual === undefined ? {} : { constructor: actual } });
    const rows = [queueRow({ compare: [{ variable: 'constructor', is, value }] })];
    expect(decideQueue(rows, facts, 1).row).toBe(holds ? 0 : null);
  });

  it.each([
    ['in', 'lima'],
    ['=', ['lima']],
    ['exists', 'yes'],
    ['contains', 5],
    ['matches', ''],
    ['<', true],
  ])('B2 refuses %s %j', (is, value) => {
    expect(Comparison.safeParse({ variable: 'city', is, value }).success).toBe(false);
  });
});

describe('A column is a row', () => {
  const columns = {
    spends: column({
      letter: '$',
      cell: z.int().check(z.gte(1)),
      facts: { spent: z.number() },
      dependsOn: 'visitor',
      needs: () => ({ variables: ['spent'] }),
      holds:
        (wanted) =>
        ({ spent }) =>
          spent >= wanted,
      actual: ({ spent }) => spent,
    }),
    from: gatewayColumns.from,
  };
  const Row = z.strictObject(cellShape(columns));
  const Facts = z.strictObject(factsShape(columns));
  const rows = [{ spends: 100 }, { spends: 100 }, { from: '2026-12-24' }].map((row) => Row.parse(row));
  const cells = cellsBy<z.infer<typeof Row>, z.infer<typeof Facts>>(columns)(rows);

  it('B1 B2 the schemas of rows and facts follow from it', () => {
    expect(Row.safeParse({ spends: 0 }).success).toBe(false);
    expect(Row.safeParse({ spents: 1 }).success).toBe(false);
    expect(Facts.safeParse({ spent: 7 }).success).toBe(true);
    expect(Facts.safeParse({ local: '2026-11-24T12:30' }).success).toBe(false);
  });

  it('B1 B2 what is read and when it turns follow from it', () => {
    expect(neededFacts(cells)).toMatchObject({ variables: ['spent'], clock: true });
    expect(cells.flat().flatMap((cell) => cell.turnsAt())).toEqual(['2026-12-24']);
  });

  it('B9 the decision and its explanation follow from it', () => {
    const told = (spent: number) =>
      cells[0]?.map((cell) => [cell.letter, cell.holds({ spent }), cell.actual({ spent })]);
    expect([told(100), told(99)]).toEqual([[['$', true, 100]], [['$', false, 99]]]);
  });

  it('B11 what the check of dead rows may claim follows from it: without claims, that the same cell turns out the same', () => {
    const claims = cells.map((row) => row.flatMap((cell) => cell.claims()));
    expect(claims[0]).toEqual([{ about: 'spends 100', theory: 'truths', claim: true }]);
    expect(claims[1]).toEqual(claims[0]);
    expect(claims[2]).toEqual([{ about: 'time', theory: 'times', claim: { from: '2026-12-24' } }]);
  });
});

describe('Times', () => {
  it.each([
    ['17:59', 'f'],
    ['18:00', ''],
    ['23:59', ''],
    ['00:00', ''],
    ['05:59', ''],
    ['06:00', 'f'],
  ])('B1 from 18:00 to 06:00 at %s fails in: %s', (time, failed) => {
    const facts = gatewayFacts({ local: `2026-11-24T${time}` });
    expect(decideGateway([gatewayRow({ from: '18:00', to: '06:00' })], facts, 1).failed).toBe(failed);
  });

  it('B1 a date and a time of day go together: from Christmas Eve, each day to noon', () => {
    const rows = [gatewayRow({ from: '2026-12-24', to: '12:00' })];
    const failed = (local: string) => decideGateway(rows, gatewayFacts({ local }), 1).failed;
    expect([failed('2026-12-23T08:00'), failed('2026-12-25T08:00'), failed('2026-12-25T12:00')]).toEqual([
      'f',
      '',
      'u',
    ]);
  });

  it('B1 refuses a date that does not exist', () => {
    expect(GatewayRow.safeParse({ signal: 'busy', from: '2026-02-29' }).success).toBe(false);
    expect(GatewayRow.safeParse({ signal: 'busy', from: '2028-02-29T10:00' }).success).toBe(true);
  });
});
