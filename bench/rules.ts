/** `npm run bench -- rules`: how long a decision with its receipt takes when only the last row matches (B1, B9). */

import { CalendarId, GatewayId, QueueId } from '../core/ids.ts';
import { decideGateway } from '../core/routing/decide-routing.ts';
import { type GatewayFacts, GatewayRow } from '../core/routing/rows.ts';
import { table } from './table.ts';

const RUNS = 400;

const facts: GatewayFacts = {
  at: Date.UTC(2026, 10, 24, 11, 30),
  local: '2026-11-24T12:30',
  gateway: GatewayId.parse('shop'),
  queue: QueueId.parse('orders'),
  culture: 'es-MX',
  tags: ['vip', 'cart-over-100', 'campaign-autumn'],
  calendar: CalendarId.parse('office'),
  calendars: { office: 'in-hours' },
  trackingOpen: false,
  registered: 12,
  available: 3,
  waiting: 4,
  requests: { 'address/60': 1 },
};

/** Every row but the last fails late, after masks, calendar and times have been checked. */
const late = [
  { gateway: ['shop'], culture: ['en', 'es'], tags: { all: ['vip*'], none: ['*spam*', 'bot-?'] }, trackingOpen: true },
  { culture: ['*-CH', 'es-MX'], tags: { any: ['*autumn*'] }, from: '09:00', to: '18:00', registeredFewerThan: 3 },
  { calendar: { mode: 'in-hours' }, from: '2026-11-01', to: '2026-12-24T18:00', queueLongerThan: 10 },
  { queue: ['orders', 'returns'], frequencyOver: { count: 5, withinS: 60, by: 'address' } },
];

const rowsOf = (count: number): GatewayRow[] =>
  Array.from({ length: count }, (_, index) =>
    GatewayRow.parse({ ...(index < count - 1 && late[index % late.length]), signal: 'free' }),
  );

export async function rules(): Promise<void> {
  const rows = [10, 1000, 10_000].map((count) => ({ rows: count, ...timed(rowsOf(count)) }));
  process.stdout.write(
    `${table(rows.map(({ rows, p50Us, p99Us }) => ({ rows, 'p50 µs': p50Us, 'p99 µs': p99Us })))}\n`,
  );
  process.stdout.write(`${JSON.stringify({ bench: 'rules', rows })}\n`);
}

function timed(rows: GatewayRow[]): { p50Us: number; p99Us: number } {
  const took = Array.from({ length: RUNS }, () => {
    const began = performance.now();
    const { row } = decideGateway(rows, facts, 1);
    const us = (performance.now() - began) * 1000;
    if (row !== rows.length - 1) throw new Error(`The last row should match, not ${row}`);
    return us;
  })
    .slice(RUNS / 4) // while the code is still being compiled
    .toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(took[Math.floor(share * took.length)] ?? 0);
  return { p50Us: at(0.5), p99Us: at(0.99) };
}
