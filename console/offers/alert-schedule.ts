/**
 * When to draw attention to an offer: at its start, at half time (sound only) and five seconds before its end (words only). An
 * offer that is answered or gone is silent at once.
 */
import type { ChatIn } from '../live/chat.ts';
import type { Clock } from '../live/clock.ts';
import type { OfferId } from '../live/ids.ts';
import { safely } from '../live/listeners.ts';

const LAST_CALL_MS = 5_000;

type Offered = ChatIn<'offered'>;

export interface AlertEffects {
  sound(): void;
  announce(chat: Offered, secondsLeft: number, when: 'start' | 'end'): void;
  /** Returns a function that removes the notification. */
  notify(chat: Offered): () => void;
}

export interface AlertSchedule {
  /** `offers`: those still unanswered. `now`: on Foyer's clock. */
  update(offers: readonly Offered[], now: number): void;
}

export function createAlertSchedule(clock: Clock, effects: AlertEffects): AlertSchedule {
  const running = new Map<OfferId, () => void>();

  function begin(chat: Offered, now: number): () => void {
    const leftMs = Math.max(0, chat.expiresAt - now);
    const halfMs = chat.expiresAt - (chat.expiresAt - chat.offeredAt) / 2 - now;
    const ends: (() => void)[] = [];
    safely(effects.sound);
    safely(() => effects.announce(chat, Math.ceil(leftMs / 1000), 'start'));
    safely(() => ends.push(effects.notify(chat)));
    if (halfMs > 0) ends.push(clock.after(halfMs, () => safely(effects.sound)));
    if (leftMs > LAST_CALL_MS)
      ends.push(
        clock.after(leftMs - LAST_CALL_MS, () => safely(() => effects.announce(chat, LAST_CALL_MS / 1000, 'end'))),
      );
    return () => {
      for (const end of ends) safely(end);
    };
  }

  return {
    update: (offers, now) => {
      const open = new Set(offers.map((chat) => chat.offerId));
      for (const [offerId, end] of running) {
        if (open.has(offerId)) continue;
        end();
        running.delete(offerId);
      }
      for (const chat of offers) {
        if (!running.has(chat.offerId)) running.set(chat.offerId, begin(chat, now));
      }
    },
  };
}
