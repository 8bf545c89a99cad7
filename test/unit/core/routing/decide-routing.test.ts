import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideGateway,
  decideQueue,
  GatewayReceipt,
  QueueReceipt,
  replay,
} from '../../../../core/routing/decide-routing.ts';
import { explain } from '../../../../core/routing/explain-routing.ts';
import { neededFacts } from '../../../../core/routing/needed-facts.ts';
import { gatewayCells, queueCells } from '../../../../core/routing/rows.ts';
import {
  anyGatewayFacts,
  anyGatewayRow,
  anyQueueFacts,
  anyQueueRow,
  gatewayFacts,
  gatewayRow,
  queueFacts,
  queueRow,
} from './tables.ts';

describe('The gateway table', () => {
  it('B1 the first row that matches wins', () => {
    const rows = [
      gatewayRow({ gateway: ['blog'], signal: 'hidden' }),
      gatewayRow({ culture: ['es'], signal: 'busy', scenario: 'wait-a-little' }),
      gatewayRow({ signal: 'closed' }),
    ];
    const facts = gatewayFacts();
    expect(decideGateway(rows, facts, 7)).toEqual({
      table: 'gateway',
      version: 7,
      facts,
      failed: 'g',
      row: 1,
      signal: 'busy',
      scenario: 'wait-a-little',
    });
  });

  it('B1 the cells of a row are joined by AND; the receipt names the first that failed', () => {
    const rows = [
      gatewayRow({ culture: ['de'], trackingOpen: true }),
      gatewayRow({ culture: ['es'], trackingOpen: true }),
    ];
    expect(decideGateway(rows, gatewayFacts(), 1)).toMatchObject({ failed: 'cx', row: null });
  });

  it.each([
    [{}, 'free'],
    [{ calendar: undefined }, 'free'],
    [{ calendars: { office: 'out-of-hours' } }, 'closed'],
    [{ calendars: { office: 'holiday' } }, 'closed'],
  ])('B1 without a matching row and with %j the signal is %s', (facts, signal) => {
    expect(decideGateway([], gatewayFacts(facts), 1)).toMatchObject({ row: null, signal });
  });

  it('B1 asks only for what its rows look at, and counts only as far', () => {
    const nothing = { tracking: false, lists: false, clock: false, requests: [], calendars: [], variables: [] };
    expect(neededFacts(gatewayCells([gatewayRow({ gateway: ['shop'] })]))).toEqual(nothing);
    const rows = [
      gatewayRow({
        registeredFewerThan: 2,
        availableFewerThan: 1,
        frequencyOver: { count: 3, withinS: 60, by: 'address' },
      }),
      gatewayRow({
        registeredFewerThan: 5,
        queueLongerThan: 9,
        frequencyOver: { count: 8, withinS: 60, by: 'address' },
      }),
      gatewayRow({ trackingOpen: false, frequencyOver: { count: 1, withinS: 60, by: 'visitor' } }),
      gatewayRow({ calendar: { mode: 'holiday', of: 'office' } }),
      gatewayRow({ calendar: { mode: 'in-hours', of: 'office' } }),
      gatewayRow({ calendar: { mode: 'any', of: 'night' } }),
    ];
    expect(neededFacts(gatewayCells(rows))).toEqual({
      ...nothing,
      tracking: true,
      registered: 5,
      available: 1,
      waiting: 10,
      requests: [
        { by: 'address', withinS: 60, upTo: 9 },
        { by: 'visitor', withinS: 60, upTo: 2 },
      ],
      calendars: ['office'],
    });
    const placing = [
      queueRow({ calendar: { mode: 'in-hours', of: 'night' } }),
      queueRow({
        from: '18:00',
        compare: ['n', 'm', 'n'].map((variable) => ({ variable, is: 'exists', value: true })),
      }),
    ];
    expect(neededFacts(queueCells(placing))).toEqual({
      ...nothing,
      clock: true,
      calendars: ['night'],
      variables: ['n', 'm'],
    });
  });

  it('B1 decides the same whether counted as far as asked for or to the end', () => {
    fc.assert(
      fc.property(fc.array(anyGatewayRow()), anyGatewayFacts, (rows, facts) => {
        const needed = neededFacts(gatewayCells(rows));
        const counted = gatewayFacts({
          ...facts,
          calendar: facts.calendar,
          trackingOpen: needed.tracking && facts.trackingOpen,
          registered: upTo(facts.registered, needed.registered),
          available: upTo(facts.available, needed.available),
          waiting: upTo(facts.waiting, needed.waiting),
          requests: Object.fromEntries(
            needed.requests.map(({ by, withinS, upTo }) => {
              const key = `${by}/${withinS}`;
              return [key, Math.min(facts.requests[key] ?? 0, upTo)];
            }),
          ),
        });
        const { facts: _, ...decided } = decideGateway(rows, facts, 1);
        expect(decideGateway(rows, counted, 1)).toEqual({ ...decided, facts: counted });
      }),
    );
  });
});

const upTo = (count = 0, most?: number) => (most === undefined ? undefined : Math.min(count, most));

describe('The queue table', () => {
  it('B2 the first row that matches says where the chat goes and what it needs', () => {
    const rows = [
      queueRow({ list: ['silver'] }),
      queueRow({
        compare: [{ variable: 'amount', is: '>=', value: 100 }],
        skill: 'refunds',
        proficiency: 60,
        language: 'es',
        priority: 500,
        preferredAgent: 'ines',
      }),
      queueRow({ queue: 'rest' }),
    ];
    const facts = queueFacts();
    expect(decideQueue(rows, facts, 3)).toEqual({
      table: 'queue',
      version: 3,
      facts,
      failed: 'l',
      row: 1,
      queueId: 'vips',
      skill: 'refunds',
      proficiency: 60,
      language: 'es',
      priority: 500,
      preferredAgent: 'ines',
    });
  });

  it('B2 without a matching row the chat stays with the queue it came for', () => {
    const facts = queueFacts();
    const receipt = { table: 'queue', version: 1, facts, failed: 'l', row: null, queueId: 'orders', priority: 0 };
    expect(decideQueue([queueRow({ list: ['silver'] })], facts, 1)).toEqual(receipt);
  });
});

describe('Receipts', () => {
  it('B9 replay bit for bit, also after they were stored', () => {
    fc.assert(
      fc.property(fc.array(anyGatewayRow()), anyGatewayFacts, fc.nat(), (rows, facts, version) => {
        const written = JSON.stringify(decideGateway(rows, facts, version));
        expect(JSON.stringify(replay(GatewayReceipt.parse(JSON.parse(written)), rows))).toBe(written);
      }),
    );
    fc.assert(
      fc.property(fc.array(anyQueueRow()), anyQueueFacts, fc.nat(), (rows, facts, version) => {
        const written = JSON.stringify(decideQueue(rows, facts, version));
        expect(JSON.stringify(replay(QueueReceipt.parse(JSON.parse(written)), rows))).toBe(written);
      }),
    );
  });

  it('B9 stay small with 10,000 rows', () => {
    const rows = Array.from({ length: 10_000 }, () => gatewayRow({ gateway: ['blog'] }));
    expect(JSON.stringify(decideGateway(rows, gatewayFacts(), 1)).length).toBeLessThan(11_000);
  });

  it('B9 explain every row: up to the one that won, and whether those below would have', () => {
    const rows = [
      gatewayRow({ gateway: ['blog'], culture: ['es'], note: 'The blog' }),
      gatewayRow({ availableFewerThan: 3 }),
      gatewayRow({ calendar: { mode: 'holiday' } }),
      gatewayRow({}),
    ];
    expect(explain(decideGateway(rows, gatewayFacts(), 1), rows)).toEqual([
      {
        index: 0,
        note: 'The blog',
        matched: false,
        holds: false,
        cells: [
          { column: 'gateway', wanted: ['blog'], actual: 'shop', holds: false },
          { column: 'culture', wanted: ['es'], actual: 'es-MX', holds: true },
        ],
      },
      {
        index: 1,
        matched: true,
        holds: true,
        cells: [{ column: 'availableFewerThan', wanted: 3, actual: 2, holds: true }],
      },
      {
        index: 2,
        matched: false,
        holds: false,
        cells: [{ column: 'calendar', wanted: { mode: 'holiday' }, actual: 'in-hours', holds: false }],
      },
      { index: 3, matched: false, holds: true, cells: [] },
    ]);
  });

  it('B9 explain a comparison by what the variables were', () => {
    const compare = [
      { variable: 'amount', is: '>', value: 500 },
      { variable: 'coupon', is: 'exists', value: false },
    ];
    const rows = [queueRow({ compare })];
    expect(explain(decideQueue(rows, queueFacts(), 1), rows)[0]?.cells).toEqual([
      { column: 'compare', wanted: compare, actual: [120, null], holds: false },
    ]);
  });

  it('B9 explain what the receipt says', () => {
    fc.assert(
      fc.property(fc.array(anyQueueRow()), anyQueueFacts, (rows, facts) => {
        const receipt = decideQueue(rows, facts, 1);
        const explained = explain(receipt, rows);
        expect(explained.findIndex(({ holds }) => holds)).toBe(receipt.row ?? -1);
        expect(explained.filter(({ matched }) => matched).map(({ index }) => index)).toEqual(
          receipt.row === null ? [] : [receipt.row],
        );
      }),
    );
  });
});
