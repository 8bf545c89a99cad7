/**
 * The desk: commands go in, and what follows from them is done before the answer goes out: both sides are told, an agent's place
 * is taken or given back, a waiting chat finds its agent. Repeating a command repeats what follows, so that a crash in between
 * loses nothing.
 */
import type { Agent, AgentStore, ChatStore, QueueStore, ReadyEntry, WaitingEntry } from '../../adapters/stores.ts';
import { mayBeOffered } from '../../core/chat/decide.ts';
import {
  type ArrivingChat,
  type Chat,
  holdingOf,
  laneOf,
  type StartedChat,
  type WaitingChat,
} from '../../core/chat/state.ts';
import type { AgentId, ChatId, CommandId, ConnectionId, LaneId, OfferId } from '../../core/ids.ts';
import { type Considered, MAX_CONSIDERED } from '../../core/routing/considered.ts';
import { isOfAgent, orderText } from '../../core/routing/lanes.ts';
import { strategies } from '../../core/routing/strategies.ts';
import { type Execute, type Execution, execute } from './execute.ts';
import { type Connections, type Gone, pushCommit } from './push.ts';
import type { Routing } from './routing.ts';

export interface DeskParts {
  chats: ChatStore;
  agents: AgentStore;
  queues: QueueStore;
  routing: Pick<Routing, 'placeAfterTalk' | 'overflowOf'>;
  connections: Connections;
  now: () => number;
  newId: () => string;
  /** A number from 0 up to but without 1. */
  chance: () => number;
}

/** After a lost race for the first of a list, one of so many is tried, so that not everybody runs for the same one. */
const SPREAD = 25;
/** A chat that has lost to others so often waits for an agent to get free. */
const MAX_READS = 8;
/** Waiting chats looked at per lane when an agent gets free. */
const HEADS = 5;

export type Desk = ReturnType<typeof createDesk>;
type Committed = Extract<Execution, { before: unknown }>;

export function createDesk({ chats, agents, queues, routing, connections, now, newId, chance }: DeskParts) {
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
  async function settle({ before, chat, commit }: Committed): Promise<void> {
    const was = holdingOf(before);
    const is = holdingOf(chat);
    if (is.holds === 'agent' && !(was.holds === 'agent' && was.agentId === is.agentId)) {
      const agent = await agents.refreshReady(is.agentId, now());
      if (agent && chat.status === 'offered') await tell(agent, { t: 'chat', chatId: chat.id });
    }
    if (chat.status === 'arriving') await place(chat);
    const stands = was.holds === 'place in line' && chat.status === 'waiting' && was.lane === laneOf(chat);
    if (chat.status === 'waiting' && (!stands || commit.events.some(({ type }) => type === 'ring-expired'))) {
      const isBack = was.holds === 'agent';
      if (!isBack || !(await isReviewed(chat.id))) await findAgent(chat, commit.events.some(isNewcomer));
    }
    if (was.holds === 'agent' && is.holds !== 'agent') await agentMayBeFree(was.agentId);
    if (was.holds === 'place in line' && !stands && offersToAll(chat)) await ringNext(was.lane);
    // A repeated command does not say what was before: a chat that has gone to an agent or ended may have left a line.
    if (before.status === 'new' && commit.events.some(isLeaving) && offersToAll(chat)) await ringNext(laneOf(chat));
  }

  /** A chat left the line: one that stood behind those that ring, rings now whoever is ready. */
  async function ringNext(lane: LaneId): Promise<void> {
    const ready = await queues.ready(lane, SPREAD);
    if (ready.length === 0) return;
    for (const { chatId } of await queues.waiting(lane, HEADS)) await ring(chatId, ready);
  }

  /** Out of the automated conversation into a queue; nothing while that goes on. */
  async function place(chat: ArrivingChat): Promise<void> {
    const doing = chat.script?.run?.doing.is;
    if (doing !== 'routing') return;
    const placement = await routing.placeAfterTalk(chat);
    await run({ chatId: chat.id, id: systemId(), command: { type: 'place', placement } });
  }

  /** Whether waiting so long has changed something: then what follows from that has happened. */
  async function isReviewed(chatId: ChatId): Promise<boolean> {
    const { result } = await run({ chatId, id: systemId(), command: { type: 'review' } });
    return result === 'committed';
  }

  async function tell(agent: Agent, frame: Parameters<Connections['post']>[2]): Promise<void> {
    const results = await Promise.all(
      agent.connections.map(async (id) => ({ id, result: await connections.post('agent', id, frame) })),
    );
    for (const { id, result } of results) if (result === 'gone') await agents.disconnect(agent.id, id);
  }

  async function findAgent(waiting: WaitingChat, isNew: boolean): Promise<void> {
    const found = await assignChat(waiting);
    if (!found && isNew && waiting.terms.maxChats > 0) await turnAwayBeyond(waiting);
  }

  /** B8: the line may be so long and no longer. Who came first stays, however many come at once. */
  async function turnAwayBeyond({ id, queueId, terms: { maxChats } }: WaitingChat): Promise<void> {
    if ((await queues.countWaiting(queueId, maxChats + 1)) <= maxChats) return;
    const line = await queues.waitingIn(queueId, maxChats + SPREAD);
    line.sort((a, b) => a.since - b.since || (a.chatId < b.chatId ? -1 : 1));
    if (line.slice(0, maxChats).some(({ chatId }) => chatId === id)) return;
    await run({ chatId: id, id: systemId(), command: { type: 'turn-away' } });
  }

  /** Offers a waiting chat to whom the strategy says. True when somebody was asked. */
  async function assignChat(waiting: WaitingChat): Promise<boolean> {
    const { offersTo } = strategies[waiting.terms.strategy];
    if (offersTo === 'nobody') return false;
    if (offersTo === 'all') return ring(waiting.id, await candidatesFor(waiting));
    for (let reads = 0; reads < MAX_READS; reads++) {
      const ready = await candidatesFor(waiting);
      if (await offerToOne(waiting, ready)) return true;
      // All that were read turned out to be taken: their rows have been put right, and others may stand behind them.
      if (ready.length < SPREAD) return false;
    }
    return false;
  }

  async function offerToOne(waiting: WaitingChat, ready: ReadyEntry[]): Promise<boolean> {
    const tried = new Map<AgentId, Considered['why']>();
    const open = ready.filter(({ agentId }) => {
      const may = mayBeOffered(waiting, agentId, now());
      if (!may) tried.set(agentId, 'passed-it');
      return may;
    });
    while (open.length > 0) {
      const [candidate] = open.splice(0, 1);
      if (!candidate) break;
      const considered = consideredOf(ready, new Map([...tried, [candidate.agentId, 'chosen']]));
      const offered = await offer(waiting.id, candidate, considered);
      if (offered === 'offered') return true;
      if (offered === 'chat not to be had') return true;
      tried.set(candidate.agentId, offered);
      // The head was taken by somebody else: from here on anywhere among the rest.
      if (open.length > 1) open.unshift(...open.splice(Math.floor(chance() * open.length), 1));
    }
    return false;
  }

  /** In the strategy's order; who waits for one agent alone has but one. */
  async function candidatesFor(waiting: WaitingChat): Promise<ReadyEntry[]> {
    const lane = laneOf(waiting);
    const { preferred, terms } = waiting;
    if (preferred) return [{ agentId: preferred.agent.id, name: preferred.agent.name, lane, order: '' }];
    if (strategies[terms.strategy].from !== 'anywhere') return queues.ready(lane, SPREAD);
    const { order } = strategies[terms.strategy];
    const anywhere = orderText([0, ...order({ ...nobody, draw: chance() })]);
    const onwards = await queues.ready(lane, SPREAD, anywhere);
    if (onwards.length > 0) return onwards;
    return queues.ready(lane, SPREAD);
  }

  /** To all at once, who are told of it if it is new to them. True when it rings. */
  async function ring(chatId: ChatId, ready: Pick<ReadyEntry, 'agentId' | 'name'>[]): Promise<boolean> {
    if (ready.length === 0) return false;
    const command = {
      type: 'ring' as const,
      agents: ready.map(({ agentId: id, name }) => ({ id, name })),
      offerId: newId() as OfferId,
      considered: consideredOf(ready, new Map(ready.map(({ agentId }) => [agentId, 'chosen']))),
    };
    const execution = await run({ chatId, id: systemId(), command });
    if (execution.result === 'refused') return false;
    const before = execution.result === 'committed' ? rungBy(execution.before) : rungBy(execution.chat);
    const further = rungBy(execution.chat).filter((id) => !before.includes(id));
    await Promise.all(further.map((id) => tellRung(id, chatId)));
    return true;
  }

  async function tellRung(agentId: AgentId, chatId: ChatId): Promise<void> {
    const agent = await agents.get(agentId);
    if (agent) await tell(agent, { t: 'chat', chatId });
  }

  /** The agent's place in the ready lists is put right, then the waiting lists are looked at: whoever writes first is seen. */
  async function agentMayBeFree(agentId: AgentId): Promise<void> {
    let agent = await agents.refreshReady(agentId, now());
    const tried = new Set<ChatId>();
    // Others may have been quicker for all that were looked at, while more wait behind: on until one is had, or all were tried.
    for (let limit = HEADS; agent && isListed(agent); limit = SPREAD + tried.size) {
      const heads = await headsFor(agent, limit);
      const open = heads.due.filter(({ chatId }) => !tried.has(chatId));
      for (let head = open.shift(); head && agent && isListed(agent); head = open.shift()) {
        if (!(head.lane in agent.listed) && !isOfAgent(head.lane)) continue;
        tried.add(head.chatId);
        const next = await ask(agent, head);
        // A queue that allows no more does not close the others to the agent.
        const isLast = open.length === 0 && !heads.isMore;
        if (next !== 'rung' && next !== 'chat not to be had' && !isLast) agent = await agents.get(agentId);
        if (next === 'chat not to be had' && open.length > 1) {
          open.unshift(...open.splice(Math.floor(chance() * open.length), 1));
        }
      }
      if (!heads.isMore) return;
    }
  }

  async function ask({ id: agentId, name }: Agent, { chatId, offersTo }: { chatId: ChatId; offersTo: 'one' | 'all' }) {
    if (offersTo === 'one') return offer(chatId, { agentId, name }, [{ agentId, why: 'chosen' }]);
    // Once more to whom it rings already: a console that was loaded anew knows nothing of it.
    if (await ring(chatId, [{ agentId, name }])) await tellRung(agentId, chatId);
    return 'rung';
  }

  /**
   * The first of each lane in which the agent stands or is waited for, in the order in which they are due; `isMore`: whether
   * others, who are offered to one, wait behind them.
   */
  async function headsFor({ standings, listed }: Agent, limit: number) {
    const isServed = (queueId: string) => standings.some((each) => each.queueId === queueId && each.lane in listed);
    const served = standings.flatMap(({ lane, queueId, strategy }) => {
      const { offersTo } = strategies[strategy];
      return offersTo !== 'nobody' && isServed(queueId) ? [{ lane, offersTo }] : [];
    });
    const heads = await Promise.all(
      served.map(async ({ lane, offersTo }) =>
        (await queues.waiting(lane, offersTo === 'all' ? HEADS : limit)).map((entry) => ({ ...entry, offersTo })),
      ),
    );
    const isMore = heads.some((line) => line.length === limit && line[0]?.offersTo === 'one');
    return { due: heads.flat().sort(byPlaceInLine), isMore };
  }

  async function offer(
    chatId: ChatId,
    { agentId, name }: Pick<ReadyEntry, 'agentId' | 'name'>,
    considered: Considered[],
  ): Promise<'offered' | 'chat not to be had' | 'full' | 'away'> {
    const command = {
      ...{ type: 'offer' as const, agent: { id: agentId, name }, offerId: newId() as OfferId },
      considered,
    };
    const execution = await run({ chatId, id: systemId(), command });
    if (execution.result !== 'refused') return 'offered';
    if (execution.refused !== 'agent_full' && execution.refused !== 'agent_away') return 'chat not to be had';
    await agents.refreshReady(agentId, now());
    return execution.refused === 'agent_full' ? 'full' : 'away';
  }

  /** For a chat that was passed on while nobody else was free. */
  async function assign(chatId: ChatId): Promise<void> {
    if (await isReviewed(chatId)) return;
    const { chat } = await chats.load(chatId);
    if (chat.status === 'waiting') await assignChat(chat);
  }

  /** B8: on to another queue, where the chat still waits. */
  async function overflow(chatId: ChatId): Promise<void> {
    const { chat } = await chats.load(chatId);
    if (chat.status !== 'waiting') return;
    const to = await routing.overflowOf(chat);
    if (to) await run({ chatId, id: systemId(), command: { type: 'overflow', to } });
  }

  /** The agent leaves: nobody's chat stays with somebody who is not there (D7). */
  async function returnChats({ id: agentId, reservations }: Agent): Promise<void> {
    for (const { chatId } of reservations) await run({ chatId, id: systemId(), command: { type: 'return', agentId } });
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

  return { run, assign, overflow, agentMayBeFree, returnChats, checkAgent };
}

const isNewcomer = (event: { type: string; because?: string }): boolean =>
  event.type === 'queued' && (event.because === 'arrived' || event.because === 'overflowed');

const isLeaving = ({ type }: { type: string }): boolean => type === 'accepted' || type === 'ended';

const offersToAll = ({ terms }: StartedChat): boolean => strategies[terms.strategy].offersTo === 'all';

const rungBy = (chat: Chat): AgentId[] =>
  chat.status === 'waiting' ? (chat.ringing?.agents.map(({ id }) => id) ?? []) : [];

const isListed = ({ listed }: Agent): boolean => Object.keys(listed).length > 0;

const byPlaceInLine = (a: WaitingEntry, b: WaitingEntry) => b.priority - a.priority || a.since - b.since;

/** Where a strategy's order depends on nothing but the draw. */
const nobody = { readySince: 0, givenAt: 0, today: 0, used: 0, capacity: 1, place: 0, penalty: 0 };

/** The first of the list, each with what became of them; whoever was not tried stood further down. */
const consideredOf = (
  ready: Pick<ReadyEntry, 'agentId'>[],
  tried: ReadonlyMap<AgentId, Considered['why']>,
): Considered[] =>
  ready.slice(0, MAX_CONSIDERED).map(({ agentId }) => ({ agentId, why: tried.get(agentId) ?? 'later-in-order' }));
