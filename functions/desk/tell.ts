/** Sends news to an agent's consoles, and to a visitor their place in line. */
import type { ListedAgent } from '../../core/agent/agent.ts';
import type { ConnectionId } from '../../core/ids.ts';
import { type Interaction, laneOf, standsInLine } from '../../core/interaction/state.ts';
import { estimatedWait, type Stay } from '../../core/routing/wait.ts';
import type { AgentPush } from '../../protocol/agent.ts';
import type { DeskParts } from './parts.ts';
import type { Gone } from './push.ts';

/** A console that has disconnected is forgotten. */
export async function tell(
  { connections, agents }: Pick<DeskParts, 'connections' | 'agents'>,
  { id: agentId, connections: ids }: Pick<ListedAgent, 'id' | 'connections'>,
  frame: AgentPush,
): Promise<void> {
  const results = await Promise.all(
    ids.map(async (id) => ({ id, result: await connections.post('agent', id, frame) })),
  );
  for (const { id, result } of results) if (result === 'gone') await agents.disconnect(agentId, id);
}

/** The visitor's place now. Returns the sockets that are closed. */
export async function tellPosition(
  parts: Pick<DeskParts, 'connections' | 'queues'>,
  chat: Interaction,
  ids: ConnectionId[],
): Promise<Gone[]> {
  if (chat.stage.is !== 'waiting' || ids.length === 0) return [];
  // A chat that is being offered has left the line, and is next.
  if (!standsInLine(chat)) return tellPlace(parts, ids, 1, []);
  const { priority, since } = chat.place;
  const lane = laneOf(chat);
  const position = parts.queues.position(lane, priority, since, chat.id);
  return tellPlace(parts, ids, ...(await Promise.all([position, parts.queues.stays(lane)])));
}

/** B14: `stays` as returned by `QueueStore.stays`. */
export async function tellPlace(
  { connections }: Pick<DeskParts, 'connections'>,
  ids: ConnectionId[],
  position: number,
  stays: Stay[],
): Promise<Gone[]> {
  const wait = estimatedWait(stays, position);
  const frame = { t: 'position' as const, position, ...(wait ? { wait } : {}) };
  const results = await Promise.all(
    ids.map(async (connectionId) => ({ connectionId, result: await connections.post('visitor', connectionId, frame) })),
  );
  return results.flatMap(({ connectionId, result }) =>
    result === 'gone' ? [{ side: 'visitor' as const, connectionId }] : [],
  );
}
