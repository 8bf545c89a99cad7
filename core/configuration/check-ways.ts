/**
 * Ways into a queue that lead nowhere (B11): rows, scenarios and overflow that send chats to a queue that is disabled, or that
 * is closed whenever they can. Possibilities are overestimated, so that a way is reported only if no moment was found for it.
 * The moments checked are those at which calendars and rows change, in winter, in summer and around every listed date.
 */
import { localTime, modeAt, nextChange, nextOpening } from '../calendar/calendar.ts';
import type { QueueId, ScenarioId } from '../ids.ts';
import type { Cell } from '../routing/column.ts';
import { modeOf } from '../routing/columns.ts';
import { momentsBetween } from '../routing/moments.ts';
import { partsKnown, possibleRows } from '../routing/possible.ts';
import { type GatewayFacts, gatewayCells, queueCells } from '../routing/rows.ts';
import { isTime } from '../routing/spans.ts';
import type { Configuration, Queue } from './schema.ts';

interface Finding {
  path: string;
  reason: string;
}

type Way = { path: string; to: Queue } & (
  | { by: 'row'; row: number }
  | { by: 'scenario'; scenario: ScenarioId }
  | { by: 'overflow'; from: Queue }
);

export function checkWays(configuration: Configuration): Finding[] {
  const ways = waysOf(configuration);
  const off = ways.filter(({ to }) => !to.enabled);
  return [...off.map(offFinding), ...closedWays(configuration, ways).map(closedFinding), ...tooLate(ways)];
}

function waysOf({ queues, queueConditions, scenarios }: Configuration): Way[] {
  const named = (id: QueueId | undefined) => queues.filter((queue) => queue.id === id);
  return [
    ...queueConditions.flatMap(({ queue }, row) =>
      named(queue).map((to): Way => ({ path: `queueConditions[${row}]`, to, by: 'row', row })),
    ),
    ...scenarios.flatMap(({ id: scenario, steps }, i) =>
      steps.flatMap((step, k) =>
        named(step.do === 'route' ? step.queue : undefined).map(
          (to): Way => ({ path: `scenarios[${i}].steps[${k}]`, to, by: 'scenario', scenario }),
        ),
      ),
    ),
    ...queues.flatMap((from, i) =>
      from.enabled
        ? named(from.overflow?.queue).map((to): Way => ({ path: `queues[${i}].overflow`, to, by: 'overflow', from }))
        : [],
    ),
  ];
}

const offFinding = ({ path, to, by }: Way): Finding => ({
  path,
  reason:
    by === 'overflow'
      ? `"${to.id}" is switched off: no chat overflows into it`
      : `sends chats to "${to.id}", which is switched off: visitors are told that it is closed`,
});

const closedFinding = (way: Way): Finding => ({
  path: way.path,
  reason:
    way.by === 'overflow'
      ? `"${way.to.id}" is never open while a chat waits in "${way.from.id}": no chat overflows into it`
      : `sends chats to "${way.to.id}" only while it is closed: visitors are told so`,
});

/** The wait is counted from the start, across queues. */
function tooLate(ways: readonly Way[]): Finding[] {
  return ways.flatMap((way) => {
    if (way.by !== 'overflow') return [];
    const { path, to, from } = way;
    const afterS = from.overflow?.afterS ?? 0;
    if (from.timeOutS > 0 && from.timeOutS < afterS) {
      return [
        {
          path,
          reason: `"${from.id}" ends a wait after ${from.timeOutS} s (timeOutS): no chat overflows after ${afterS} s`,
        },
      ];
    }
    if (to.timeOutS === 0 || to.timeOutS > afterS) return [];
    const reason = `"${to.id}" ends a wait after ${to.timeOutS} s (timeOutS), and a chat that overflows has waited ${afterS} s, so it ends at once`;
    return [{ path, reason }];
  });
}

// ---- closed whenever a chat can come ------------------------------------------------------------------------------------------

/** Rows checked, some 100 ns each; a moment takes as long as a thousand of them. Beyond that nothing is reported. */
const MOST_WORK = 10_000_000;

function closedWays(configuration: Configuration, all: readonly Way[]): Way[] {
  const { calendars, websites, gatewayConditions, queueConditions } = configuration;
  const ways = all.filter(({ to }) => to.enabled && to.calendar !== undefined);
  if (ways.length === 0) return [];
  const sent = sending(configuration, ways);
  const used = new Set<Way>();
  const open = new Set<Way>();
  let left = MOST_WORK;
  for (const at of samples(configuration)) {
    left -= 1000 + websites.length * (gatewayConditions.length + queueConditions.length);
    if (left < 0) return [];
    const modes = Object.fromEntries(calendars.map((calendar) => [calendar.id, modeAt(calendar, at)]));
    const isIn = ({ calendar }: Queue) => calendar === undefined || modes[calendar] === 'in-hours';
    for (const way of sent(at, modes)) {
      used.add(way);
      if (isIn(way.to)) open.add(way);
    }
    for (const way of ways) {
      if (way.by !== 'overflow' || !isIn(way.from)) continue;
      used.add(way);
      if (isIn(way.to) || opensWhileWaiting(configuration, way, at)) open.add(way);
    }
  }
  return ways.filter((way) => used.has(way) && !open.has(way));
}

/** Without a time-out, closing time ends the wait. */
function opensWhileWaiting(
  { calendars }: Configuration,
  { from, to }: { from: Queue; to: Queue },
  at: number,
): boolean {
  const [waiting, next] = [from, to].map(({ calendar }) => calendars.find(({ id }) => id === calendar));
  const closesAt = waiting && nextChange(waiting, at);
  const opensAt = next && nextOpening(next, at);
  return opensAt !== undefined && (closesAt === undefined || opensAt < closesAt + from.timeOutS * 1000);
}

/** The ways by which rows and scenarios can send a chat at a given moment. Ignores that a conversation takes time. */
function sending(configuration: Configuration, ways: readonly Way[]) {
  const { zone, websites, queues, gatewayConditions: entries, queueConditions: rows } = configuration;
  const gateway = partsKnown<Here>(gatewayCells(entries), isOfTime);
  const placing = partsKnown<Here>(queueCells(rows), isOfTime);
  const served = websites.flatMap(({ id, queue, revoked }) => {
    const own = queues.find((each) => each.id === queue);
    return own?.enabled && !revoked ? [{ id, own }] : [];
  });
  return (at: number, calendars: GatewayFacts['calendars']): Way[] =>
    served.flatMap(({ id, own }) => {
      const facts = {
        ...{ at, local: localTime(zone, at), gateway: id, queue: own.id, calendars },
        ...(own.calendar === undefined ? {} : { calendar: own.calendar }),
      };
      const isLetIn = (row: number | null) =>
        row === null ? modeOf(facts) === 'in-hours' : entries[row]?.signal === 'free';
      const letIn = possibleRows(gateway, facts).filter(isLetIn);
      if (letIn.length === 0) return [];
      const scenarios = new Set(letIn.map((row) => (row === null ? undefined : entries[row]?.scenario)));
      const matching = new Set(possibleRows(placing, facts));
      return ways.filter(
        (way) => (way.by === 'row' && matching.has(way.row)) || (way.by === 'scenario' && scenarios.has(way.scenario)),
      );
    });
}

/** Everything else may be true or false. */
const isOfTime = ({ dependsOn }: Pick<Cell<never>, 'dependsOn'>): boolean => ['website', 'time'].includes(dependsOn);

/** What such columns look at. */
type Here = Pick<GatewayFacts, 'at' | 'local' | 'gateway' | 'queue' | 'calendar' | 'calendars'>;

const DAY = 86_400_000;

function* samples({ zone, calendars, gatewayConditions, queueConditions }: Configuration): Generator<number> {
  const cells = [...gatewayCells(gatewayConditions), ...queueCells(queueConditions)].flat();
  const turns = cells.flatMap((cell) => cell.turnsAt());
  for (const [from, until] of windows(calendars, turns)) {
    yield from;
    yield* momentsBetween({ calendars, zone, turns }, from, until);
  }
}

/** A week in winter and one in summer of each year, the days around dates in rows, and the dates listed in calendars. */
function windows(calendars: Configuration['calendars'], turns: readonly string[]): [from: number, until: number][] {
  const inRows = turns.flatMap((when) => (isTime(when) ? [] : Date.parse(when.slice(0, 10))));
  const listed = calendars
    .flatMap(({ holidays, exceptions }) => [...holidays, ...exceptions])
    .map(({ date }) => Date.parse(date));
  const dates = [Date.UTC(2027, 0), ...inRows, ...listed];
  const years = [Math.min(...dates), Math.max(...dates)].map((date) => new Date(date).getUTCFullYear());
  const [first = 0, last = 0] = years;
  const weeks = Array.from({ length: Math.min(last - first + 3, 40) }, (_, k) => first - 1 + k).flatMap((year) =>
    [0, 6].map((month) => Date.UTC(year, month, 15)),
  );
  const all = [
    ...weeks.map((at) => [at, at + 8 * DAY] as const),
    ...inRows.map((at) => [at - 8 * DAY, at + 9 * DAY] as const),
    ...listed.map((at) => [at - DAY, at + 3 * DAY] as const),
  ].sort(([a], [b]) => a - b);
  const merged: [number, number][] = [];
  for (const [from, until] of all) {
    const before = merged.at(-1);
    if (before && from <= before[1]) before[1] = Math.max(before[1], until);
    else merged.push([from, until]);
  }
  return merged;
}
