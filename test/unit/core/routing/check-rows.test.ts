import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGatewayRows, checkQueueRows } from '../../../../core/routing/check-rows.ts';
import { decideGateway, decideQueue } from '../../../../core/routing/decide-routing.ts';
import {
  anyGatewayFacts,
  anyGatewayRow,
  anyQueueFacts,
  anyQueueRow,
  gatewayFacts,
  gatewayRow,
  queueRow,
} from './tables.ts';

type Cells = Record<string, unknown>;
const gatewayCheck = (...rows: Cells[]) =>
  checkGatewayRows(rows.map(gatewayRow)).map(({ row, because }) => [row, because]);
const queueCheck = (...rows: Cells[]) => checkQueueRows(rows.map(queueRow)).map(({ row, because }) => [row, because]);
const compare = (...comparisons: [variable: string, is: string, value: unknown][]) => ({
  compare: comparisons.map(([variable, is, value]) => ({ variable, is, value })),
});

describe('Rows that match nothing', () => {
  it.each<[Cells, string[]]>([
    [{ registeredFewerThan: 0 }, ['registeredFewerThan']],
    [{ gateway: ['shop'], availableFewerThan: 0 }, ['availableFewerThan']],
    [{ from: '2026-12-26', to: '2026-12-24' }, ['from', 'to']],
    [{ from: '08:00', to: '08:00' }, ['from', 'to']],
    [{ to: '00:00' }, ['to']],
    [{ from: '2026-12-24T18:00', to: '2026-12-24T18:00' }, ['from', 'to']],
    [{ tags: { all: ['vip'], none: ['v*'] } }, ['tags']],
    [{ tags: { any: ['vip', 'v?'], none: ['v*'] } }, ['tags']],
  ])('B11 %j', (cells, because) => {
    expect(gatewayCheck(cells)).toEqual([[0, because]]);
  });

  it.each([
    compare(['n', '<', 3], ['n', '>', 5]),
    compare(['n', '<', 3], ['n', '>=', 3]),
    compare(['n', '>=', 3], ['n', '<=', 3], ['n', '!=', 3]),
    compare(['n', '=', 'a'], ['n', '=', 'b']),
    compare(['n', '=', 'a'], ['n', '>', 3]),
    compare(['n', 'in', [1, 2]], ['n', '>', 2]),
    compare(['n', 'in', ['a', 'b']], ['n', '!=', 'A'], ['n', '!=', 'b']),
    compare(['n', 'exists', false], ['n', '=', 1]),
    compare(['n', 'exists', false], ['n', 'exists', true]),
    compare(['n', 'matches', 'a*'], ['n', 'matches', 'b*']),
    compare(['n', 'matches', '??'], ['n', 'contains', 'abc']),
    compare(['n', '<', 'b'], ['n', '>', 'c']),
    compare(['n', '>', 'b'], ['n', '<=', 'B']),
  ])('B11 %j', (cells) => {
    expect(queueCheck(cells)).toEqual([[0, ['compare']]]);
  });

  it.each([
    compare(['n', '!=', 3], ['n', '!=', 4]),
    compare(['n', '>', 3], ['n', '<', 4]),
    compare(['n', '=', 5], ['n', '!=', '5']),
    compare(['n', 'exists', false], ['n', '!=', 1]),
    compare(['n', 'contains', '*'], ['n', 'matches', 'a?c']),
    compare(['a', '<', 3], ['b', '>', 5]),
    compare(['n', '>=', 2], ['n', '<=', 2], ['n', '!=', '2']), // "2.0"
  ])('B11 but not %j', (cells) => {
    expect(queueCheck(cells)).toEqual([]);
  });

  it('B11 says so in a sentence that counts from one', () => {
    expect(checkGatewayRows([gatewayRow({ from: '2026-12-26', to: '2026-12-24' })])).toEqual([
      {
        table: 'gateway',
        row: 0,
        kind: 'unreachable',
        because: ['from', 'to'],
        reason: 'Row 1 matches no chat: its cells from and to contradict each other.',
      },
    ]);
  });
});

describe('Rows that others take everything from', () => {
  it.each<[string, Cells[], number[]]>([
    ['a row with no cells takes all', [{}, { gateway: ['shop'] }], [0]],
    ['the same row twice', [{ trackingOpen: true }, { trackingOpen: true }], [0]],
    ['both answers of yes and no', [{ trackingOpen: true }, { trackingOpen: false }, {}], [0, 1]],
    [
      'three modes of a calendar',
      [
        { calendar: { mode: 'in-hours' } },
        { gateway: ['shop'] },
        { calendar: { mode: 'holiday' } },
        { calendar: { mode: 'out-of-hours' } },
        { culture: ['es'] },
      ],
      [0, 2, 3],
    ],
    ['fewer available', [{ availableFewerThan: 3 }, { availableFewerThan: 2 }], [0]],
    ['available are registered', [{ availableFewerThan: 3 }, { registeredFewerThan: 3 }], [0]],
    ['a longer queue', [{ queueLongerThan: 5 }, { queueLongerThan: 8 }], [0]],
    [
      'more often in a shorter time',
      [
        { frequencyOver: { count: 5, withinS: 3600, by: 'address' } },
        { frequencyOver: { count: 5, withinS: 60, by: 'address' } },
      ],
      [0],
    ],
    ['a language takes its countries', [{ culture: ['es'] }, { culture: ['es-MX', 'es-CH'] }], [0]],
    [
      'a country and the rest',
      [{ culture: ['*-CH'] }, { culture: ['de-DE'] }, { culture: ['de-CH', 'de-DE'] }],
      [0, 1],
    ],
    ['wider masks', [{ tags: { any: ['vip*', 'gold*'] } }, { tags: { all: ['gold-??'] } }], [0]],
    ['tagged or not', [{ tags: { all: ['vip'] } }, { tags: { none: ['vip'] } }, { queue: ['orders'] }], [0, 1]],
    ['day and night', [{ from: '08:00', to: '18:00' }, { from: '18:00', to: '08:00' }, {}], [0, 1]],
    ['before and after', [{ to: '2026-12-24' }, { from: '2026-12-25' }, { from: '10:00' }], [0, 1]],
    [
      'a day within two halves of it',
      [
        { from: '08:00', to: '12:00' },
        { from: '12:00', to: '20:00' },
        { from: '09:00', to: '2026-12-24T17:00' },
        { from: '09:00', to: '17:00' },
      ],
      [0, 1],
    ],
  ])('B11 %s', (_, rows, because) => {
    expect(gatewayCheck(...rows)).toContainEqual([rows.length - 1, because]);
  });

  it.each<[string, Cells[], number[]]>([
    ['one of more lists', [{ list: ['gold', 'silver'] }, { list: ['gold'] }], [0]],
    ['texts by order', [compare(['n', '<=', 'b']), compare(['n', '>=', 'b'], ['n', '<=', 'B'])], [0]],
    ['results', [{ external: 'ok*' }, { external: 'ok-?' }], [0]],
    ['numbers and what is none', [compare(['n', '<', 3]), compare(['n', '>=', 3]), compare(['n', '=', 7])], [1]],
    ['there, not there', [compare(['n', 'exists', true]), compare(['n', 'exists', false]), { list: ['gold'] }], [0, 1]],
    [
      'what is neither',
      [compare(['n', '=', 1]), compare(['n', 'in', ['a', 2]]), compare(['n', 'in', [1, 2, 'A']])],
      [0, 1],
    ],
    [
      'one variable or another',
      [compare(['a', '=', 1], ['b', '=', 2]), compare(['a', '!=', 1]), compare(['b', '!=', 2]), {}],
      [0, 1, 2],
    ],
  ])('B11 %s', (_, rows, because) => {
    expect(queueCheck(...rows)).toContainEqual([rows.length - 1, because]);
  });

  it.each<[string, Cells[]]>([
    ['another gateway may come', [{ gateway: ['shop'] }, { gateway: ['blog'] }, {}]],
    ['registered are not all available', [{ registeredFewerThan: 3 }, { availableFewerThan: 3 }]],
    [
      'more in a longer time',
      [
        { frequencyOver: { count: 5, withinS: 60, by: 'address' } },
        { frequencyOver: { count: 5, withinS: 3600, by: 'address' } },
      ],
    ],
    ['two modes of a calendar', [{ calendar: { mode: 'in-hours' } }, { calendar: { mode: 'holiday' } }, {}]],
    ['another calendar', [{ calendar: { mode: 'in-hours' } }, { calendar: { mode: 'in-hours', of: 'night' } }]],
    ['a minute between', [{ from: '08:00', to: '17:59' }, { from: '18:00', to: '08:00' }, {}]],
  ])('B11 nothing when %s', (_, rows) => {
    expect(gatewayCheck(...rows)).toEqual([]);
  });

  it.each<[string, Cells[]]>([
    ['it may be "3.0"', [compare(['n', '<', 3]), compare(['n', '<=', 3], ['n', '!=', '3'])]],
    ['it may be "az"', [compare(['n', '>=', 'b']), compare(['n', 'matches', '?z'])]],
    [
      'it may be "a"',
      [compare(['n', '<', 3]), compare(['n', '>=', 3]), compare(['n', 'matches', '?'], ['n', '<', 'b'])],
    ],
  ])('B11 nothing when %s', (_, rows) => {
    expect(queueCheck(...rows)).toEqual([]);
  });

  it('B11 says which, in a sentence that counts from one', () => {
    const rows = [{ trackingOpen: true }, { trackingOpen: false }, { gateway: ['shop'] }];
    expect(checkGatewayRows(rows.map(gatewayRow)).map(({ reason }) => reason)).toEqual([
      'Row 3 never applies: rows 1 and 2 together match every chat that it would.',
    ]);
    expect(checkQueueRows([{}, {}].map(queueRow)).map(({ reason }) => reason)).toEqual([
      'Row 2 never applies: row 1 matches every chat that it would.',
    ]);
  });
});

describe('The check', () => {
  it('B11 never reports a row that some facts make the first to match', () => {
    fc.assert(
      fc.property(
        fc.array(anyGatewayRow(), { maxLength: 8 }),
        fc.array(anyGatewayFacts, { minLength: 60 }),
        (rows, some) => {
          const reported = checkGatewayRows(rows).map(({ row }) => row);
          for (const facts of some) expect(reported).not.toContain(decideGateway(rows, facts, 1).row);
        },
      ),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(
        fc.array(anyQueueRow(), { maxLength: 8 }),
        fc.array(anyQueueFacts, { minLength: 60 }),
        (rows, some) => {
          const reported = checkQueueRows(rows).map(({ row }) => row);
          for (const facts of some) expect(reported).not.toContain(decideQueue(rows, facts, 1).row);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('B11 reports exactly the rows that no facts reach, where facts can be counted out', () => {
    const modes = ['in-hours', 'out-of-hours', 'holiday'];
    const hours = [23, 24, 25, 26].flatMap((day) =>
      Array.from({ length: 24 }, (_, hour) => `2026-12-${day}T${String(hour).padStart(2, '0')}:00`),
    );
    const facts = [
      ...modes.flatMap((mode) =>
        [true, false].flatMap((trackingOpen) =>
          [0, 1, 2, 3].flatMap((registered) =>
            [0, 1, 2, 3]
              .filter((available) => available <= registered)
              .flatMap((available) =>
                [0, 1, 3].flatMap((waiting) =>
                  ['shop', 'blog', 'else'].map((gateway) => ({
                    mode,
                    trackingOpen,
                    registered,
                    available,
                    waiting,
                    gateway,
                  })),
                ),
              ),
          ),
        ),
      ),
    ].map(({ mode, ...rest }) => gatewayFacts({ calendars: { office: mode }, ...rest }));
    const cells = [
      'calendar',
      'trackingOpen',
      'registeredFewerThan',
      'availableFewerThan',
      'queueLongerThan',
      'gateway',
    ];
    const onlyOf = (columns: string[]) => (row: Cells) =>
      Object.keys(row).every((column) => ['signal', ...columns].includes(column)) &&
      !(row.calendar as Cells | undefined)?.of;
    exactly(anyGatewayRow(2).filter(onlyOf(cells)), facts);

    const times = hours.flatMap((local) => modes.map((mode) => gatewayFacts({ local, calendars: { office: mode } })));
    exactly(anyGatewayRow(3).filter(onlyOf(['from', 'to', 'calendar'])), times);
  });

  function exactly(
    row: typeof anyGatewayRow extends () => infer R ? R : never,
    facts: ReturnType<typeof gatewayFacts>[],
  ) {
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 7 }), (rows) => {
        const reached = new Set(facts.map((some) => decideGateway(rows, some, 1).row));
        const never = rows.map((_, index) => index).filter((index) => !reached.has(index));
        expect(checkGatewayRows(rows).map((finding) => finding.row)).toEqual(never);
      }),
      { numRuns: 200 },
    );
  }

  it('B11 goes through 1,000 rows before the test is given up', () => {
    const rows = Array.from({ length: 1000 }, (_, index) =>
      gatewayRow({
        ...(index % 2 && { culture: [['es', 'de', 'fr'][index % 3]] }),
        ...(index % 5 && { tags: { all: [`campaign-${index % 300}*`], none: ['bot*'] } }),
        ...(index % 3 && { queueLongerThan: 1000 - index }),
        ...(index % 7 && { availableFewerThan: index + 1 }),
        calendar: { mode: ['in-hours', 'out-of-hours', 'holiday'][index % 3] },
      }),
    );
    expect(checkGatewayRows(rows).length).toBeGreaterThan(0);
  });
});
