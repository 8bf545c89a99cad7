/** How long timers wait, and what that costs. */

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
export const coarse = (due: number, at: number): number =>
  due - at > SHORT_WAIT_MS ? Math.ceil(due / 60_000) * 60_000 : due;
