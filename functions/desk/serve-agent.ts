/**
 * The agent's side: an agent who becomes free looks for a chat. If one waits, ending the last chat and getting the next is one
 * transaction. Otherwise the transaction puts the agent in the ready lists, and they look at the lines again after that:
 * whoever writes first is seen.
 */
import type { Appended, WaitingEntry } from '../../adapters/stores.ts';
import { type ListedAgent, used } from '../../core/agent/agent.ts';
import { moved } from '../../core/agent/moves.ts';
import { listingOf } from '../../core/agent/ready.ts';
import { isOfAgent, partsOfLane } from '../../core/configuration/lanes.ts';
import type { AgentId, InteractionId, LaneId, OfferId } from '../../core/ids.ts';
import { decide } from '../../core/interaction/decide.ts';
import { evolve } from '../../core/interaction/evolve.ts';
import type { Change } from '../../core/interaction/holdings.ts';
import { byPlace } from '../../core/routing/place.ts';
import { strategies } from '../../core/routing/strategies.ts';
import { type Committed, type Company, commitsOf, execute } from './execute.ts';
import { firstThenAny } from './order.ts';
import { type DeskParts, systemId } from './parts.ts';

import { RINGING, ring } from './ring.ts';
import { tell } from './tell.ts';

/** How many waiting chats are read for each lane: at first, and once others were faster for all of them. */
const HEADS = 5;
const SPREAD = 25;

type OffersTo = 'one' | 'all';
type Head = WaitingEntry & { offersTo: OffersTo };

/** Offers of waiting chats, to be written with the commit that frees the agent. */
export async function* nextAlong(
  parts: DeskParts,
  agentId: AgentId,
  { before }: Change,
): AsyncGenerator<Company, Company, Appended> {
  const agent = await parts.agents.get(agentId);
  if (!agent) return {};
  const agents: ListedAgent[] = [agent];
  const freed = moved(agent, { released: [before.id], reserved: [] }, parts.now());
  if (typeof freed === 'string') return { agents };
  const { due } = await headsFor(parts, freed, ['one'], HEADS);
  const order = firstThenAny(due, parts.chance);
  for (let step = order.next(false); !step.done; step = order.next(true)) {
    const next = await offerOf(parts, step.value.interactionId, agent);
    if (!next) continue;
    const appended = yield { also: [next], agents };
    // The agent is gone, or got something else: the commit continues without company.
    if (appended.is !== 'conflict') break;
  }
  return { agents };
}

async function offerOf(
  parts: DeskParts,
  interactionId: InteractionId,
  agent: ListedAgent,
): Promise<Change | undefined> {
  const { chat: before } = await parts.chats.load(interactionId);
  const now = parts.now();
  const decision = decide(before, offerTo(parts, agent), now);
  if ('refused' in decision) return undefined;
  const commit = { seq: before.seq + 1, at: now, id: systemId(parts), by: 'system' as const, events: decision.events };
  return { before, commit, after: evolve(before, commit) };
}

const offerTo = ({ newId }: DeskParts, { id, name }: ListedAgent) => ({
  ...{ type: 'offer' as const, agents: [{ id, name }], offerId: newId() as OfferId },
  considered: [{ agentId: id, why: 'chosen' as const }],
});

/**
 * Serve chats that already wait first: if that fills the agent, the ready rows need not be written. An agent with capacity left
 * is then put in the ready lists, and looks at the waiting lists after that.
 */
export async function serveAgent(parts: DeskParts, agentId: AgentId): Promise<Committed[]> {
  const known = await parts.agents.get(agentId);
  if (!known) return [];
  const first = await goThroughLines(parts, known, ['one']);
  if (isFull(first.agent) && Object.keys(first.agent.listed).length === 0) return first.done;
  const agent = await parts.agents.refreshReady(agentId, parts.now());
  return [...first.done, ...(agent ? await serveListed(parts, agent) : [])];
}

export const serveListed = async (parts: DeskParts, agent: ListedAgent): Promise<Committed[]> =>
  (await goThroughLines(parts, agent, ['one', 'all'])).done;

const isFull = (agent: ListedAgent): boolean => used(agent) >= agent.capacity;

/**
 * Goes through the heads of the lines from which the agent could get a chat. Others may have been faster for all of them while
 * more wait behind, so it continues until one is won or all were tried.
 */
async function goThroughLines(parts: DeskParts, found: ListedAgent, offering: OffersTo[]) {
  let agent = found;
  const done: Committed[] = [];
  const tried = new Set<InteractionId>();
  for (let limit = HEADS; ; limit = SPREAD + tried.size) {
    const heads = await headsFor(parts, agent, offering, limit);
    const order = firstThenAny(
      heads.due.filter(({ interactionId }) => !tried.has(interactionId)),
      parts.chance,
    );
    let isLost = false;
    for (let step = order.next(isLost); !step.done; step = order.next(isLost)) {
      isLost = false;
      if (!standsIn(agent, step.value.lane, parts.now())) continue;
      tried.add(step.value.interactionId);
      const asked = await ask(parts, agent, step.value);
      ({ agent = agent, isLost } = asked);
      done.push(...asked.done);
    }
    if (isFull(agent) || !heads.isMore) return { agent, done };
  }
}

/** `agent`: as found, or as changed by this; `isLost`: someone else got the chat. */
async function ask(parts: DeskParts, agent: ListedAgent, { interactionId, offersTo }: Head) {
  if (offersTo === 'all') return { isLost: false, done: await askToo(parts, agent, interactionId) };
  const command = offerTo(parts, agent);
  const asked = { interactionId, id: systemId(parts), command, agents: [agent] };
  const execution = await execute(parts, asked, parts.now());
  if (execution.result !== 'refused') {
    const done = commitsOf(execution);
    return { agent: done[0]?.agents.find(({ id }) => id === agent.id), isLost: false, done };
  }
  const { refused } = execution;
  const isAway = refused === 'agent_full' || refused === 'agent_away';
  return {
    agent: isAway ? (execution.agent ?? { ...agent, status: 'offline' as const }) : undefined,
    isLost: !isAway,
    done: [],
  };
}

async function askToo(parts: DeskParts, agent: ListedAgent, interactionId: InteractionId): Promise<Committed[]> {
  const { rung, done } = await ring(parts, interactionId, [{ agentId: agent.id, name: agent.name }]);
  // It already rings this agent, but a console that was reloaded does not know about it.
  if (done.length === 0 && rung.includes(agent.id)) await tell(parts, agent, { t: 'chat', interactionId });
  return done;
}

/** Whether the agent could get a chat of this lane now; for a chat that waits for this agent only, any chat of the queue. */
function standsIn(agent: ListedAgent, lane: LaneId, now: number): boolean {
  const places = listingOf(agent, now);
  return isOfAgent(lane)
    ? agent.standings.some((each) => each.lane in places && isSameQueue(each.lane, lane))
    : lane in places;
}

const isSameQueue = (a: LaneId, b: LaneId): boolean => partsOfLane(a).queueId === partsOfLane(b).queueId;

/**
 * The first chats of each lane that the agent is in or is waited for in, in the order in which they are due. `isMore`: whether
 * others, of the kind offered to one agent, wait behind them.
 */
async function headsFor({ queues, now }: DeskParts, agent: ListedAgent, offering: OffersTo[], limit: number) {
  const lanesOf = (offersTo: OffersTo) =>
    agent.standings.flatMap(({ lane, strategy }) =>
      offering.includes(offersTo) && strategies[strategy].offersTo === offersTo && standsIn(agent, lane, now())
        ? [lane]
        : [],
    );
  const [one, all] = await Promise.all([
    queues.waitingInLanes(lanesOf('one'), limit),
    queues.waitingInLanes(lanesOf('all'), RINGING),
  ]);
  const due: Head[] = [
    ...one.flat().map((entry) => ({ ...entry, offersTo: 'one' as const })),
    ...all.flat().map((entry) => ({ ...entry, offersTo: 'all' as const })),
  ];
  return { due: due.sort(byPlace), isMore: one.some((line) => line.length === limit) };
}
