/** When somebody can be called back (A7), as a website and its queue are configured. */

import { MAX_SLOTS } from '../bounds.ts';
import { isSlot, slotsBetween } from '../calendar/slots.ts';
import type { Configuration, Queue } from './schema.ts';

type Website = Configuration['websites'][number];

/** To fill the form in. */
const LEAD_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

const hoursOf = ({ calendars, zone }: Configuration, { calendar: id }: Queue) => ({
  ...{ calendar: calendars.find((calendar) => calendar.id === id), zone },
});

export function slotsOf(configuration: Configuration, { apps }: Website, queue: Queue, now: number): number[] {
  const { callback } = apps;
  if (!callback || !queue.enabled) return [];
  const { slotMinutes, daysAhead } = callback;
  return slotsBetween(hoursOf(configuration, queue), slotMinutes, now + LEAD_MS, now + daysAhead * DAY_MS, MAX_SLOTS);
}

/** Whether it can still be taken: the form may have been open for a while. */
export function isOnOffer(
  configuration: Configuration,
  { apps }: Website,
  queue: Queue,
  at: number,
  now: number,
): boolean {
  const { callback } = apps;
  if (!callback || !queue.enabled || at < now || at >= now + callback.daysAhead * DAY_MS) return false;
  return isSlot(hoursOf(configuration, queue), callback.slotMinutes, at);
}
