/**
 * When a website that is closed lets this visitor in again. Only what the whole table of gateway conditions will answer at that moment
 * whatever else happens until then; else nothing is promised.
 */
import { localTime, modeAt, nextOpening } from '../calendar/calendar.ts';
import type { Configuration } from '../configuration/schema.ts';
import { cellsOf, type GatewayFacts, gatewayConditions, modeOf } from './conditions.ts';
import type { GatewayRow } from './rows.ts';

/** What nobody knows beforehand: who is there, who waits, who asks, which chats are open. */
const CHANCE: (keyof GatewayRow)[] = [
  ...(['trackingOpen', 'registeredFewerThan', 'availableFewerThan', 'queueLongerThan', 'frequencyOver'] as const),
];

/** `facts`: of the visitor, as they are now. When the queue's calendar opens next; undefined where that says nothing for sure. */
export function opensAt(configuration: Configuration, facts: GatewayFacts, now: number): number | undefined {
  const queue = configuration.queues.find(({ id }) => id === facts.queue);
  const calendar = configuration.calendars.find(({ id }) => id === queue?.calendar);
  if (!queue?.enabled || !calendar || modeAt(calendar, now) === 'in-hours') return undefined;
  const at = nextOpening(calendar, now);
  return at !== undefined && isSurelyFree(configuration.gatewayConditions, factsAt(configuration, facts, at))
    ? at
    : undefined;
}

function factsAt({ zone, calendars }: Configuration, facts: GatewayFacts, at: number): GatewayFacts {
  const known = calendars.filter(({ id }) => id in facts.calendars);
  return {
    ...facts,
    at,
    ...(facts.local === undefined ? {} : { local: localTime(zone, at) }),
    calendars: Object.fromEntries(known.map((calendar) => [calendar.id, modeAt(calendar, at)])),
  };
}

function isSurelyFree(rows: readonly GatewayRow[], facts: GatewayFacts): boolean {
  for (const row of rows) {
    const cells = cellsOf(gatewayConditions, row);
    const isLeftToChance = ({ column }: { column: string }) => CHANCE.some((each) => each === column);
    if (!cells.every((cell) => isLeftToChance(cell) || cell.holds(facts))) continue;
    if (row.signal !== 'free') return false;
    // A row that may or may not let the visitor in leaves it to those below.
    if (!cells.some(isLeftToChance)) return true;
  }
  return modeOf(facts) === 'in-hours';
}
