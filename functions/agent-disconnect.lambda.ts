/** A console's socket closed. The agent's chats and status stay: a reload takes a second, and the lease lasts longer. */
import type { AgentStore, AlarmStore } from '../adapters/stores.ts';
import { AgentWho } from './agent/agent-who.ts';
import { onDisconnect } from './edge/socket.ts';
import { agentStore, alarmStore, dynamo } from './wiring.ts';

interface Parts {
  agents: Pick<AgentStore, 'disconnect'>;
  alarms: Pick<AlarmStore, 'leave'>;
}

export const createHandler = ({ agents, alarms }: Parts) =>
  onDisconnect(AgentWho, async ({ who: { agentId, role }, connectionId }) => {
    await agents.disconnect(agentId, connectionId);
    if (role !== 'agent') await alarms.leave(connectionId);
  });

const client = dynamo();
export const handler = createHandler({ agents: agentStore(client), alarms: alarmStore(client) });
