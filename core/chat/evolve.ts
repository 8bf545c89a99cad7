/** Folds commits into a state. Never refuses: what is in the log has happened. */
import type { ChatEvent, Commit, Side } from './events.ts';
import type { Chat, StartedChat } from './state.ts';
import { isVisible } from './view.ts';

export const RATE_WINDOW_MS = 10_000;

/** So much of the first words stands in the waiting list. */
const SUBJECT_CHARS = 140;

/** A side that comes and goes without saying so would fill the snapshot: the oldest sockets are dropped beyond this. */
const MAX_CONNECTIONS = 8;

export function evolve(chat: Chat, commit: Commit): Chat {
  const folded = commit.events.reduce((state, event) => step(state, event, commit.at), chat);
  if (folded.status === 'new')
    throw new Error(`Log of chat ${chat.id} begins with ${commit.events[0]?.type}, not started`);
  const seen = (side: Side) =>
    commit.events.some((event) => isVisible(side, event)) ? commit.seq : folded.lastVisible[side];
  return { ...folded, seq: commit.seq, lastVisible: { visitor: seen('visitor'), agent: seen('agent') } };
}

function step(chat: Chat, event: ChatEvent, at: number): Chat {
  if (event.type === 'started') return started(chat, event, at);
  if (chat.status === 'new') return chat;
  switch (event.type) {
    case 'queued':
      return {
        ...withoutAgent(chat),
        status: 'waiting',
        queueId: event.queueId,
        priority: event.priority,
        waitingSince: event.since,
      };
    case 'offered':
      return {
        ...facts(chat),
        status: 'offered',
        agent: event.agent,
        offerId: event.offerId,
        expiresAt: event.expiresAt,
      };
    case 'offer-rejected':
    case 'offer-expired':
      return { ...withoutAgent(chat), status: 'waiting', passed: { agentId: event.agentId, at } };
    case 'accepted':
      return { ...facts(chat), status: 'active', agent: event.agent };
    case 'message':
      return {
        ...chat,
        sent: { ...chat.sent, [event.from]: counted(chat.sent[event.from], at) },
        subject: chat.subject || event.text.slice(0, SUBJECT_CHARS),
      };
    case 'connected': {
      const connections = [...chat.connections[event.side], event.connectionId].slice(-MAX_CONNECTIONS);
      const next = { ...chat, connections: { ...chat.connections, [event.side]: connections } };
      if (event.side === 'visitor') delete next.away;
      return next;
    }
    case 'disconnected': {
      const connections = chat.connections[event.side].filter((id) => id !== event.connectionId);
      return { ...chat, connections: { ...chat.connections, [event.side]: connections } };
    }
    case 'visitor-left':
      return { ...chat, away: { endsAt: event.endsAt, told: true } };
    case 'visitor-returned':
      return chat;
    case 'ended': {
      const { outcome, wrapUpUntil } = event;
      if (wrapUpUntil !== undefined && 'agent' in chat && chat.agent) {
        return { ...facts(chat), status: 'wrap-up', agent: chat.agent, outcome, wrapUpUntil };
      }
      return { ...withoutAgent(chat), status: 'ended', outcome };
    }
    case 'finished': {
      if (chat.status !== 'wrap-up') return chat;
      const { agent, outcome } = chat;
      const disposition = event.disposition === undefined ? {} : { disposition: event.disposition };
      return { ...facts(chat), status: 'ended', agent, outcome, ...disposition };
    }
    default:
      return event satisfies never;
  }
}

function started(chat: Chat, event: Extract<ChatEvent, { type: 'started' }>, at: number): Chat {
  const { type: _, ...given } = event;
  return {
    ...given,
    id: chat.id,
    seq: chat.seq,
    status: 'waiting',
    subject: '',
    waitingSince: at,
    connections: { visitor: [], agent: [] },
    lastVisible: { visitor: 0, agent: 0 },
    // Until its first socket comes, the visitor is away: one who never arrives does not wait for ever.
    away: { endsAt: at + given.terms.autoFinishS * 1000, told: false },
    sent: { visitor: { since: 0, count: 0 }, agent: { since: 0, count: 0 } },
  };
}

/** What every state has, without what belongs to the one that is left. */
function facts(chat: StartedChat) {
  const { id, seq, websiteId, configVersion, visitor, culture, terms, queueId, priority, waitingSince } = chat;
  const { connections, lastVisible, sent, away, subject } = chat;
  return {
    ...{ id, seq, websiteId, configVersion, visitor, culture, terms, queueId, priority, waitingSince },
    ...{ connections, lastVisible, sent, subject },
    ...(away ? { away } : {}),
  };
}

const withoutAgent = (chat: StartedChat) => ({ ...facts(chat), connections: { ...chat.connections, agent: [] } });

const counted = (window: StartedChat['sent']['visitor'], at: number) =>
  at < window.since + RATE_WINDOW_MS ? { since: window.since, count: window.count + 1 } : { since: at, count: 1 };
