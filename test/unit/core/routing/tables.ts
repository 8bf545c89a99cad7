/** Rows and facts for the tests of the tables, written by hand and random. */
import fc from 'fast-check';
import { GatewayFacts, GatewayRow, QueueFacts, QueueRow } from '../../../../core/routing/rows.ts';

type Input = Record<string, unknown>;
export const gatewayRow = (cells: Input): GatewayRow => GatewayRow.parse({ signal: 'busy', ...cells });
export const queueRow = (cells: Input): QueueRow => QueueRow.parse({ queue: 'vips', ...cells });

const shared = {
  at: Date.UTC(2026, 10, 24, 11, 30),
  local: '2026-11-24T12:30',
  gateway: 'shop',
  queue: 'orders',
  culture: 'es-MX',
  tags: ['vip', 'cart-over-100'],
  calendar: 'office',
  calendars: { office: 'in-hours', night: 'out-of-hours' },
};
export const gatewayFacts = (facts: Input = {}): GatewayFacts =>
  GatewayFacts.parse(
    present({
      ...shared,
      trackingOpen: false,
      registered: 5,
      available: 2,
      waiting: 3,
      requests: { 'address/60': 4 },
      ...facts,
    }),
  );
export const queueFacts = (facts: Input = {}): QueueFacts =>
  QueueFacts.parse(present({ ...shared, lists: ['gold'], variables: { amount: 120, city: 'Lima' }, ...facts }));

/** Few values for each cell, so that rows often overlap, contradict and cover each other. */
const cell = <T>(...cells: T[]) => fc.option(fc.constantFrom(...cells), { nil: undefined, freq: 1 });
const sharedCells = {
  gateway: cell(['shop'], ['blog'], ['shop', 'blog']),
  culture: cell(['es'], ['es-MX'], ['*-CH'], ['de', 'es'], ['de-CH']),
  tags: cell<Input>(
    { all: ['a*'] },
    { all: ['*b', 'a*'] },
    { any: ['ab', 'ba'] },
    { none: ['*'] },
    { none: ['a*'] },
    { all: ['*b*'], none: ['a?'] },
  ),
  calendar: cell<Input>(
    { mode: 'in-hours' },
    { mode: 'out-of-hours' },
    { mode: 'holiday' },
    { mode: 'any' },
    { mode: 'in-hours', of: 'night' },
  ),
  from: cell('2026-12-24', '08:00', '18:00', '2026-12-24T18:00'),
  to: cell('2026-12-24', '08:00', '18:00', '2026-12-25T06:00'),
};

const sharedFacts = {
  at: fc.constant(0),
  local: fc.constantFrom(
    ...['23T12:00', '24T00:00', '24T07:59', '24T08:00', '24T18:00', '25T00:00', '25T05:59', '25T06:00', '25T19:00'].map(
      (time) => `2026-12-${time}`,
    ),
  ),
  gateway: fc.constantFrom('shop', 'blog', 'else'),
  queue: fc.constantFrom('orders', 'returns'),
  culture: fc.constantFrom('es', 'es-MX', 'de', 'de-CH', 'gsw-CH', 'en', 'es-Latn-CH'),
  tags: fc.subarray(['a', 'ab', 'abb', 'ba', 'b', 'c']),
  calendar: fc.option(fc.constantFrom('office', 'night'), { nil: undefined }),
  calendars: fc.record({
    office: fc.constantFrom('in-hours', 'out-of-hours', 'holiday'),
    night: fc.constantFrom('in-hours', 'out-of-hours', 'holiday'),
  }),
};

/** Few cells in each row, so that tables are neither all true nor all false. */
function sparse<T extends Record<string, fc.Arbitrary<unknown>>>(cells: T, most: number): fc.Arbitrary<Input> {
  const columns = Object.keys(cells);
  return fc
    .subarray(columns, { maxLength: most })
    .chain((some) =>
      fc.record(Object.fromEntries(some.map((column) => [column, cells[column] as fc.Arbitrary<unknown>]))),
    )
    .map(present);
}

const present = (cells: Input): Input =>
  Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== undefined));

const gatewayCells = {
  ...sharedCells,
  trackingOpen: cell(true, false),
  queue: cell(['orders'], ['returns'], ['orders', 'returns']),
  registeredFewerThan: cell(0, 1, 2, 3),
  availableFewerThan: cell(0, 1, 2, 3),
  queueLongerThan: cell(0, 1, 2),
  frequencyOver: cell(
    ...[60, 3600].flatMap((withinS) => [0, 1, 2].map((count) => ({ count, withinS, by: 'address' as const }))),
  ),
};
export const anyGatewayRow = (most = 3) => sparse(gatewayCells, most).map(gatewayRow);

/** As counted: no more available than registered, and a longer time has at least as many requests. */
export const anyGatewayFacts = fc
  .record({
    ...sharedFacts,
    trackingOpen: fc.boolean(),
    registered: fc.nat(4),
    available: fc.nat(4),
    waiting: fc.nat(3),
    requests: fc.tuple(fc.nat(3), fc.nat(3)),
  })
  .map(({ registered, available, requests: [minute, more], ...rest }) =>
    gatewayFacts({
      ...rest,
      registered,
      available: Math.min(registered, available),
      requests: { 'address/60': minute, 'address/3600': minute + more },
    }),
  );

const comparison = fc.oneof(
  fc.record({
    variable: fc.constant('n'),
    is: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
    value: fc.constantFrom(1, 2, 3),
  }),
  fc.record({
    variable: fc.constant('n'),
    is: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
    value: fc.constantFrom('b', '2'),
  }),
  fc.record({
    variable: fc.constant('n'),
    is: fc.constant('in'),
    value: fc.constantFrom([1, 2], ['b', 3], ['a', 'b']),
  }),
  fc.record({ variable: fc.constant('n'), is: fc.constant('exists'), value: fc.boolean() }),
  fc.record({ variable: fc.constant('n'), is: fc.constant('matches'), value: fc.constantFrom('*', 'a*', '?', '*b*') }),
  fc.record({ variable: fc.constant('n'), is: fc.constant('contains'), value: fc.constantFrom('a', 'b', '*') }),
);
const queueCells = {
  ...sharedCells,
  list: cell(['gold'], ['silver'], ['gold', 'silver']),
  external: cell('*', 'ok*', 'ok', '*ok'),
  compare: fc.array(comparison, { minLength: 1, maxLength: 3 }),
};
export const anyQueueRow = (most = 3) => sparse(queueCells, most).map(queueRow);

const anyValue = fc.constantFrom<unknown[]>(
  undefined,
  0,
  1,
  1.5,
  2,
  2.5,
  3,
  4,
  '2',
  '2.0',
  'a',
  'B',
  'ab',
  'b*',
  '',
  true,
);
export const anyQueueFacts = fc
  .record({
    ...sharedFacts,
    lists: fc.subarray(['gold', 'silver', 'bronze']),
    external: fc.constantFrom(undefined, 'ok', 'OK-2', 'not ok', ''),
    variables: anyValue.map((n) => present({ n })),
  })
  .map(queueFacts);
