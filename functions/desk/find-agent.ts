/**
 * The chat's side: a chat that starts to wait looks for an agent. It looks before it joins the line, so that an offer to a
 * ready agent is one commit with what brought the chat. If nobody was ready, it looks again once in line: agents write their
 * rows before they look at the lines, so at least one of the two sees the other.
 */
import type { Appended, ReadyEntry } from '../../adapters/stores.ts';
import { type ListedAgent, mayReserve, type NoPlace } from '../../core/agent/agent.ts';
import { orderText } from '../../core/agent/ready.ts';
import type { AgentId, OfferId } from '../../core/ids.ts';
import { decide } from '../../core/interaction/decide.ts';
import { placeOf } from '../../core/interaction/holdings.ts';
import { type Interaction, laneOf } from '../../core/interaction/state.ts';
import { mayBeOffered } from '../../core/interaction/topics/offers.ts';
import { type Considered, MAX_CONSIDERED } from '../../core/routing/considered.ts';
import { strategies } from '../../core/routing/strategies.ts';
import { type Committed, type Company, commitsOf, execute } from './execute.ts';
import { firstThenAny } from './order.ts';
import { type DeskParts, systemId } from './parts.ts';
import { RINGING, ring } from './ring.ts';

/** One of these few is usually available. Their rows carry the agents, which makes them larger. */
const FIRST_LOOK = 10;
/** For a chat in line that got none of those. */
const SPREAD = 25;
/** A chat that has lost this often waits for an agent to become free. */
const MAX_READS = 8;

/** Offers of the chat in its new state, to be written with what made it wait. */
export async function* offersAlong(parts: DeskParts, chat: Interaction): AsyncGenerator<Company, undefined, Appended> {
  const offers = offersIn(parts, chat, await candidatesFor(parts, chat, FIRST_LOOK));
  for (let step = offers.next(); !step.done; ) {
    const { command, agents } = step.value;
    const decision = decide(chat, command, parts.now());
    if ('refused' in decision) return;
    const appended = yield { events: decision.events, agents };
    step = offers.next(await missed(parts, appended.is, 'agent' in appended ? appended.agent : undefined));
  }
}

/** Offers a chat in line to the agents that the strategy chooses. Undefined if nobody could be asked. */
export async function assignChat(parts: DeskParts, chat: Interaction): Promise<Committed[] | undefined> {
  const { offersTo } = strategies[chat.place.terms.strategy];
  if (offersTo === 'nobody') return undefined;
  if (offersTo === 'all') return ringAll(parts, chat);
  for (let reads = 0; reads < MAX_READS; reads++) {
    const ready = await candidatesFor(parts, chat, SPREAD);
    const done = await offerToOne(parts, chat, ready);
    // All that were read turned out to be taken. Their rows have been corrected, and others may come after them.
    if (done || ready.length < SPREAD) return done;
  }
  return undefined;
}

async function ringAll(parts: DeskParts, chat: Interaction): Promise<Committed[] | undefined> {
  // Enough chats in front of it are ringing already. It rings when one of them has left the line.
  const ringing = await parts.queues.waiting(laneOf(chat), RINGING);
  if (!ringing.some(({ interactionId }) => interactionId === chat.id)) return undefined;
  const { rung, done } = await ring(parts, chat.id, await candidatesFor(parts, chat, SPREAD));
  return rung.length > 0 ? done : undefined;
}

async function offerToOne(parts: DeskParts, chat: Interaction, ready: ReadyEntry[]): Promise<Committed[] | undefined> {
  const offers = offersIn(parts, chat, ready);
  for (let step = offers.next(); !step.done; ) {
    const ask = { ...step.value, interactionId: chat.id, id: systemId(parts), known: chat };
    const execution = await execute(parts, ask, parts.now());
    if (execution.result !== 'refused') return commitsOf(execution);
    const { refused, agent } = execution;
    // Someone else got the chat.
    if (refused !== 'agent_full' && refused !== 'agent_away') return [];
    step = offers.next(await missed(parts, refused, agent));
  }
  return undefined;
}

/** One after another, each with the reasons why those before were unavailable. */
function* offersIn({ now, newId, chance }: DeskParts, chat: Interaction, ready: ReadyEntry[]) {
  const tried = new Map<AgentId, Considered['why']>();
  for (const { agentId } of ready) if (!mayBeOffered(chat, agentId, now())) tried.set(agentId, 'passed-it');
  const order = firstThenAny(
    ready.filter(({ agentId }) => !tried.has(agentId)),
    chance,
  );
  for (let step = order.next(true); !step.done; step = order.next(true)) {
    const { agentId, name, agent } = step.value;
    const considered = consideredOf(ready, new Map([...tried, [agentId, 'chosen']]));
    const command = {
      type: 'offer' as const,
      agents: [{ id: agentId, name }],
      offerId: newId() as OfferId,
      considered,
    };
    const why: 'full' | 'away' = yield { command, agents: agent ? [agent] : [] };
    tried.set(agentId, why);
  }
}

/** Removes an unavailable agent who is still in a list, for example after a crash or an expired lease. */
async function missed(
  { agents, now }: DeskParts,
  why: NoPlace | Appended['is'],
  agent: ListedAgent | undefined,
): Promise<'full' | 'away'> {
  if (agent && Object.keys(agent.listed).length > 0) await agents.refreshReady(agent.id, now());
  return why === 'agent_full' ? 'full' : 'away';
}

/** In the strategy's order. A chat that waits for one agent only has that candidate, as long as the agent may have it. */
async function candidatesFor(parts: DeskParts, chat: Interaction, limit: number): Promise<ReadyEntry[]> {
  const { queues, agents, chance, now } = parts;
  const lane = laneOf(chat);
  const { preferred, terms } = chat.place;
  if (preferred) {
    const agent = await agents.get(preferred.agent.id);
    const isReady = agent && !mayReserve(agent, { interactionId: chat.id, ...placeOf(chat, 'offer') }, now());
    return isReady ? [{ agentId: agent.id, name: agent.name, lane, order: '', agent }] : [];
  }
  if (strategies[terms.strategy].from !== 'anywhere') return queues.ready(lane, limit);
  const { order } = strategies[terms.strategy];
  const anywhere = orderText([0, ...order({ ...nobody, draw: chance() })]);
  const onwards = await queues.ready(lane, limit, anywhere);
  if (onwards.length === limit) return onwards;
  const before = (await queues.ready(lane, limit)).filter((entry) => onwards.every(({ order }) => entry.order < order));
  return [...onwards, ...before].slice(0, limit);
}

/** For strategies whose order depends only on the draw. */
const nobody = { idleSince: 0, givenAt: 0, today: 0, used: 0, capacity: 1, place: 0, penalty: 0 };

/** The head of the list, with what happened to each. Those not tried came later. */
const consideredOf = (
  ready: Pick<ReadyEntry, 'agentId'>[],
  tried: ReadonlyMap<AgentId, Considered['why']>,
): Considered[] =>
  ready.slice(0, MAX_CONSIDERED).map(({ agentId }) => ({ agentId, why: tried.get(agentId) ?? 'later-in-order' }));
