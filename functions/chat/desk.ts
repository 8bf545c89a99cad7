/**
 * The desk: commands go in, and what follows from them is done before the answer goes out: both sides are told, an agent's place
 * is taken or given back, a waiting chat finds its agent. Repeating a command repeats what follows, so that a crash in between
 * loses nothing.
 */
import type { Agent, AgentStore, ChatStore, QueueStore, ReadyEntry } from '../../adapters/stores.ts';
import { mayBeOffered } from '../../core/chat/decide.ts';
import { holdingOf, type WaitingChat } from '../../core/chat/state.ts';
import type { AgentId, ChatId, CommandId, ConnectionId, OfferId } from '../../core/ids.ts';
import { strategies } from '../../core/routing/strategies.ts';
import { type Execute, type Execution, execute } from './execute.ts';
import { type Connections, type Gone, pushCommit } from './push.ts';

export interface DeskParts {
  chats: ChatStore;
  agents: AgentStore;
  queues: QueueStore;
  connections: Connections;
  now: () => number;
  newId: () => string;
  /** A number from 0 up to but without 1. */
  chance: () => number;
}

/** After a lost race for the first of a list, one of so many is tried, so that not everybody runs for the same one. */
const SPREAD = 25;
/** Waiting chats looked at per queue when an agent gets free. */
const HEADS = 5;

export type Desk = ReturnType<typeof createDesk>;

export function createDesk({ chats, agents, queues, connections, now, newId, chance }: DeskParts) {
  const systemId = () => newId() as CommandId;

  /** Runs a command and everything that follows from it. `origin` is the socket it came from. */
  async function run(ask: Execute, origin?: ConnectionId): Promise<Execution> {
    const execution = await execute(chats, ask, now());
    if (execution.result === 'refused' || execution.result === 'nothing') return execution;
    const gone = await pushCommit(connections, { ...execution, except: origin });
    await settle(execution);
    await forget(ask.chatId, gone);
    return execution;
  }

  async function forget(chatId: ChatId, gone: Gone[]): Promise<void> {
    for (const { side, connectionId } of gone) {
      await run({ chatId, id: systemId(), command: { type: 'disconnect', side, connectionId } });
    }
  }

  /** What a commit moved: the agent who came to have the chat, the one who no longer has it, the chat that waits. */
  async function settle({ before, chat }: Extract<Execution, { before: unknown }>): Promise<void> {
    const was = holdingOf(before);
    const is = holdingOf(chat);
    if (is.holds === 'agent' && !(was.holds === 'agent' && was.agentId === is.agentId)) {
      const agent = await agents.refreshReady(is.agentId, now());
      if (agent && chat.status === 'offered') await tell(agent, { t: 'chat', chatId: chat.id });
    }
    if (chat.status === 'waiting' && was.holds !== 'place in line') await assignChat(chat);
    if (was.holds === 'agent' && is.holds !== 'agent') await agentMayBeFree(was.agentId);
  }

  async function tell(agent: Agent, frame: Parameters<Connections['post']>[2]): Promise<void> {
    const results = await Promise.all(
      agent.connections.map(async (id) => ({ id, result: await connections.post('agent', id, frame) })),
    );
    for (const { id, result } of results) if (result === 'gone') await agents.disconnect(agent.id, id);
  }

  /** Offers a waiting chat to the first agent of its queue's ready list who may have it. */
  async function assignChat(waiting: WaitingChat): Promise<void> {
    if (!strategies[waiting.terms.strategy].offers) return;
    const ready = await queues.ready(waiting.queueId, SPREAD);
    const candidates = ready.filter(({ agentId }) => mayBeOffered(waiting, agentId, now()));
    while (candidates.length > 0) {
      const [candidate] = candidates.splice(0, 1);
      if (candidate && (await offer(waiting.id, candidate)) !== 'agent not to be had') return;
      // The head was taken by somebody else: from here on anywhere among the rest.
      if (candidates.length > 1) candidates.unshift(...candidates.splice(Math.floor(chance() * candidates.length), 1));
    }
  }

  /** The agent's place in the ready lists is put right, then the waiting lists are looked at: whoever writes first is seen. */
  async function agentMayBeFree(agentId: AgentId): Promise<void> {
    const agent = await agents.refreshReady(agentId, now());
    if (agent?.listedSince === undefined) return;
    const heads = (await Promise.all(agent.offeringQueues.map((queueId) => queues.waiting(queueId, HEADS)))).flat();
    heads.sort((a, b) => b.priority - a.priority || a.since - b.since);
    for (const { chatId, queueId } of heads) {
      const { chat } = await chats.load(chatId);
      if (chat.status !== 'waiting' || !mayBeOffered(chat, agentId, now())) continue;
      const entry: ReadyEntry = { agentId, name: agent.name, queueId, since: agent.readySince };
      if ((await offer(chatId, entry)) === 'agent not to be had') return;
    }
  }

  async function offer(
    chatId: ChatId,
    { agentId, name }: ReadyEntry,
  ): Promise<'offered' | 'chat not to be had' | 'agent not to be had'> {
    const command = { type: 'offer', agent: { id: agentId, name }, offerId: newId() as OfferId } as const;
    const execution = await run({ chatId, id: systemId(), command });
    if (execution.result !== 'refused') return 'offered';
    if (execution.refused !== 'agent_full' && execution.refused !== 'agent_away') return 'chat not to be had';
    await agents.refreshReady(agentId, now());
    return 'agent not to be had';
  }

  /** For a chat that was passed on while nobody else was free. */
  async function assign(chatId: ChatId): Promise<void> {
    const { chat } = await chats.load(chatId);
    if (chat.status === 'waiting') await assignChat(chat);
  }

  /** The agent leaves: nobody's chat stays with somebody who is not there (D7). */
  async function returnChats({ id: agentId, reservations }: Agent): Promise<void> {
    for (const chatId of reservations) await run({ chatId, id: systemId(), command: { type: 'return', agentId } });
  }

  /**
   * Whether the agent of an active chat is still there; a vanished one's chat goes back in line. Answers when to look again, or
   * undefined when there is nothing more to look after.
   */
  async function checkAgent(chatId: ChatId): Promise<number | undefined> {
    const { chat } = await chats.load(chatId);
    if (chat.status !== 'active') return undefined;
    const agent = await agents.get(chat.agent.id);
    if (agent && agent.leaseUntil > now()) return agent.leaseUntil;
    await run({ chatId, id: systemId(), command: { type: 'return', agentId: chat.agent.id } });
    return undefined;
  }

  return { run, assign, agentMayBeFree, returnChats, checkAgent };
}
