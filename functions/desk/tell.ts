/** Tells the consoles of an agent. One that is gone is forgotten. */
import type { ListedAgent } from '../../core/agent/agent.ts';
import type { AgentPush } from '../../protocol/agent.ts';
import type { DeskParts } from './parts.ts';

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
