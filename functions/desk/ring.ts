/** Chats that ring everybody who is free: they stay in line until somebody accepts. */
import type { ReadyEntry } from '../../adapters/stores.ts';
import type { AgentId, InteractionId, LaneId, OfferId } from '../../core/ids.ts';
import { rungBy } from '../../core/interaction/state.ts';
import { MAX_CONSIDERED } from '../../core/routing/considered.ts';
import { type Committed, commitsOf, execute } from './execute.ts';
import { type DeskParts, systemId } from './parts.ts';

/** Who is ready that a chat rings at once. */
const RINGS = 25;
/** Chats of a lane that ring at the same time. */
export const RINGING = 5;

/** `rung`: whom it rings then. */
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

/** A chat left the line: one that stood behind those that ring, rings now whoever is ready. */
export async function ringNext(parts: DeskParts, lane: LaneId): Promise<Committed[]> {
  const ready = await parts.queues.ready(lane, RINGS);
  if (ready.length === 0) return [];
  const done: Committed[] = [];
  for (const { interactionId } of await parts.queues.waiting(lane, RINGING))
    done.push(...(await ring(parts, interactionId, ready)).done);
  return done;
}
