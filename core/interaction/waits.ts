/** How long timers wait, and what that costs. */

/** Three missed heartbeats of 30 s: after that an agent counts as gone, gets no offers, and their chats go back in line (D7). */
export const LEASE_MS = 90_000;

/** API Gateway's limit (quotas for WebSocket APIs: connection duration). */
export const LONGEST_SOCKET_MS = 2 * 3_600_000;

/**
 * The longest delay in a queue (SQS: 15 minutes). Waits up to this cost almost nothing; a longer one costs half as much as a
 * chat, so an ordinary chat has none.
 */
export const SHORT_WAIT_MS = 15 * 60_000;

/**
 * A long wait ends on a full minute, so that everyone who sets it within that minute sets the same timer: a visitor may come
 * and go as often as they like.
 */
export const coarse = (due: number, at: number): number =>
  due - at > SHORT_WAIT_MS ? Math.ceil(due / 60_000) * 60_000 : due;
