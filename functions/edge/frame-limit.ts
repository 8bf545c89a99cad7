/**
 * Limits how many frames one socket may send, before anything is read for them. Each process counts separately: a flood that
 * AWS spreads over several processes gets several times as far, but each frame still costs no more than the call.
 */
import type { ConnectionId } from '../../core/ids.ts';

const WINDOW_MS = 10_000;
/** A chat has its own limit for messages, set by its queue. This one only bounds what is read to check it. */
const MOST_MESSAGES = 1_000;
/** Someone who types says so every twelve seconds, and a console marks what it gets in all of its chats. */
const MOST_PRESENCES = 30;
/** A reconnecting console requests each of its chats, and sends what has piled up. */
const MOST_OTHERS = 100;
/** Each reads the whole roster; a wallboard asks every other second. */
const MOST_BOARDS = 15;
/** How many sockets are remembered: those of a window under full load. */
const MAX_SOCKETS = 10_000;

export type FrameLimit = (connectionId: ConnectionId, t: string) => boolean;

/** Returns whether this frame is one too many. */
export function createFrameLimit(now: () => number): FrameLimit {
  const windows = new Map<string, { since: number; count: number }>();
  return (connectionId, t) => {
    const [kind, most] = limitOf(t);
    const key = `${connectionId} ${kind}`;
    const running = windows.get(key);
    // A clock can be put back.
    const window = running && Math.abs(now() - running.since) < WINDOW_MS ? running : { since: now(), count: 0 };
    window.count += 1;
    windows.delete(key);
    windows.set(key, window);
    // A map's first entry is the one that has been silent longest.
    const [silent] = windows.keys();
    if (windows.size > MAX_SOCKETS && silent !== undefined) windows.delete(silent);
    return window.count > most;
  };
}

function limitOf(t: string): [kind: string, most: number] {
  if (t === 'message') return [t, MOST_MESSAGES];
  if (t === 'presence') return [t, MOST_PRESENCES];
  return t === 'board' || t === 'quarters' ? ['board', MOST_BOARDS] : ['other', MOST_OTHERS];
}
