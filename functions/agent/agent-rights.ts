/**
 * What a version of the configuration says about an agent, and what happens to connected agents when another is published: new
 * queues, skills and places apply at once. Anyone who is no longer an agent is disconnected, and their chats go back in line.
 */
import type { AgentStore, Published } from '../../adapters/stores.ts';
import type { Agent, AgentProfile } from '../../core/agent/agent.ts';
import { overseenQueues, visibleQueues } from '../../core/configuration/lanes.ts';
import { standingsOf } from '../../core/configuration/standings.ts';
import type { AgentId, ConnectionId } from '../../core/ids.ts';
import { zoneOfDays } from '../../core/interaction/placement.ts';
import { errors } from '../../protocol/errors.ts';
import type { Desk } from '../desk/desk.ts';
import type { Connections } from '../desk/push.ts';
import type { ConfigurationStore } from '../wiring.ts';
import type { AgentWho } from './agent-who.ts';

/** Undefined for someone who is not an agent in this version. */
export function profileOf(agentId: AgentId, { version, configuration }: Published): AgentProfile | undefined {
  const entry = configuration.agents.find(({ id }) => id === agentId);
  if (!entry) return undefined;
  const { id, name, capacity, skills, languages } = entry;
  return {
    ...{ id, name, capacity, skills, languages, version, zone: zoneOfDays(configuration) },
    queues: visibleQueues(configuration, entry),
    standings: standingsOf(configuration, entry),
  };
}

/** D9, B13: what someone may supervise. Undefined for agents, and before the first publish. */
export function oversightOf({ agentId, name, role }: Omit<AgentWho, 'until'>, published: Published | undefined) {
  if (role === 'agent' || !published) return undefined;
  return {
    name,
    queues: overseenQueues(published.configuration, agentId),
  };
}

interface Parts {
  agents: AgentStore;
  configurations: ConfigurationStore;
  desk: Pick<Desk, 'agentMayBeFree' | 'returnChats'>;
  connections: Connections;
  now: () => number;
}

export type AgentRights = ReturnType<typeof createAgentRights>;

export function createAgentRights({ agents, configurations, desk, connections, now }: Parts) {
  /** Another configuration was published. */
  async function review(agentId: AgentId): Promise<void> {
    const published = await configurations.current();
    if (!published) return;
    const profile = profileOf(agentId, published);
    return profile ? change(profile) : remove(agentId, published.version);
  }

  async function change(profile: AgentProfile): Promise<void> {
    const agent = await agents.change(profile);
    if (!agent) return;
    await agents.refreshReady(agent.id, now(), true);
    await desk.agentMayBeFree(agent.id);
    await Promise.all(agent.connections.map((id) => connections.post('agent', id, { t: 'changed' })));
  }

  async function remove(agentId: AgentId, version: number): Promise<void> {
    const agent = await agents.remove(agentId, version);
    if (!agent) return;
    await leave(agent);
    const [, message] = errors.agent_unknown;
    for (const id of agent.connections) {
      await connections.post('agent', id, { t: 'refused', code: 'agent_unknown', message });
      await connections.close('agent', id);
    }
  }

  /** A lease may have expired: an agent who is silent is gone, and is removed from the lists. */
  async function lapse(agentId: AgentId): Promise<void> {
    const agent = await agents.get(agentId);
    if (agent && agent.leaseUntil <= now()) await leave(agent);
  }

  /** Anyone still looking reconnects with a renewed sign-in. A silent socket would otherwise keep listening for hours. */
  async function endSignIn(agentId: AgentId, connectionId: ConnectionId): Promise<void> {
    await connections.close('agent', connectionId);
    await agents.disconnect(agentId, connectionId);
  }

  async function leave(agent: Agent): Promise<void> {
    await agents.refreshReady(agent.id, now());
    await desk.returnChats(agent);
    for (const id of agent.connections) await agents.disconnect(agent.id, id);
  }

  return { review, lapse, endSignIn };
}
