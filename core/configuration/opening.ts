/**
 * When a closed website will let this visitor in. Only what the whole table of gateway conditions will say at that moment,
 * whatever else happens until then; otherwise nothing is promised.
 */
import { localTime, modeAt } from '../calendar/calendar.ts';
import { modeOf } from '../routing/columns.ts';
import { momentsBetween } from '../routing/moments.ts';
import { partsKnown, possibleRows } from '../routing/possible.ts';
import { type GatewayFacts, gatewayCells } from '../routing/rows.ts';
import type { Configuration } from './schema.ts';

/** A shop may be closed for a month in summer. */
const AHEAD_MS = 62 * 86_400_000;
/** Rows checked, some 100 ns each; a moment takes as long as a thousand of them. */
const MOST_WORK = 300_000;

/** `facts`: the visitor's, as they are now. Undefined if no moment within two months is certain. */
export function opensAt(configuration: Configuration, facts: GatewayFacts, now: number): number | undefined {
  const { zone, queues, calendars, gatewayConditions: rows } = configuration;
  if (!queues.find(({ id }) => id === facts.queue)?.enabled) return undefined;
  const looked = calendars.filter(({ id }) => id in facts.calendars);
  const cells = gatewayCells(rows);
  const turns = cells.flat().flatMap((cell) => cell.turnsAt());
  const parts = partsKnown(cells, ({ dependsOn }) => dependsOn !== 'chance');
  let left = MOST_WORK;
  for (const at of momentsBetween({ calendars: looked, zone, turns }, now, now + AHEAD_MS)) {
    left -= 1000 + rows.length;
    if (left < 0) return undefined;
    const local = facts.local === undefined ? {} : { local: localTime(zone, at) };
    const modes = Object.fromEntries(looked.map((calendar) => [calendar.id, modeAt(calendar, at)]));
    const then = { ...facts, ...local, at, calendars: modes };
    const isFree = (row: number | null) => (row === null ? modeOf(then) === 'in-hours' : rows[row]?.signal === 'free');
    if (possibleRows(parts, then).every(isFree)) return at;
  }
  return undefined;
}
