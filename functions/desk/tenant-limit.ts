/**
 * The tenant's limit of open chats (B8). It is split over counters. A chat tries its own counter first, then the others, so it
 * is turned away only if all of them are full.
 */

import type { InteractionId } from '../../core/ids.ts';
import type { Slot } from '../../core/interaction/facts.ts';
import type { Execution } from './execute.ts';

const COUNTERS = 8;

/** Tries `start` with one slot after another, and `turnAway` if none is free. Without a limit there is no slot. */
export async function withinLimit(
  limit: number,
  interactionId: InteractionId,
  start: (slot: Slot | undefined) => Promise<Execution>,
  turnAway: () => Promise<Execution>,
): Promise<Execution> {
  if (limit === 0) return start(undefined);
  for (const slot of slotsFor(limit, interactionId)) {
    const execution = await start(slot);
    if (execution.result !== 'refused' || execution.refused !== 'tenant_full') return execution;
  }
  return turnAway();
}

/** Counters with a share of the limit, the chat's own first. */
function slotsFor(limit: number, interactionId: InteractionId): Slot[] {
  const first = [...interactionId].reduce((sum, char) => sum + char.charCodeAt(0), 0);
  return Array.from({ length: COUNTERS }, (_, n) => (first + n) % COUNTERS)
    .map((counter) => ({ counter, most: Math.floor(limit / COUNTERS) + (counter < limit % COUNTERS ? 1 : 0) }))
    .filter(({ most }) => most > 0);
}
