/**
 * The stores in memory, for tests. What is one request to a real store is one step here: it happens whole, and `step` is awaited
 * before and after, so that a test decides who runs in between.
 */
import type {
  Agent,
  AgentProfile,
  AgentStore,
  Appended,
  ChatStore,
  ConfigurationStore,
  Published,
  QueueStore,
  ReadyEntry,
  WaitingEntry,
} from '../../adapters/stores.ts';
import type { Commit } from '../../core/chat/events.ts';
import { evolve } from '../../core/chat/evolve.ts';
import { type Chat, type Holding, holdingOf, newChat } from '../../core/chat/state.ts';
import type { AgentId, ChatId, ConnectionId, QueueId } from '../../core/ids.ts';

export interface Stores {
  chats: ChatStore;
  agents: AgentStore;
  queues: QueueStore;
  configurations: ConfigurationStore;
  signingKey: () => Promise<Uint8Array>;
}

type Step = () => Promise<void>;

export function createMemoryStores(step: Step = () => Promise.resolve()): Stores {
  const logs = new Map<ChatId, Commit[]>();
  const agentRows = new Map<AgentId, Agent>();
  const waitingRows = new Map<ChatId, WaitingEntry>();
  const readyRows = new Map<AgentId, ReadyEntry[]>();
  const versions: Published[] = [];
  const key = new Uint8Array(32).fill(7);

  /** One step, on copies: nobody holds what the store holds. */
  async function once<T>(happen: () => T): Promise<T> {
    await step();
    const result = structuredClone(happen());
    await step();
    return result;
  }

  const logOf = (chatId: ChatId) => logs.get(chatId) ?? [];

  const chats: ChatStore = {
    load: (chatId) => once(() => ({ chat: logOf(chatId).reduce(evolve, newChat(chatId)), tail: logOf(chatId) })),
    append: (before, commit, after, now) => once(() => append(before, commit, after, now)),
    range: (chatId, after, limit) => once(() => logOf(chatId).slice(after, after + limit)),
    newest: (chatId) => once(() => logOf(chatId).length),
  };

  function append(before: Chat, commit: Commit, after: Chat, now: number): Appended {
    if (commit.seq !== logOf(before.id).length + 1) return 'conflict';
    const was = holdingOf(before);
    const is = holdingOf(after);
    if (placeOf(was) !== placeOf(is)) {
      const refused = is.holds === 'agent' ? whyNotReserved(agentRows.get(is.agentId), is.why, now) : undefined;
      if (refused) return refused;
      giveUp(before.id, was, now);
      take(after, is, now);
    }
    logs.set(before.id, [...logOf(before.id), structuredClone(commit)]);
    return 'appended';
  }

  function giveUp(chatId: ChatId, was: Holding, now: number): void {
    if (was.holds === 'place in line') waitingRows.delete(chatId);
    if (was.holds !== 'agent') return;
    const { reservations } = change(was.agentId, { readySince: now }) ?? { reservations: [] };
    change(was.agentId, { reservations: reservations.filter((id) => id !== chatId) });
  }

  function take(chat: Chat, is: Holding, now: number): void {
    if (chat.status === 'waiting') {
      const { id: chatId, queueId, priority, waitingSince: since, visitor, subject, culture } = chat;
      waitingRows.set(chatId, { chatId, queueId, priority, since, visitorName: visitor.name, subject, culture });
    }
    if (is.holds !== 'agent') return;
    const reservations = agentRows.get(is.agentId)?.reservations ?? [];
    change(is.agentId, { readySince: now, reservations: [...reservations, chat.id] });
  }

  function change(agentId: AgentId, changes: Partial<Agent>): Agent | undefined {
    const agent = agentRows.get(agentId);
    if (!agent) return undefined;
    agentRows.set(agentId, { ...agent, ...structuredClone(changes) });
    return agentRows.get(agentId);
  }

  const agents: AgentStore = {
    get: (agentId) => once(() => agentRows.get(agentId)),
    connect: (profile, connectionId, leaseUntil, now) => once(() => connect(profile, connectionId, leaseUntil, now)),
    disconnect: (agentId, connectionId) =>
      once(() => {
        const connections = agentRows.get(agentId)?.connections ?? [];
        change(agentId, { connections: connections.filter((id) => id !== connectionId) });
      }),
    renewLease: (agentId, leaseUntil) => once(() => change(agentId, { leaseUntil })),
    setStatus: (agentId, status, reason, now) =>
      once(() => {
        const becomesAvailable = status === 'available' && agentRows.get(agentId)?.status !== 'available';
        return change(agentId, { status, reason, ...(becomesAvailable && { readySince: now }) });
      }),
    refreshReady: (agentId, now) => once(() => refreshReady(agentId, now)),
  };

  function connect(profile: AgentProfile, connectionId: ConnectionId, leaseUntil: number, now: number): Agent {
    const known = agentRows.get(profile.id);
    const connections = [...new Set([...(known?.connections ?? []), connectionId])];
    const agent: Agent = {
      ...{ status: 'offline', reservations: [], readySince: now },
      ...known,
      ...structuredClone(profile),
      ...{ connections, leaseUntil },
    };
    agentRows.set(profile.id, agent);
    return agent;
  }

  function refreshReady(agentId: AgentId, now: number): Agent | undefined {
    const agent = agentRows.get(agentId);
    if (!agent) return undefined;
    const { name, readySince: since } = agent;
    const isReady = agent.status === 'available' && whyNotReserved(agent, 'offer', now) === undefined;
    const rows = isReady ? agent.offeringQueues.map((queueId) => ({ agentId, name, queueId, since })) : [];
    readyRows.set(agentId, rows);
    return change(agentId, { listedSince: rows.length > 0 ? since : undefined });
  }

  const waitingIn = (queueId: QueueId) =>
    [...waitingRows.values()].filter((entry) => entry.queueId === queueId).sort(byPlaceInLine);

  const queues: QueueStore = {
    waiting: (queueId, limit) => once(() => waitingIn(queueId).slice(0, limit)),
    ready: (queueId, limit) =>
      once(() =>
        [...readyRows.values()]
          .flat()
          .filter((entry) => entry.queueId === queueId)
          .sort((a, b) => a.since - b.since || inOrder(a.agentId, b.agentId))
          .slice(0, limit),
      ),
    position: (queueId, priority, since, chatId) =>
      once(() => {
        const place = { chatId, queueId, priority, since };
        return Math.min(100, waitingIn(queueId).filter((entry) => byPlaceInLine(entry, place) < 0).length + 1);
      }),
    watchers: (queueId) =>
      once(() =>
        [...agentRows.values()]
          .filter((agent) => agent.queues.includes(queueId) && agent.connections.length > 0)
          .map(({ id: agentId, connections }) => ({ agentId, connections })),
      ),
  };

  const configurations: ConfigurationStore = {
    current: () => once(() => versions.at(-1)),
    publish: (configuration) =>
      once(() => versions.push({ version: versions.length + 1, configuration: structuredClone(configuration) })),
  };

  return { chats, agents, queues, configurations, signingKey: () => once(() => key) };
}

/** The same text for the same place: an offer that was accepted holds what it held. */
function placeOf(holding: Holding): string {
  if (holding.holds === 'agent') return `agent ${holding.agentId}`;
  return JSON.stringify(holding);
}

function whyNotReserved(agent: Agent | undefined, why: 'offer' | 'take', now: number) {
  if (!agent) return 'agent_away';
  if (agent.reservations.length >= agent.capacity) return 'agent_full';
  const isThere = why === 'offer' ? agent.status === 'available' : agent.status !== 'offline';
  return isThere && agent.leaseUntil > now ? undefined : 'agent_away';
}

type Place = Pick<WaitingEntry, 'chatId' | 'priority' | 'since'>;

const byPlaceInLine = (a: Place, b: Place) =>
  b.priority - a.priority || a.since - b.since || inOrder(a.chatId, b.chatId);

const inOrder = (a: string, b: string) => Number(a > b) - Number(a < b);
