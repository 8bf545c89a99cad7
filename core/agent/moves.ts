/** How interactions that are committed together change an agent. */
import type { InteractionId } from '../ids.ts';
import { type ListedAgent, mayReserve, type NoPlace, type Place, release, reserve } from './agent.ts';
import { listingOf } from './ready.ts';

/** What they take from one agent and give to them. */
export interface Moves {
  released: InteractionId[];
  reserved: Place[];
}

/**
 * The agent afterwards, with their places in the ready lists. An agent in no list who only gets something stays out of them:
 * the waiting chats are already being tried for them, so short-lived rows would be written for nothing.
 */
export function moved<A extends ListedAgent>(agent: A, { released, reserved }: Moves, now: number): A | NoPlace {
  let next = released.reduce((left, interactionId) => release(left, interactionId, now), agent);
  for (const place of reserved) {
    const refused = mayReserve(next, place, now);
    if (refused) return refused;
    next = reserve(next, place, now);
  }
  const isServed = released.length === 0 && Object.keys(agent.listed).length === 0;
  return { ...next, listed: isServed ? {} : listingOf(next, now), revision: agent.revision + 1 };
}
