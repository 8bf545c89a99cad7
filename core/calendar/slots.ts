/** When somebody can be called back (A7): whole stretches within opening hours, at round times of the calendar's own clocks. */
import { isOpen, localTime, nextChange, nextOpening } from './calendar.ts';
import type { Calendar } from './schema.ts';

/** Clocks differ by multiples of this, everywhere since 1972. */
const STEP_MS = 15 * 60_000;

/** Without a calendar it is always open. `zone`: for round times then. */
interface Hours {
  calendar: Calendar | undefined;
  zone: string;
}

/**
 * Whether a slot of that many minutes begins at this instant: at 10:00 or 10:30 by the calendar's clocks, and open until its end. An
 * hour that clocks show twice has its slots twice, and one that they skip has none.
 */
export function isSlot({ calendar, zone }: Hours, minutes: number, at: number): boolean {
  if (at % STEP_MS !== 0) return false;
  const [hour = 0, minute = 0] = localTime(calendar?.zone ?? zone, at)
    .slice(11)
    .split(':')
    .map(Number);
  if ((hour * 60 + minute) % minutes !== 0) return false;
  return !calendar || (isOpen(calendar, at) && (nextChange(calendar, at) ?? Infinity) >= at + minutes * 60_000);
}

/** Those that begin from `from` on and before `until`, at most `most`. */
export function slotsBetween(hours: Hours, minutes: number, from: number, until: number, most: number): number[] {
  const { calendar } = hours;
  const slots: number[] = [];
  for (let at = onStep(from); at < until && slots.length < most; ) {
    if (calendar && !isOpen(calendar, at)) {
      at = onStep(nextOpening(calendar, at) ?? Infinity);
    } else {
      if (isSlot(hours, minutes, at)) slots.push(at);
      at += STEP_MS;
    }
  }
  return slots;
}

const onStep = (at: number): number => Math.ceil(at / STEP_MS) * STEP_MS;
