/** Whom and where a conversation can be handed over to (D9), as they are now. */
import { atMost } from '../../adapters/at-most.ts';
import type { AgentStore, ChatStore, QueueStore } from '../../adapters/stores.ts';
import { type Agent, hasRoom } from '../../core/agent/agent.ts';
import type { AgentId, InteractionId, QueueId } from '../../core/ids.ts';
import { placeOf } from '../../core/interaction/holdings.ts';
import { hoursOf, placeIn } from '../../core/interaction/placement.ts';
import { type Interaction, personIn } from '../../core/interaction/state.ts';
import type { Target } from '../../core/interaction/topic.ts';
import { type AgentPush, MAX_TARGETS } from '../../protocol/agent.ts';
import type { ConfigurationStore } from '../wiring.ts';

interface Parts {
  agents: Pick<AgentStore, 'get'>;
  chats: Pick<ChatStore, 'load'>;
  queues: Pick<QueueStore, 'watchers'>;
  configurations: Pick<ConfigurationStore, 'current'>;
  now: () => number;
}

/** How many agents are read at the same time. */
const AT_ONCE = 10;

/** Undefined if it does not exist. */
export async function targetOf(
  { agents, chats, configurations, now }: Parts,
  interactionId: InteractionId,
  to: { agentId: AgentId } | { queueId: QueueId },
): Promise<Target | undefined> {
  if ('agentId' in to) {
    const agent = await agents.get(to.agentId);
    return agent && { agent: { id: agent.id, name: agent.name }, queues: agent.queues };
  }
  const configuration = (await configurations.current())?.configuration;
  const exists = configuration?.queues.some(({ id }) => id === to.queueId);
  if (!configuration || !exists) return undefined;
  const { chat } = await chats.load(interactionId);
  return chat.stage && { queue: placeIn(configuration, to.queueId, chat.facts.culture, now()) };
}

export async function targetsOf(
  { agents, queues, configurations, now }: Parts,
  chat: Interaction,
): Promise<Pick<Extract<AgentPush, { t: 'targets' }>, 'agents' | 'queues'>> {
  const configuration = (await configurations.current())?.configuration;
  const watchers = await queues.watchers(chat.place.queueId);
  const others = [...new Set(watchers.map(({ agentId }) => agentId))].filter((id) => !hasIt(chat, id));
  const found: Agent[] = [];
  await atMost(AT_ONCE, others.slice(0, MAX_TARGETS), async (id) => {
    const agent = await agents.get(id);
    if (agent && agent.status !== 'offline' && agent.leaseUntil > now()) found.push(agent);
  });
  return {
    agents: found
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((agent) => {
        const { id, name, status } = agent;
        const seated = personIn(chat, id)?.as === 'guest';
        return { id, name, status, isFull: !seated && !hasRoom(agent, placeOf(chat, 'offer')) };
      }),
    queues: (configuration?.queues ?? []).map(({ id, name }) => ({
      ...{ id, name },
      takes: configuration !== undefined && hoursOf(configuration, id, now()).takes,
    })),
  };
}

const hasIt = (chat: Interaction, agentId: AgentId): boolean => personIn(chat, agentId)?.as === 'owner';
