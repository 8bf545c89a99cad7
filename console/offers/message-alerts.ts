/**
 * How to draw attention to a visitor's message while the window is not in use: one notification for each chat until the agent
 * looks at it, and an occasional sound, however many messages arrive.
 */
import { type ChatIn, newestOfVisitor, unread } from '../live/chat.ts';
import type { Clock } from '../live/clock.ts';
import type { InteractionId } from '../live/ids.ts';
import { safely } from '../live/listeners.ts';

/** A visitor who sends many short messages is heard once. */
const QUIET_MS = 20_000;

type Active = ChatIn<'active'>;

export interface MessageEffects {
  sound(): void;
  /** Returns a function that removes the notification. */
  notify(chat: Active): () => void;
}

export interface MessageAlerts {
  /** `seen`: as in the live state. `inUse`: the agent is looking at this window. */
  update(chats: readonly Active[], seen: ReadonlyMap<InteractionId, number>, inUse: boolean): void;
}

interface Known {
  /** The newest visitor message announced so far. */
  newest: number;
  away?: () => void;
}

export function createMessageAlerts(clock: Clock, effects: MessageEffects): MessageAlerts {
  const known = new Map<InteractionId, Known>();
  let quietUntil = 0;

  function ring(chat: Active, of: Known): void {
    if (clock.now() >= quietUntil) {
      quietUntil = clock.now() + QUIET_MS;
      safely(effects.sound);
    }
    if (of.away) return;
    of.away = () => {};
    safely(() => {
      of.away = effects.notify(chat);
    });
  }

  function quiet(of: Known): void {
    if (of.away) safely(of.away);
    delete of.away;
  }

  return {
    update: (chats, seen, inUse) => {
      const open = new Set(chats.map(({ id }) => id));
      for (const [id, of] of known) {
        if (open.has(id)) continue;
        quiet(of);
        known.delete(id);
      }
      for (const chat of chats) {
        const newest = newestOfVisitor(chat);
        const of = known.get(chat.id);
        // Messages from before the chat reached the agent, or before the page was loaded, are not news.
        if (!of) known.set(chat.id, { newest });
        else if (newest > of.newest) {
          of.newest = newest;
          if (!inUse) ring(chat, of);
        }
        if (of && unread(chat, seen.get(chat.id) ?? 0) === 0) quiet(of);
      }
    },
  };
}
