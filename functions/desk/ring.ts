/** Chats that ring all free agents: they stay in line until someone accepts. */
import type { ReadyEntry } from '../../adapters/stores.ts';
import type { AgentId, InteractionId, LaneId, OfferId } from '../../core/ids.ts';
import { rungBy } from '../../core/interaction/state.ts';
import { MAX_CONSIDERED } from '../../core/routing/considered.ts';
import { type Committed, commitsOf, execute } from './execute.ts';
import { type DeskParts, systemId } from './parts.ts';

/** How many ready agents a chat rings at once. */
const RINGS = 25;
/** How many chats of a lane ring at the same time. */
export const RINGING = 5;
/** How many of a lane are looked through for those that ring someone: whoever is overtaken rings on until the offer runs out. */
export const STILL_RINGING = 25;

/** `rung`: the agents that it rings then. */
export async function ring(
  parts: DeskParts,
  interactionId: InteractionId,
  ready: Pick<ReadyEntry, 'agentId' | 'name'>[],
): Promise<{ rung: AgentId[]; done: Committed[] }> {
  if (ready.length === 0) return { rung: [], done: [] };
  const command = {
    type: 'offer' as const,
    agents: ready.map(({ agentId: id, name }) => ({ id, name })),
    offerId: parts.newId() as OfferId,
    considered: ready.slice(0, MAX_CONSIDERED).map(({ agentId }) => ({ agentId, why: 'chosen' as const })),
  };
  const execution = await execute(parts, { interactionId, id: systemId(parts), command }, parts.now());
  const rung = execution.result === 'refused' ? [] : rungBy(execution.chat);
  return { rung, done: commitsOf(execution) };
}

/** A chat has left the line: one that was behind the ringing ones now rings the ready agents. */
export async function ringNext(parts: DeskParts, lane: LaneId): Promise<Committed[]> {
  const ready = await parts.queues.ready(lane, RINGS);
  if (ready.length === 0) return [];
  const done: Committed[] = [];
  for (const { interactionId } of await parts.queues.waiting(lane, RINGING))
    done.push(...(await ring(parts, interactionId, ready)).done);
  return done;
}
