/** Whom and where a conversation can be handed over to (D9), as they are now. */
import type { AgentStore, ChatStore, QueueStore, RosterStore } from '../../adapters/stores.ts';
import { hasRoom } from '../../core/agent/agent.ts';
import { fitting } from '../../core/bounds.ts';
import { seeing } from '../../core/configuration/lanes.ts';
import type { Configuration } from '../../core/configuration/schema.ts';
import type { AgentId, InteractionId, QueueId } from '../../core/ids.ts';
import { placeOf } from '../../core/interaction/holdings.ts';
import { hoursOf, placeIn } from '../../core/interaction/placement.ts';
import { type Interaction, personIn } from '../../core/interaction/state.ts';
import type { Target } from '../../core/interaction/topic.ts';
import { type AgentPush, TARGETS_BYTES } from '../../protocol/agent.ts';
import type { ConfigurationStore } from '../wiring.ts';

interface Parts {
  agents: Pick<AgentStore, 'get'>;
  chats: Pick<ChatStore, 'load'>;
  queues: Pick<QueueStore, 'lines'>;
  roster: Pick<RosterStore, 'read'>;
  configurations: Pick<ConfigurationStore, 'current'>;
  now: () => number;
}

type Targets = Pick<Extract<AgentPush, { t: 'targets' }>, 'agents' | 'queues' | 'more'>;

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

/** `asker`: who would hand it over. From what a wallboard reads, so it may be a second old: the command is checked again. */
export async function targetsOf(
  { queues, roster, configurations, now }: Parts,
  chat: Interaction,
  asker: AgentId,
): Promise<Targets> {
  const configuration = (await configurations.current())?.configuration;
  if (!configuration) return { agents: [], queues: [], more: 0 };
  const [lines, signedIn] = await Promise.all([queues.lines(), roster.read()]);
  const agents = agentsFor(configuration, signedIn, chat).filter(({ id }) => id !== asker);
  const places = configuration.queues.map(({ id, name }) => {
    const { takes, opensAt } = hoursOf(configuration, id, now());
    const waiting = lines.find(({ queueId }) => queueId === id)?.total ?? 0;
    return { id, name, takes, waiting, ...(takes || opensAt === undefined ? {} : { opensAt }) };
  });
  const shown = { agents: fitting(agents, TARGETS_BYTES), queues: fitting(places, TARGETS_BYTES) };
  return { ...shown, more: agents.length + places.length - shown.agents.length - shown.queues.length };
}

/** Who sees its queue. Those who could have it come first: they are not left out if there are too many. */
function agentsFor(
  { agents, profiles, queues }: Configuration,
  signedIn: Awaited<ReturnType<RosterStore['read']>>,
  chat: Interaction,
): Targets['agents'] {
  const queue = queues.find(({ id }) => id === chat.place.queueId);
  if (!queue) return [];
  const seesIt = seeing(profiles, queue);
  const here = new Map(signedIn.agents.map((agent) => [agent.agentId, agent]));
  const held = Map.groupBy(signedIn.places, ({ agentId }) => agentId);
  return agents
    .flatMap((entry) => {
      const { id, name, capacity } = entry;
      const agent = here.get(id);
      if (!agent?.connected || agent.status === 'offline' || !seesIt(entry) || personIn(chat, id)?.as === 'owner')
        return [];
      const reservations = held.get(id) ?? [];
      const used = reservations.reduce((sum, { weight }) => sum + weight, 0);
      const isFull = !hasRoom({ capacity, reservations }, placeOf(chat, 'offer'));
      const is =
        agent.callSince === undefined ? (agent.status === 'paused' ? 'paused' : isFull ? 'full' : 'ready') : 'call';
      return [{ id, name, is, used, capacity } as const];
    })
    .sort((a, b) => Number(b.is === 'ready') - Number(a.is === 'ready') || a.name.localeCompare(b.name));
}
