/**
 * What must happen to a chat later. A row says which event sets the timer, for when, and what it asks of the chat then. The
 * chat decides whether that still has a meaning, so that a timer that comes late or twice does nothing.
 */
import * as z from 'zod/mini';
import { ChatId } from '../ids.ts';
import type { Command } from './commands.ts';
import { OFFER_AGAIN_MS } from './decide.ts';
import { type ChatEvent, type Commit, Timestamp } from './events.ts';

/** Three missed heartbeats of 30 s: then an agent counts as gone, gets no offers, and the chats go back in line (D7). */
export const LEASE_MS = 90_000;

interface TimerKind {
  /** When it is due after this event; undefined where the event does not set it. */
  dueAfter(event: ChatEvent, at: number): number | undefined;
  /** The command it brings; `assign` looks for an agent, `check-agent` whether the chat still has its own. */
  brings: Command | { type: 'assign' } | { type: 'check-agent' };
}

export const timerKinds = {
  offer: {
    dueAfter: (event) => (event.type === 'offered' ? event.expiresAt : undefined),
    brings: { type: 'expire-offer' },
  },
  'offer-again': {
    dueAfter: (event, at) =>
      event.type === 'offer-rejected' || event.type === 'offer-expired' ? at + OFFER_AGAIN_MS : undefined,
    brings: { type: 'assign' },
  },
  agent: {
    dueAfter: (event, at) => (event.type === 'accepted' ? at + LEASE_MS : undefined),
    brings: { type: 'check-agent' },
  },
  'wrap-up': {
    dueAfter: (event) => (event.type === 'ended' ? event.wrapUpUntil : undefined),
    brings: { type: 'expire-wrap-up' },
  },
  'auto-finish': {
    dueAfter: (event, at) => {
      if (event.type === 'visitor-left') return event.endsAt;
      return event.type === 'started' ? at + event.terms.autoFinishS * 1000 : undefined;
    },
    brings: { type: 'auto-finish' },
  },
} as const satisfies Record<string, TimerKind>;

export type TimerName = keyof typeof timerKinds;
const timerNames = Object.keys(timerKinds) as TimerName[];

export const Timer = z.object({ kind: z.enum(timerNames), chatId: ChatId, dueAt: Timestamp });
export type Timer = z.infer<typeof Timer>;

export function timersOf(chatId: ChatId, commit: Commit): Timer[] {
  return commit.events.flatMap((event) =>
    timerNames.flatMap((kind) => {
      const row: TimerKind = timerKinds[kind];
      const dueAt = row.dueAfter(event, commit.at);
      return dueAt === undefined ? [] : [{ kind, chatId, dueAt }];
    }),
  );
}
