/**
 * The rules of a chat: `decide(chat, command, now)` answers with the events that the command causes, with none when there is
 * nothing left to do, or with the reason why not. Pure: no clock, no chance, no I/O.
 */
import type { AgentId } from '../ids.ts';
import type { Actor, Command } from './commands.ts';
import type { ChatEvent, Outcome } from './events.ts';
import { RATE_WINDOW_MS } from './evolve.ts';
import type { Chat, StartedChat, WaitingChat } from './state.ts';

export type Refusal =
  | 'chat_unknown'
  | 'chat_not_yours'
  | 'queue_not_yours'
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
    case 'offer':
      return offer(chat, command, now);
    case 'accept':
      return answerOffer(chat, command, (agent) => ({ type: 'accepted', agent, how: 'offer' }));
    case 'reject':
      return answerOffer(chat, command, (agent) => ({
        type: 'offer-rejected',
        agentId: agent.id,
        offerId: command.offerId,
      }));
    case 'take':
      return take(chat, command);
    case 'message':
      return message(chat, command, now);
    case 'connect':
      return connect(chat, command);
    case 'disconnect':
      return disconnect(chat, command, now);
    case 'return':
      return returnToLine(chat, command);
    case 'end':
      return end(chat, command, now);
    case 'finish':
      return finish(chat, command);
    case 'expire-offer':
      return chat.status === 'offered' && chat.expiresAt <= now
        ? happens({ type: 'offer-expired', agentId: chat.agent.id, offerId: chat.offerId })
        : nothing;
    case 'expire-wrap-up':
      return chat.status === 'wrap-up' && chat.wrapUpUntil <= now
        ? happens({ type: 'finished', by: 'system' })
        : nothing;
    case 'auto-finish':
      return chat.away && chat.away.endsAt <= now && !isOver(chat)
        ? happens(ending(chat, 'system', 'auto-finished', now))
        : nothing;
    default:
      return command satisfies never;
  }
}

function start({ type: _, message, ...facts }: Of<'start'>, now: number): Decision {
  return happens(
    { type: 'started', ...facts },
    { type: 'queued', queueId: facts.queueId, priority: facts.priority, since: now },
    ...(message ? [{ type: 'message', from: 'visitor', ...message } as const] : []),
  );
}

function offer(chat: StartedChat, { agent, offerId }: Of<'offer'>, now: number): Decision {
  if (chat.status !== 'waiting') return refuse(isOver(chat) ? 'chat_ended' : 'chat_taken');
  return happens({ type: 'offered', agent, offerId, expiresAt: now + chat.terms.offerS * 1000 });
}

function answerOffer(
  chat: StartedChat,
  { agentId, offerId }: Of<'accept'> | Of<'reject'>,
  event: (agent: Extract<Chat, { status: 'offered' }>['agent']) => ChatEvent,
): Decision {
  const isTheirs = chat.status === 'offered' && chat.offerId === offerId;
  if (!isTheirs) return refuse('offer_over');
  return chat.agent.id === agentId ? happens(event(chat.agent)) : refuse('chat_not_yours');
}

function take(chat: StartedChat, { agent, queues, connectionId }: Of<'take'>): Decision {
  if (!queues.includes(chat.queueId)) return refuse('queue_not_yours');
  if (chat.status !== 'waiting') return refuse(isOver(chat) ? 'chat_ended' : 'chat_taken');
  return happens({ type: 'accepted', agent, how: 'take' }, { type: 'connected', side: 'agent', connectionId });
}

function message(chat: StartedChat, { actor, id, text }: Of<'message'>, now: number): Decision {
  if (!isOf(chat, actor)) return refuse('chat_not_yours');
  if (isOver(chat)) return refuse('chat_ended');
  if (actor.side === 'agent' && chat.status !== 'active') return refuse('chat_not_open');
  const window = chat.sent[actor.side];
  if (now < window.since + RATE_WINDOW_MS && window.count >= chat.terms.maxMessagesPer10S)
    return refuse('rate_limited');
  return happens({ type: 'message', id, from: actor.side, text });
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
  return leaves
    ? happens(disconnected, { type: 'visitor-left', endsAt: now + chat.terms.autoFinishS * 1000 })
    : happens(disconnected);
}

function returnToLine(chat: StartedChat, { agentId }: Of<'return'>): Decision {
  const isTheirs = (chat.status === 'offered' || chat.status === 'active') && chat.agent.id === agentId;
  if (!isTheirs) return nothing;
  return happens({ type: 'queued', queueId: chat.queueId, priority: chat.priority, since: chat.waitingSince });
}

function end(chat: StartedChat, { actor }: Of<'end'>, now: number): Decision {
  if (!isOf(chat, actor)) return refuse('chat_not_yours');
  if (isOver(chat)) return refuse('chat_ended');
  if (actor.side === 'agent' && chat.status !== 'active') return refuse('chat_not_open');
  return happens(ending(chat, actor.side, chat.status === 'active' ? 'completed' : 'abandoned', now));
}

function finish(chat: StartedChat, { agentId, disposition, note }: Of<'finish'>): Decision {
  if (!isOf(chat, { side: 'agent', agentId })) return refuse('chat_not_yours');
  if (chat.status === 'ended') return refuse('chat_ended');
  if (chat.status !== 'wrap-up') return refuse('chat_not_open');
  if (!chat.terms.dispositions.some(({ code }) => code === disposition)) return refuse('disposition_unknown');
  return happens({ type: 'finished', by: 'agent', disposition, ...(note ? { note } : {}) });
}

/** With an agent in the chat its end leads to wrap-up; without one it is closed at once. */
function ending(chat: StartedChat, by: 'visitor' | 'agent' | 'system', outcome: Outcome, now: number): ChatEvent {
  const wrapUp = chat.status === 'active' ? { wrapUpUntil: now + chat.terms.wrapUpS * 1000 } : {};
  return { type: 'ended', by, outcome, ...wrapUp };
}

/** For so long an agent who passed a chat is not asked again; after it anyone is, rather than nobody (B7). */
export const OFFER_AGAIN_MS = 10_000;

export const mayBeOffered = ({ passed }: WaitingChat, agentId: AgentId, now: number): boolean =>
  passed?.agentId !== agentId || now >= passed.at + OFFER_AGAIN_MS;

/** The conversation is over, whether or not the agent still works on it. */
const isOver = (chat: StartedChat): boolean => chat.status === 'wrap-up' || chat.status === 'ended';

/** A visitor's connection is bound to its chat; an agent must be the one who has it. */
const isOf = (chat: StartedChat, actor: Actor): boolean => actor.side === 'visitor' || agentOf(chat) === actor.agentId;

const agentOf = (chat: Chat): AgentId | undefined => ('agent' in chat ? chat.agent?.id : undefined);
