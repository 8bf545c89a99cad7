/** A console's socket closed. The agent's chats and status stay: a reload takes a second, and the lease lasts longer. */
import type { AgentStore } from '../adapters/stores.ts';
import { AgentWho } from './agent/agent-who.ts';
import { onDisconnect } from './edge/socket.ts';
import { agentStore, dynamo } from './wiring.ts';

export const createHandler = ({ agents }: { agents: AgentStore }) =>
  onDisconnect(AgentWho, ({ who: { agentId }, connectionId }) => agents.disconnect(agentId, connectionId));

export const handler = createHandler({ agents: agentStore(dynamo()) });
