/** Folds commits into a state. Never refuses: what is in the log has happened. */
import { cut } from '../text.ts';
import type { ChatEvent, Commit, Side } from './events.ts';
import { type Chat, EXCERPT_CHARS, MAX_SOCKETS, type StartedChat } from './state.ts';
import { isVisible } from './view.ts';

export const RATE_WINDOW_MS = 10_000;

/** A laptop that is shut on Friday, in the middle of a note, brings it on Monday. */
const LATE_NOTE_MS = 3 * 24 * 60 * 60 * 1000;

/** Of those who write without a pause so many within `RATE_WINDOW_MS` are newest words: each is shown to every console that sees the queue. */
const MOST_LATEST = 3;

export function evolve(chat: Chat, commit: Commit): Chat {
  // Who asks tries again, and meets the release that wrote it. To go on without would decide on what is not so.
  if (commit.unread) throw new Error(`Commit ${commit.seq} of chat ${chat.id} holds events of a later release`);
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
    case 'screened':
      return chat;
    case 'scripted':
      return { ...facts(chat), status: 'arriving', script: { scenario: event.scenario } };
    case 'stepped':
      return stepped(chat, event);
    case 'routed':
      return chat;
    case 'queued':
      return queued(chat, event);
    case 'offered': {
      const { agent, offerId, expiresAt } = event;
      return { ...facts(chat), status: 'offered', agent, offerId, expiresAt };
    }
    case 'rung': {
      const { agents, offerId, expiresAt } = event;
      return chat.status === 'waiting' ? { ...chat, ringing: { agents, offerId, expiresAt } } : chat;
    }
    case 'offer-rejected':
    case 'offer-expired': {
      const passed = { agentId: event.agentId, at };
      const { ringing } = chat.status === 'waiting' ? chat : {};
      const others = ringing?.agents.filter(({ id }) => id !== event.agentId) ?? [];
      if (chat.status === 'waiting' && ringing && others.length > 0)
        return { ...chat, passed, ringing: { ...ringing, agents: others } };
      return { ...withoutAgent(chat), status: 'waiting', passed };
    }
    case 'ring-expired':
      return { ...withoutAgent(chat), status: 'waiting' };
    case 'accepted': {
      // Sockets of others whom the chat rang follow it no more.
      const { connections } = chat.status === 'waiting' ? withoutAgent(chat) : chat;
      return { ...facts(chat), connections, status: 'active', agent: event.agent, acceptedAt: at };
    }
    case 'message':
      return said(chat, event, at);
    case 'connected': {
      const connections = [...chat.connections[event.side], event.connectionId].slice(-MAX_SOCKETS[event.side]);
      const next = { ...chat, connections: { ...chat.connections, [event.side]: connections } };
      if (event.side === 'visitor') delete next.away;
      return next;
    }
    case 'disconnected': {
      const connections = chat.connections[event.side].filter((id) => id !== event.connectionId);
      const next = { ...chat, connections: { ...chat.connections, [event.side]: connections } };
      return event.endsAt === undefined ? next : { ...next, away: { endsAt: event.endsAt, told: false } };
    }
    case 'overflow-closed':
      return { ...chat, overflowOpensAt: event.opensAt };
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
      const late = event.by === 'system' ? { notesUntil: at + LATE_NOTE_MS } : {};
      return { ...facts(chat), status: 'ended', agent, outcome, ...disposition, ...late };
    }
    case 'noted': {
      if (chat.status !== 'ended') return chat;
      const { notesUntil: _, ...noted } = chat;
      return event.disposition === undefined ? noted : { ...noted, disposition: event.disposition };
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
    status: 'arriving',
    subject: '',
    latest: '',
    priority: 0,
    requires: {},
    waitingSince: at,
    waitedFrom: at,
    connections: { visitor: [], agent: [] },
    lastVisible: { visitor: 0, agent: 0 },
    // Until its first socket comes, the visitor is away: one who never arrives does not wait for ever.
    away: { endsAt: at + given.terms.autoFinishS * 1000, told: false },
    sent: { visitor: { since: 0, count: 0 }, agent: { since: 0, count: 0 } },
  };
}

function said(chat: StartedChat, { from, text }: Extract<ChatEvent, { type: 'message' }>, at: number): StartedChat {
  const sent = { ...chat.sent, [from]: counted(chat.sent[from], at) };
  const excerpt = cut(text, EXCERPT_CHARS);
  if (chat.subject === '') return { ...chat, sent, subject: excerpt };
  return from === 'visitor' && sent.visitor.count <= MOST_LATEST
    ? { ...chat, sent, latest: excerpt }
    : { ...chat, sent };
}

function stepped(chat: StartedChat, { run, tags, variables, external }: Extract<ChatEvent, { type: 'stepped' }>): Chat {
  if (chat.status !== 'arriving' || !chat.script) return chat;
  const told = { tags, variables, ...(external === undefined ? {} : { external }) };
  return { ...chat, ...told, script: { ...chat.script, run } };
}

function queued(chat: StartedChat, event: Extract<ChatEvent, { type: 'queued' }>): Chat {
  const { type: _, because: __, reviewAt: ___, since: waitingSince, terms = chat.terms, ...place } = event;
  const { preferred: ____, closesAt: _____, ...before } = withoutAgent(chat);
  const passed = chat.status === 'waiting' && chat.passed ? { passed: chat.passed } : {};
  return { ...before, ...passed, ...place, terms, waitingSince, status: 'waiting' };
}

/** What every state has, without what belongs to the one that is left. */
function facts(chat: StartedChat) {
  const { id, seq, gatewayId, configVersion, visitor, culture, tags, variables, external, trackingId, terms } = chat;
  const { queueId, priority, requires, preferred, closesAt, overflowOpensAt, waitingSince, waitedFrom } = chat;
  const { connections, lastVisible, sent, away, subject, latest } = chat;
  return {
    ...{ id, seq, gatewayId, configVersion, visitor, culture, tags, variables, terms },
    ...{ queueId, priority, requires, waitingSince, waitedFrom, connections, lastVisible, sent, subject, latest },
    ...(external === undefined ? {} : { external }),
    ...(trackingId === undefined ? {} : { trackingId }),
    ...(chat.slot ? { slot: chat.slot } : {}),
    ...(preferred ? { preferred } : {}),
    ...(closesAt === undefined ? {} : { closesAt }),
    ...(overflowOpensAt === undefined ? {} : { overflowOpensAt }),
    ...(away ? { away } : {}),
  };
}

const withoutAgent = (chat: StartedChat) => ({ ...facts(chat), connections: { ...chat.connections, agent: [] } });

const counted = (window: StartedChat['sent']['visitor'], at: number) =>
  at < window.since + RATE_WINDOW_MS ? { since: window.since, count: window.count + 1 } : { since: at, count: 1 };
