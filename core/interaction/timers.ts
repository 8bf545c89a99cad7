/**
 * What must happen to a chat later. A row says which event sets the timer, for when, and what it asks of the chat then. The
 * chat decides whether that still has a meaning, so that a timer that comes late or twice does nothing.
 */
import * as z from 'zod/mini';
import { InteractionId, QueueId } from '../ids.ts';
import type { Command } from './commands.ts';
import { AWAY_GRACE_MS, OFFER_AGAIN_MS } from './decide.ts';
import { type ChatEvent, type Commit, Timestamp } from './events.ts';

/** Three missed heartbeats of 30 s: then an agent counts as gone, gets no offers, and the chats go back in line (D7). */
export const LEASE_MS = 90_000;

/**
 * What a queue can delay (SQS: 15 minutes). Waits up to this cost nothing to speak of; a longer one costs as much as half a chat, so
 * that none belongs to an ordinary chat.
 */
export const SHORT_WAIT_MS = 15 * 60_000;

/**
 * A long wait ends with its minute, so that all who ask for it within that minute ask for the same: a visitor may come and go as often
 * as they like.
 */
const coarse = (due: number, at: number): number => (due - at > SHORT_WAIT_MS ? Math.ceil(due / 60_000) * 60_000 : due);

interface TimerKind {
  /** When it is due after this event, ms; empty where the event does not set it. */
  dueAfter(event: ChatEvent, at: number): number[];
  /** The command it brings. `assign` looks for an agent. */
  brings: Command | { type: 'assign' };
}

const when = (is: boolean, ...at: number[]): number[] => (is ? at : []);

export const timerKinds = {
  offer: {
    dueAfter: (event) => (event.type === 'offered' || event.type === 'rung' ? [event.expiresAt] : []),
    brings: { type: 'expire-offer' },
  },
  'offer-again': {
    dueAfter: ({ type }, at) => when(type === 'offer-rejected' || type === 'offer-expired', at + OFFER_AGAIN_MS),
    brings: { type: 'assign' },
  },
  'wrap-up': {
    dueAfter: (event) => (event.type === 'ended' && event.wrapUpUntil !== undefined ? [event.wrapUpUntil] : []),
    brings: { type: 'expire-wrap-up' },
  },
  away: {
    dueAfter: (event, at) => when(event.type === 'disconnected' && event.endsAt !== undefined, at + AWAY_GRACE_MS),
    brings: { type: 'tell-away' },
  },
  'auto-finish': {
    dueAfter: (event, at) => {
      if (event.type === 'disconnected') return event.endsAt === undefined ? [] : [coarse(event.endsAt, at)];
      return event.type === 'started' ? [coarse(at + event.terms.autoFinishS * 1000, at)] : [];
    },
    brings: { type: 'auto-finish' },
  },
  /** Runs on through offers and conversations; what falls due meanwhile comes when the chat is back in line. */
  review: {
    dueAfter: (event, at) => {
      if (event.type === 'overflow-closed') return [event.opensAt];
      return event.type === 'queued' ? event.reviewAt.filter((due) => !isSharedClosing(event, due, at)) : [];
    },
    brings: { type: 'review' },
  },
} as const satisfies Record<string, TimerKind>;

export type TimerName = keyof typeof timerKinds;
const timerNames = Object.keys(timerKinds) as TimerName[];

export const ChatTimer = z.object({ kind: z.enum(timerNames), interactionId: InteractionId, dueAt: Timestamp });
export type ChatTimer = z.infer<typeof ChatTimer>;

/** The hour strikes for everybody in line: one timer of the queue, however many chats ask for it. */
export const ClosingTimer = z.object({ kind: z.literal('closing'), queueId: QueueId, dueAt: Timestamp });
export type ClosingTimer = z.infer<typeof ClosingTimer>;

export function timersOf(interactionId: InteractionId, { events, at }: Commit): (ChatTimer | ClosingTimer)[] {
  const ofChat = (event: ChatEvent): ChatTimer[] =>
    timerNames.flatMap((kind) => {
      const row: TimerKind = timerKinds[kind];
      return row.dueAfter(event, at).map((dueAt) => ({ kind, interactionId, dueAt }));
    });
  return events.flatMap((event) => [...ofChat(event), ...closingOf(event, at)]);
}

function closingOf(event: ChatEvent, at: number): ClosingTimer[] {
  if (event.type !== 'queued') return [];
  const { queueId, reviewAt } = event;
  return reviewAt
    .filter((due) => isSharedClosing(event, due, at))
    .map((dueAt) => ({ kind: 'closing' as const, queueId, dueAt }));
}

/** A closing that is near is a short timer of the chat's own, which ends it even where a line is too long to end it all at once. */
const isSharedClosing = ({ closesAt }: { closesAt?: number }, due: number, at: number): boolean =>
  due === closesAt && due - at > SHORT_WAIT_MS;
