/**
 * The rules of a chat: `decide(chat, command, now)` answers with the events that the command causes, with none when there is
 * nothing left to do, or with the reason why not. Pure: no clock, no chance, no I/O.
 */
import type { AgentId } from '../ids.ts';
import { laneId } from '../routing/lanes.ts';
import { type Advance, advance, askForPerson, begin } from '../scenario/run.ts';
import type { Actor, Command, Overflow, Placement } from './commands.ts';
import { type AgentRef, type ChatEvent, MAX_RUNG, type Outcome } from './events.ts';
import { RATE_WINDOW_MS } from './evolve.ts';
import { type ArrivingChat, type Chat, isOver, type StartedChat, type WaitingChat } from './state.ts';
import { duesOf, requiredAt, type Waiting } from './waiting.ts';

export type Refusal =
  | 'chat_unknown'
  | 'chat_not_yours'
  | 'queue_not_yours'
  | 'requirement_unmet'
  | 'chat_taken'
  | 'chat_ended'
  | 'chat_not_open'
  | 'offer_over'
  | 'rate_limited'
  | 'disposition_unknown';

export type Decision = { events: ChatEvent[] } | { refused: Refusal };

const nothing: Decision = { events: [] };
const happens = (...events: ChatEvent[]): Decision => ({ events });
const refuse = (refused: Refusal): Decision => ({ refused });

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

export function decide(chat: Chat, command: Command, now: number): Decision {
  if (command.type === 'start') return chat.status === 'new' ? start(command, now) : nothing;
  if (chat.status === 'new') return refuse('chat_unknown');
  switch (command.type) {
    case 'person':
      return person(chat);
    case 'called':
      return called(chat, command);
    case 'place':
      return chat.status === 'arriving' && !isTalking(chat) ? happens(...placed(command.placement, now)) : nothing;
    case 'offer':
      return offer(chat, command, now);
    case 'ring':
      return ring(chat, command, now);
    case 'accept':
      return accept(chat, command);
    case 'reject':
      return reject(chat, command);
    case 'take':
      return take(chat, command);
    case 'message':
      return message(chat, command, now);
    case 'connect':
      return connect(chat, command);
    case 'disconnect':
      return disconnect(chat, command, now);
    case 'return':
      return returnToLine(chat, command, now);
    case 'end':
      return end(chat, command, now);
    case 'finish':
      return finish(chat, command, now);
    case 'move':
      return chat.status === 'waiting' ? happens(...moved(chat, command.placement, now)) : nothing;
    case 'turn-away':
      return chat.status === 'waiting' ? happens(ending(chat, 'system', 'rejected', now)) : nothing;
    case 'review':
      return chat.status === 'waiting' ? review(chat, command, now) : nothing;
    case 'expire-offer':
      return expireOffer(chat, now);
    case 'expire-wrap-up':
      return chat.status === 'wrap-up' && chat.wrapUpUntil <= now
        ? happens({ type: 'finished', by: 'system' })
        : nothing;
    case 'tell-away':
      return tellAway(chat, now);
    case 'auto-finish':
      return chat.away && chat.away.endsAt <= now && !isOver(chat)
        ? happens(ending(chat, 'system', 'auto-finished', now))
        : nothing;
    default:
      return command satisfies never;
  }
}

function start({ type: _, message, screened, next, ...facts }: Of<'start'>, now: number): Decision {
  const told = { tags: facts.tags, variables: facts.variables };
  const { trackingId, slot, ...others } = facts;
  const { receipt, overruled } = screened;
  return happens(
    {
      ...{ type: 'started', ...others },
      ...(trackingId === undefined ? {} : { trackingId }),
      ...(slot ? { slot } : {}),
    },
    { type: 'screened', receipt, ...(overruled ? { overruled } : {}) },
    ...(message ? [{ type: 'message', from: 'visitor', ...message } as const] : []),
    ...(next.is === 'placed' ? placed(next.placement, now) : []),
    ...(next.is === 'scripted'
      ? [{ type: 'scripted', scenario: next.scenario } as const, ...went(begin(next.scenario, told, facts.culture))]
      : []),
    ...(next.is === 'over' ? [{ type: 'ended', by: 'system', outcome: next.outcome } as const] : []),
  );
}

/** A queue that takes no chats now tells the visitor so: nobody comes to wait where nobody looks (B1, G7). */
function placed(placement: Placement, now: number): ChatEvent[] {
  const began = { since: now, waitedFrom: now };
  return [
    { type: 'routed', receipt: placement.receipt },
    placement.takes
      ? inLine('arrived', placement, began, now)
      : { type: 'ended', by: 'system', outcome: 'out-of-time' },
  ];
}

function inLine(
  because: 'arrived' | 'overflowed' | 'republished',
  { queueId, terms, priority, requires, preferred: agent, closesAt }: Omit<Placement, 'receipt'>,
  { since, waitedFrom }: { since: number; waitedFrom: number },
  now: number,
): ChatEvent {
  const preferred = agent && { preferred: { agent, until: now + terms.preferredForS * 1000 } };
  const until = closesAt === undefined ? {} : { closesAt };
  return {
    ...{ type: 'queued', because, queueId, priority, since, waitedFrom, requires, terms },
    ...preferred,
    ...until,
    reviewAt: reviewsOf({ terms, waitedFrom, ...preferred, ...until }),
  };
}

const reviewsOf = (waiting: Waiting): number[] => duesOf(waiting).map(({ at }) => at);

// ---- before the queue: the automated conversation --------------------------------------------------------------------------

/** As long as it talks, nobody decides where the chat goes. */
const isTalking = ({ script }: ArrivingChat): boolean => script?.run !== undefined && script.run.doing.is !== 'routing';

function person(chat: StartedChat): Decision {
  if (isOver(chat)) return refuse('chat_ended');
  if (chat.status !== 'arriving' || !chat.script?.run || !isTalking(chat)) return nothing;
  return happens(stepped({ said: [], run: askForPerson(chat.script.run), told: toldBy(chat) }));
}

function called(chat: StartedChat, { step, ok, answer }: Of<'called'>): Decision {
  if (chat.status !== 'arriving' || chat.script?.run?.doing.is !== 'calling') return nothing;
  const { scenario, run } = chat.script;
  if (run.step !== step) return nothing;
  return happens(...went(advance(scenario, run, toldBy(chat), chat.culture, { is: 'called', ok, answer })));
}

/** The scenario goes on with what the visitor wrote, where it waits for that. */
function answered(chat: StartedChat, text: string): ChatEvent[] {
  if (chat.status !== 'arriving' || chat.script?.run?.doing.is !== 'asking') return [];
  const { scenario, run } = chat.script;
  return went(advance(scenario, run, toldBy(chat), chat.culture, { is: 'answer', text }));
}

function went(next: Advance): ChatEvent[] {
  const { is } = next.run.doing;
  return [
    stepped(next),
    ...(is === 'offline' ? [{ type: 'ended', by: 'system', outcome: 'offline' } as const] : []),
    ...(is === 'closing' ? [{ type: 'ended', by: 'system', outcome: 'completed' } as const] : []),
  ];
}

const stepped = ({ said, run, told: { tags, variables, external } }: Advance): ChatEvent => ({
  ...{ type: 'stepped', run, said, tags, variables },
  ...(external === undefined ? {} : { external }),
});

const toldBy = ({ tags, variables, external }: ArrivingChat) => ({
  ...{ tags, variables },
  ...(external === undefined ? {} : { external }),
});

// ---- in line ---------------------------------------------------------------------------------------------------------------

function offer(chat: StartedChat, { agent, offerId, considered }: Of<'offer'>, now: number): Decision {
  if (chat.status !== 'waiting') return refuse(isOver(chat) ? 'chat_ended' : 'chat_taken');
  if (!mayBeOffered(chat, agent.id, now)) return refuse('offer_over');
  return happens({ type: 'offered', agent, offerId, expiresAt: now + chat.terms.offerS * 1000, considered });
}

function ring(chat: StartedChat, { agents, offerId, considered }: Of<'ring'>, now: number): Decision {
  if (chat.status !== 'waiting') return refuse(isOver(chat) ? 'chat_ended' : 'chat_taken');
  const { ringing = { offerId, agents: [], expiresAt: now + chat.terms.offerS * 1000 } } = chat;
  const isFurther = ({ id }: AgentRef) =>
    mayBeOffered(chat, id, now) && !ringing.agents.some((agent) => agent.id === id);
  const further = agents.filter(isFurther).slice(0, MAX_RUNG - ringing.agents.length);
  if (further.length === 0) return nothing;
  return happens({ type: 'rung', ...ringing, agents: [...ringing.agents, ...further], considered });
}

function accept(chat: StartedChat, { agentId, offerId, connectionId }: Of<'accept'>): Decision {
  const asked = askedOf(chat, offerId);
  if (!asked) return refuse('offer_over');
  const agent = asked.find(({ id }) => id === agentId);
  if (!agent) return refuse('chat_not_yours');
  const accepted = { type: 'accepted', agent, how: 'offer' } as const;
  const isConnected = chat.status === 'offered' && chat.connections.agent.includes(connectionId);
  return isConnected ? happens(accepted) : happens(accepted, { type: 'connected', side: 'agent', connectionId });
}

function reject(chat: StartedChat, { agentId, offerId }: Of<'reject'>): Decision {
  const asked = askedOf(chat, offerId);
  if (!asked) return refuse('offer_over');
  if (!asked.some(({ id }) => id === agentId)) return refuse('chat_not_yours');
  return happens({ type: 'offer-rejected', agentId, offerId });
}

/** Whom this offer was made to, as long as it stands. */
function askedOf(chat: StartedChat, offerId: string): AgentRef[] | undefined {
  if (chat.status === 'offered') return chat.offerId === offerId ? [chat.agent] : undefined;
  return chat.status === 'waiting' && chat.ringing?.offerId === offerId ? chat.ringing.agents : undefined;
}

function expireOffer(chat: StartedChat, now: number): Decision {
  if (chat.status === 'offered' && chat.expiresAt <= now) {
    return happens({ type: 'offer-expired', agentId: chat.agent.id, offerId: chat.offerId });
  }
  if (chat.status === 'waiting' && chat.ringing && chat.ringing.expiresAt <= now) {
    return happens({ type: 'ring-expired', offerId: chat.ringing.offerId });
  }
  return nothing;
}

/** What waiting has brought by now, decided from the chat as it stands in line: first what fell due first. */
function review(chat: WaitingChat, { overflow }: Of<'review'>, now: number): Decision {
  for (const { is, at } of duesOf(chat)) {
    if (at > now) break;
    if (is === 'closing') return happens(ending(chat, 'system', 'out-of-time', now));
    if (is === 'time-out') return happens(ending(chat, 'system', 'timed-out', now));
    if (is === 'overflow' && overflow?.takes) return happens(overflowed(chat, overflow, now));
  }
  const relaxed = relax(chat, now);
  return relaxed === nothing ? waitForOpening(chat, overflow) : relaxed;
}

/** Said once, since a timer follows from it: whoever looks again before that finds the same. */
function waitForOpening({ overflowOpensAt }: WaitingChat, overflow: Overflow | undefined): Decision {
  if (overflow?.opensAt === undefined || overflow.opensAt === overflowOpensAt) return nothing;
  return happens({ type: 'overflow-closed', opensAt: overflow.opensAt });
}

/** It overflows once, and keeps its age, and what it asked for as far as it still asks. */
function overflowed(chat: WaitingChat, to: Overflow, now: number): ChatEvent {
  const { priority, waitingSince: since, waitedFrom } = chat;
  const terms = { ...to.terms, overflowS: 0 };
  const place = { ...to, terms, priority, requires: requiredAt(chat, now) };
  return inLine('overflowed', place, { since, waitedFrom }, now);
}

/** Who waits for one agent alone asks for nothing else until that is over. */
function relax(chat: WaitingChat, now: number): Decision {
  const { queueId, preferred } = chat;
  if (preferred && preferred.until > now) return nothing;
  const requires = requiredAt(chat, now);
  const asksLess = laneId({ queueId, requires }) !== laneId(chat);
  if (!asksLess && !preferred) return nothing;
  return happens({ ...again(chat), because: asksLess ? 'relaxed' : 'not-preferred', requires });
}

/** Where the new configuration puts it, at its old age. */
const moved = (chat: WaitingChat, placement: Placement, now: number): ChatEvent[] => [
  { type: 'routed', receipt: placement.receipt },
  inLine('republished', placement, { since: chat.waitingSince, waitedFrom: chat.waitedFrom }, now),
];

/** The same place once more. */
const again = ({ queueId, priority, waitingSince, waitedFrom, requires, closesAt }: StartedChat) => ({
  ...{ type: 'queued' as const, queueId, priority, since: waitingSince, waitedFrom, requires, reviewAt: [] },
  ...(closesAt === undefined ? {} : { closesAt }),
});

function take(chat: StartedChat, { agent, queues, unmet, connectionId }: Of<'take'>): Decision {
  if (!queues.includes(chat.queueId)) return refuse('queue_not_yours');
  if (chat.status !== 'waiting') return refuse(isOver(chat) ? 'chat_ended' : 'chat_taken');
  if (unmet(chat.requires)) return refuse('requirement_unmet');
  return happens({ type: 'accepted', agent, how: 'take' }, { type: 'connected', side: 'agent', connectionId });
}

function message(chat: StartedChat, { actor, id, text }: Of<'message'>, now: number): Decision {
  if (!isOf(chat, actor)) return refuse('chat_not_yours');
  if (isOver(chat)) return refuse('chat_ended');
  if (actor.side === 'agent' && chat.status !== 'active') return refuse('chat_not_open');
  const window = chat.sent[actor.side];
  if (now < window.since + RATE_WINDOW_MS && window.count >= chat.terms.maxMessagesPer10S)
    return refuse('rate_limited');
  const heard = actor.side === 'visitor' ? answered(chat, text) : [];
  return happens({ type: 'message', id, from: actor.side, text }, ...heard);
}

function connect(chat: StartedChat, { actor, connectionId }: Of<'connect'>): Decision {
  if (!isOf(chat, actor)) return refuse('chat_not_yours');
  const isKnown = chat.connections[actor.side].includes(connectionId);
  if (isKnown || isOver(chat)) return nothing;
  const connected = { type: 'connected', side: actor.side, connectionId } as const;
  const isReturn = actor.side === 'visitor' && chat.away?.told;
  return isReturn ? happens(connected, { type: 'visitor-returned' }) : happens(connected);
}

function disconnect(chat: StartedChat, { side, connectionId }: Of<'disconnect'>, now: number): Decision {
  const connections = chat.connections[side];
  if (!connections.includes(connectionId)) return nothing;
  const disconnected = { type: 'disconnected', side, connectionId } as const;
  const leaves = side === 'visitor' && connections.length === 1 && !isOver(chat);
  return happens(leaves ? { ...disconnected, endsAt: now + chat.terms.autoFinishS * 1000 } : disconnected);
}

/** Longer than a page takes to load on a slow phone: who is back by then has not left. */
export const AWAY_GRACE_MS = 10_000;

/** The agent hears that the visitor left when they have not come back meanwhile. The time away counts from the moment they left. */
function tellAway(chat: StartedChat, now: number): Decision {
  const { away, terms } = chat;
  if (!away || away.told || isOver(chat)) return nothing;
  const leftAt = away.endsAt - terms.autoFinishS * 1000;
  return leftAt + AWAY_GRACE_MS <= now ? happens({ type: 'visitor-left', endsAt: away.endsAt }) : nothing;
}

/**
 * Back where it stood. A conversation that breaks off was no waiting, so that what waiting brings comes later by as long; and its
 * visitor, who came in time, is not put out by an hour that struck meanwhile (`closesAt`).
 */
function returnToLine(chat: StartedChat, { agentId, closesAt }: Of<'return'>, now: number): Decision {
  if (chat.status === 'offered' && chat.agent.id === agentId) {
    return happens({ ...again(chat), because: 'returned' });
  }
  if (chat.status !== 'active' || chat.agent.id !== agentId) return nothing;
  const { closesAt: _, ...place } = again(chat);
  const waitedFrom = chat.waitedFrom + now - chat.acceptedAt;
  const until = closesAt === undefined ? {} : { closesAt };
  const reviewAt = reviewsOf({ terms: chat.terms, waitedFrom, ...until });
  return happens({ ...place, ...until, because: 'returned', waitedFrom, reviewAt });
}

function end(chat: StartedChat, { actor }: Of<'end'>, now: number): Decision {
  if (!isOf(chat, actor)) return refuse('chat_not_yours');
  if (isOver(chat)) return refuse('chat_ended');
  if (actor.side === 'agent' && chat.status !== 'active') return refuse('chat_not_open');
  return happens(ending(chat, actor.side, chat.status === 'active' ? 'completed' : 'abandoned', now));
}

function finish(chat: StartedChat, { agentId, disposition, note }: Of<'finish'>, now: number): Decision {
  if (!isOf(chat, { side: 'agent', agentId })) return refuse('chat_not_yours');
  const isKnown = chat.terms.dispositions.some(({ code }) => code === disposition);
  const written = { ...(isKnown ? { disposition } : {}), ...(note ? { note } : {}) };
  if (chat.status === 'ended') {
    const isLate = chat.notesUntil !== undefined && now <= chat.notesUntil;
    if (!isLate || (!isKnown && !note)) return refuse('chat_ended');
    return disposition === undefined || isKnown
      ? happens({ type: 'noted', ...written })
      : refuse('disposition_unknown');
  }
  if (chat.status !== 'wrap-up') return refuse('chat_not_open');
  return isKnown ? happens({ type: 'finished', by: 'agent', ...written }) : refuse('disposition_unknown');
}

// ---- ends ------------------------------------------------------------------------------------------------------------------

/** With an agent in the chat its end leads to wrap-up; without one it is closed at once. */
function ending(chat: StartedChat, by: 'visitor' | 'agent' | 'system', outcome: Outcome, now: number): ChatEvent {
  const wrapUp = chat.status === 'active' ? { wrapUpUntil: now + chat.terms.wrapUpS * 1000 } : {};
  return { type: 'ended', by, outcome, ...wrapUp };
}

/** For so long an agent who passed a chat is not asked again; after it anyone is, rather than nobody (B7). */
export const OFFER_AGAIN_MS = 10_000;

export const mayBeOffered = ({ passed }: WaitingChat, agentId: AgentId, now: number): boolean =>
  passed?.agentId !== agentId || now >= passed.at + OFFER_AGAIN_MS;

/** A visitor's connection is bound to its chat; an agent must be the one who has it. */
const isOf = (chat: StartedChat, actor: Actor): boolean =>
  actor.side === 'visitor' || agentOf(chat) === actor.agentId || rings(chat, actor.agentId);

/** Who is asked may look at what is offered. */
const rings = (chat: StartedChat, agentId: AgentId): boolean =>
  chat.status === 'waiting' && (chat.ringing?.agents.some(({ id }) => id === agentId) ?? false);

const agentOf = (chat: Chat): AgentId | undefined => ('agent' in chat ? chat.agent?.id : undefined);
