/**
 * What must happen to a chat later. A row says which event sets the timer, for when, and what it asks of the chat then. The
 * chat decides whether that still has a meaning, so that a timer that comes late or twice does nothing.
 */
import * as z from 'zod/mini';
import { ChatId } from '../ids.ts';
import type { Command } from './commands.ts';
import { AWAY_GRACE_MS, OFFER_AGAIN_MS } from './decide.ts';
import { type ChatEvent, type Commit, Timestamp } from './events.ts';

/** Three missed heartbeats of 30 s: then an agent counts as gone, gets no offers, and the chats go back in line (D7). */
export const LEASE_MS = 90_000;

interface TimerKind {
  /** When it is due after this event, ms; empty where the event does not set it. */
  dueAfter(event: ChatEvent, at: number): number[];
  /** The command it brings. `assign` looks for an agent, `call` makes the scenario's call. */
  brings: Command | { type: 'assign' | 'call' };
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
      if (event.type === 'disconnected') return event.endsAt === undefined ? [] : [event.endsAt];
      return event.type === 'started' ? [at + event.terms.autoFinishS * 1000] : [];
    },
    brings: { type: 'auto-finish' },
  },
  /** Runs on through offers and conversations; what falls due meanwhile comes when the chat is back in line. */
  review: {
    dueAfter: (event) => (event.type === 'queued' ? event.reviewAt : []),
    brings: { type: 'review' },
  },
  call: {
    dueAfter: (event, at) => when(event.type === 'stepped' && event.run.doing.is === 'calling', at),
    brings: { type: 'call' },
  },
} as const satisfies Record<string, TimerKind>;

export type TimerName = keyof typeof timerKinds;
const timerNames = Object.keys(timerKinds) as TimerName[];

export const ChatTimer = z.object({ kind: z.enum(timerNames), chatId: ChatId, dueAt: Timestamp });
export type ChatTimer = z.infer<typeof ChatTimer>;

export function timersOf(chatId: ChatId, commit: Commit): ChatTimer[] {
  return commit.events.flatMap((event) =>
    timerNames.flatMap((kind) => {
      const row: TimerKind = timerKinds[kind];
      return row.dueAfter(event, commit.at).map((dueAt) => ({ kind, chatId, dueAt }));
    }),
  );
}
