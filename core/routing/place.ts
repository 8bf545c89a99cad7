/** A chat's place in its queue: priority, then age. */
import type { InteractionId } from '../ids.ts';

export interface Place {
  interactionId: InteractionId;
  priority: number;
  since: number;
}

/** Negative if `a` is served before `b`. */
export const byPlace = (a: Place, b: Place): number =>
  b.priority - a.priority ||
  a.since - b.since ||
  (a.interactionId < b.interactionId ? -1 : Number(a.interactionId > b.interactionId));
