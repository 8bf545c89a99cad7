/** The chats that wait in the agent's queues: kept up to date row by row, shown queue by queue. */
import type { ConsoleSession, WaitingRow } from '../../protocol/agent.ts';
import type { ChatId } from './ids.ts';

export type Queue = ConsoleSession['queues'][number];

export interface WaitingQueue {
  queue: Queue;
  /** In the order in which they will be served: priority, then age. */
  rows: readonly WaitingRow[];
  /** The time since which the longest-waiting waits. */
  longestSince?: number;
}

export function updateWaiting(
  rows: readonly WaitingRow[],
  added: readonly WaitingRow[],
  removed: readonly ChatId[],
): readonly WaitingRow[] {
  const replaced = new Set<ChatId>([...removed, ...added.map((row) => row.chatId)]);
  return [...rows.filter((row) => !replaced.has(row.chatId)), ...added];
}

export function byQueue(rows: readonly WaitingRow[], queues: readonly Queue[]): WaitingQueue[] {
  return queues.map((queue) => {
    const own = rows.filter((row) => row.queueId === queue.id);
    own.sort((a, b) => b.priority - a.priority || a.since - b.since);
    if (own.length === 0) return { queue, rows: own };
    return { queue, rows: own, longestSince: Math.min(...own.map((row) => row.since)) };
  });
}
