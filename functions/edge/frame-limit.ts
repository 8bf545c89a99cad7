/**
 * How many frames one socket may send, looked at before anything is read for them. Each process counts for itself: a flood that AWS
 * spreads over several of them gets several times as far, and each of its frames still costs no more than the call.
 */
import type { ConnectionId } from '../../core/ids.ts';

const WINDOW_MS = 10_000;
/** A chat has a limit of its own for messages, which its queue sets: this one only bounds what is read to find it passed. */
const MOST_MESSAGES = 1_000;
/** A console that comes back asks for each of its chats, and sends what has piled up. */
const MOST_OTHERS = 100;
/** Sockets that are remembered: those of a window under full load. */
const MAX_SOCKETS = 10_000;

export type FrameLimit = (connectionId: ConnectionId, t: string) => boolean;

/** Answers whether this frame is one too many. */
export function createFrameLimit(now: () => number): FrameLimit {
  const windows = new Map<string, { since: number; count: number }>();
  return (connectionId, t) => {
    const isMessage = t === 'message';
    const key = `${connectionId} ${isMessage}`;
    const running = windows.get(key);
    const window = running && now() < running.since + WINDOW_MS ? running : { since: now(), count: 0 };
    window.count += 1;
    windows.delete(key);
    windows.set(key, window);
    // The first of a map is the one that was silent for longest.
    const [silent] = windows.keys();
    if (windows.size > MAX_SOCKETS && silent !== undefined) windows.delete(silent);
    return window.count > (isMessage ? MOST_MESSAGES : MOST_OTHERS);
  };
}
