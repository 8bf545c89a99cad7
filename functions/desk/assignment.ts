/**
 * Brings chats and agents together, from either side: a chat that begins to wait looks for an agent, an agent who gets free looks for
 * a chat. Both write their own rows first, so that at least one sees the other. The claim is a command of the chat's.
 */
import type { AgentStore, QueueStore, ReadyEntry } from '../../adapters/stores.ts';
import { type Agent, type ListedAgent, used } from '../../core/agent/agent.ts';
import { listingOf, orderText } from '../../core/agent/ready.ts';
import type { AgentId, CommandId, InteractionId, LaneId, OfferId } from '../../core/ids.ts';
import { mayBeOffered } from '../../core/interaction/decide.ts';
import { type Chat, laneOf, type WaitingChat } from '../../core/interaction/state.ts';
import { type Considered, MAX_CONSIDERED } from '../../core/routing/considered.ts';
import { isOfAgent, partsOfLane } from '../../core/routing/lanes.ts';
import { byPlace } from '../../core/routing/place.ts';
import { strategies } from '../../core/routing/strategies.ts';
import type { AgentPush } from '../../protocol/agent.ts';
import type { Execute, Execution } from './execute.ts';

interface Parts {
  agents: AgentStore;
  queues: QueueStore;
  /** Runs a command and all that follows from it. */
  run(ask: Execute): Promise<Execution>;
  tell(agent: ListedAgent, frame: AgentPush): Promise<void>;
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

type OffersTo = 'one' | 'all';

export function createAssignment({ agents, queues, run, tell, now, newId, chance }: Parts) {
  const systemId = () => newId() as CommandId;

  // ---- from the chat's side ------------------------------------------------------------------------------------------------

  /** True when somebody was asked. */
  async function findAgent(waiting: WaitingChat, isNew: boolean): Promise<boolean> {
    const found = await assignChat(waiting);
    if (!found && isNew && waiting.terms.maxChats > 0) await turnAwayBeyond(waiting);
    return found;
  }

  /** B8: the line may be so long and no longer. Who came first stays, however many come at once. */
  async function turnAwayBeyond({ id, queueId, terms: { maxChats } }: WaitingChat): Promise<void> {
    if ((await queues.countWaiting(queueId, maxChats + 1)) <= maxChats) return;
    const line = await queues.waitingIn(queueId, maxChats + SPREAD);
    line.sort((a, b) => a.since - b.since || (a.interactionId < b.interactionId ? -1 : 1));
    if (line.slice(0, maxChats).some(({ interactionId }) => interactionId === id)) return;
    await run({ interactionId: id, id: systemId(), command: { type: 'turn-away' } });
  }

  /** Offers a waiting chat to whom the strategy says. True when somebody was asked. */
  async function assignChat(waiting: WaitingChat): Promise<boolean> {
    const { offersTo } = strategies[waiting.terms.strategy];
    if (offersTo === 'nobody') return false;
    if (offersTo === 'all') return (await ring(waiting.id, await candidatesFor(waiting))).length > 0;
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
      const offered = await offer(waiting.id, candidate, considered, { known: waiting });
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

  /** To all at once, who are told of it if it is new to them. Answers whom it rings then. */
  async function ring(interactionId: InteractionId, ready: Pick<ReadyEntry, 'agentId' | 'name'>[]): Promise<AgentId[]> {
    if (ready.length === 0) return [];
    const command = {
      type: 'ring' as const,
      agents: ready.map(({ agentId: id, name }) => ({ id, name })),
      offerId: newId() as OfferId,
      considered: consideredOf(ready, new Map(ready.map(({ agentId }) => [agentId, 'chosen']))),
    };
    const execution = await run({ interactionId, id: systemId(), command });
    if (execution.result === 'refused') return [];
    const before = execution.result === 'committed' ? rungBy(execution.before) : rungBy(execution.chat);
    const rung = rungBy(execution.chat);
    const further = rung.filter((id) => !before.includes(id));
    await Promise.all(further.map((id) => tellRung(id, interactionId)));
    return rung;
  }

  async function tellRung(agentId: AgentId, interactionId: InteractionId): Promise<void> {
    const agent = await agents.get(agentId);
    if (agent) await tell(agent, { t: 'chat', interactionId });
  }

  // ---- from the agent's side -----------------------------------------------------------------------------------------------

  /**
   * Chats that wait already are had without standing in a list first, which would be written for nothing. Who can still have one
   * then stands in the ready lists, and looks at the waiting lists after that: whoever writes first is seen.
   */
  async function agentMayBeFree(agentId: AgentId): Promise<void> {
    const known = await agents.get(agentId);
    if (!known || (await serve(known, ['one'])) === 'full') return;
    const agent = await agents.refreshReady(agentId, now());
    if (agent) await serve(agent, ['one', 'all']);
  }

  /**
   * Goes through the heads of the lines in which the agent could have a chat. Others may have been quicker for all that were looked
   * at, while more wait behind: on until one is had, or all were tried.
   */
  async function serve(found: Agent, offering: OffersTo[]): Promise<'full' | 'free'> {
    let agent = found;
    const tried = new Set<InteractionId>();
    for (let limit = HEADS; ; limit = SPREAD + tried.size) {
      const heads = await headsFor(agent, offering, limit);
      const open = heads.due.filter(({ interactionId }) => !tried.has(interactionId));
      for (let head = open.shift(); head; head = open.shift()) {
        if (!standsIn(agent, head.lane)) continue;
        tried.add(head.interactionId);
        const next = await ask(agent, head);
        // A queue that allows no more does not close the others to the agent.
        if (next === 'offered' || next === 'full' || next === 'away')
          agent = (await agents.get(agent.id)) ?? { ...agent, status: 'offline' };
        if (next === 'chat not to be had' && open.length > 1) {
          open.unshift(...open.splice(Math.floor(chance() * open.length), 1));
        }
      }
      if (used(agent) >= agent.capacity) return 'full';
      if (!heads.isMore) return 'free';
    }
  }

  /** Whether the agent could have a chat of this lane now; one that waits for the agent alone, if any of the queue. */
  function standsIn(agent: Agent, lane: LaneId): boolean {
    const places = listingOf(agent, now());
    return isOfAgent(lane)
      ? agent.standings.some((each) => each.lane in places && isSameQueue(each.lane, lane))
      : lane in places;
  }

  async function ask(agent: Agent, { interactionId, offersTo }: { interactionId: InteractionId; offersTo: OffersTo }) {
    const { id: agentId, name } = agent;
    if (offersTo === 'one')
      return offer(interactionId, { agentId, name }, [{ agentId, why: 'chosen' }], { agents: [agent] });
    // Once more to whom it rings already: a console that was loaded anew knows nothing of it.
    if ((await ring(interactionId, [{ agentId, name }])).includes(agentId)) await tellRung(agentId, interactionId);
    return 'rung';
  }

  /**
   * The first of each lane in which the agent stands or is waited for, in the order in which they are due; `isMore`: whether
   * others, who are offered to one, wait behind them.
   */
  async function headsFor(agent: Agent, offering: OffersTo[], limit: number) {
    const served = agent.standings.flatMap(({ lane, strategy }) => {
      const { offersTo } = strategies[strategy];
      return offersTo !== 'nobody' && offering.includes(offersTo) && standsIn(agent, lane) ? [{ lane, offersTo }] : [];
    });
    const heads = await Promise.all(
      served.map(async ({ lane, offersTo }) =>
        (await queues.waiting(lane, offersTo === 'all' ? HEADS : limit)).map((entry) => ({ ...entry, offersTo })),
      ),
    );
    const isMore = heads.some((line) => line.length === limit && line[0]?.offersTo === 'one');
    return { due: heads.flat().sort(byPlace), isMore };
  }

  async function offer(
    interactionId: InteractionId,
    { agentId, name }: Pick<ReadyEntry, 'agentId' | 'name'>,
    considered: Considered[],
    decidedWith: Pick<Execute, 'known' | 'agents'>,
  ): Promise<'offered' | 'chat not to be had' | 'full' | 'away'> {
    const command = {
      ...{ type: 'offer' as const, agent: { id: agentId, name }, offerId: newId() as OfferId },
      considered,
    };
    const execution = await run({ interactionId, id: systemId(), command, ...decidedWith });
    if (execution.result !== 'refused') return 'offered';
    if (execution.refused !== 'agent_full' && execution.refused !== 'agent_away') return 'chat not to be had';
    await agents.refreshReady(agentId, now());
    return execution.refused === 'agent_full' ? 'full' : 'away';
  }

  /** A chat left the line: one that stood behind those that ring, rings now whoever is ready. */
  async function ringNext(lane: LaneId): Promise<void> {
    const ready = await queues.ready(lane, SPREAD);
    if (ready.length === 0) return;
    for (const { interactionId } of await queues.waiting(lane, HEADS)) await ring(interactionId, ready);
  }

  return { findAgent, assignChat, ringNext, agentMayBeFree };
}

const rungBy = (chat: Chat): AgentId[] =>
  chat.status === 'waiting' ? (chat.ringing?.agents.map(({ id }) => id) ?? []) : [];

const isSameQueue = (a: LaneId, b: LaneId): boolean => partsOfLane(a).queueId === partsOfLane(b).queueId;

/** Where a strategy's order depends on nothing but the draw. */
const nobody = { readySince: 0, givenAt: 0, today: 0, used: 0, capacity: 1, place: 0, penalty: 0 };

/** The first of the list, each with what became of them; whoever was not tried stood further down. */
const consideredOf = (
  ready: Pick<ReadyEntry, 'agentId'>[],
  tried: ReadonlyMap<AgentId, Considered['why']>,
): Considered[] =>
  ready.slice(0, MAX_CONSIDERED).map(({ agentId }) => ({ agentId, why: tried.get(agentId) ?? 'later-in-order' }));
