/** What the rows of a gateway table look at, so that nothing is counted that no row asks for. */
import type { CalendarId } from '../ids.ts';
import { requestsKey } from './conditions.ts';
import type { GatewayRow, QueueRow } from './rows.ts';

export interface NeededFacts {
  /** Whether to look for an open chat of the external tracking id. */
  tracking: boolean;
  /** How far to count: more makes no difference. Undefined: no row asks. */
  registered?: number;
  available?: number;
  waiting?: number;
  requests: { by: 'visitor' | 'address' | 'gateway'; withinS: number; upTo: number }[];
}

export function neededFacts(rows: readonly GatewayRow[]): NeededFacts {
  const registered = most(rows.map((row) => row.registeredFewerThan));
  const available = most(rows.map((row) => row.availableFewerThan));
  const waiting = most(rows.map((row) => row.queueLongerThan));
  return {
    tracking: rows.some((row) => row.trackingOpen !== undefined),
    ...(registered !== undefined && { registered }),
    ...(available !== undefined && { available }),
    ...(waiting !== undefined && { waiting: waiting + 1 }),
    requests: neededRequests(rows),
  };
}

/** Calendars that rows of either table name, besides the queue's own. */
export const namedCalendars = (rows: readonly Pick<GatewayRow | QueueRow, 'calendar'>[]): CalendarId[] => [
  ...new Set(
    rows.flatMap(({ calendar }) => (calendar?.of === undefined || calendar.mode === 'any' ? [] : [calendar.of])),
  ),
];

/** Whether a row of either table looks at the clock. */
export const looksAtClock = (rows: readonly Pick<GatewayRow | QueueRow, 'from' | 'to'>[]): boolean =>
  rows.some(({ from, to }) => from !== undefined || to !== undefined);

/** The variables that rows compare: a receipt holds these alone. */
export const comparedVariables = (rows: readonly Pick<QueueRow, 'compare'>[]): Set<string> =>
  new Set(rows.flatMap(({ compare = [] }) => compare.map(({ variable }) => variable)));

function neededRequests(rows: readonly GatewayRow[]): NeededFacts['requests'] {
  const needed = new Map<string, NeededFacts['requests'][number]>();
  for (const { frequencyOver } of rows) {
    if (frequencyOver === undefined) continue;
    const { by, withinS, count } = frequencyOver;
    const key = requestsKey(frequencyOver);
    needed.set(key, { by, withinS, upTo: Math.max(count + 1, needed.get(key)?.upTo ?? 0) });
  }
  return [...needed.values()];
}

function most(counts: readonly (number | undefined)[]): number | undefined {
  const asked = counts.filter((count) => count !== undefined);
  return asked.length === 0 ? undefined : Math.max(...asked);
}
