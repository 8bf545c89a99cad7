/** Queues as two sorted lists, and the consoles that watch them. */
import type { AgentId, ChatId, ConnectionId, QueueId } from '../../core/ids.ts';
import type { QueueStore } from '../stores.ts';
import { query, type Table } from './client.ts';
import { readyIn, waitingIn, waitingUpTo, watchersOf } from './keys.ts';
import { readReady, readWaiting, readWatch } from './rows.ts';

/** A position is counted row by row: beyond this many nobody cares. */
const MAX_POSITION = 100;

export function createQueueStore(table: Table): QueueStore {
  async function position(queueId: QueueId, priority: number, since: number, chatId: ChatId): Promise<number> {
    const upTo = await query(table, waitingUpTo({ queueId, priority, since, chatId }), MAX_POSITION - 1);
    return upTo.map(readWaiting).filter((entry) => entry.chatId !== chatId).length + 1;
  }

  async function watchers(queueId: QueueId) {
    const byAgent = new Map<AgentId, ConnectionId[]>();
    for (const { agentId, connectionId } of (await query(table, watchersOf(queueId))).map(readWatch)) {
      byAgent.set(agentId, [...(byAgent.get(agentId) ?? []), connectionId]);
    }
    return [...byAgent].map(([agentId, connections]) => ({ agentId, connections }));
  }

  return {
    waiting: async (queueId, limit) => (await query(table, waitingIn(queueId), limit)).map(readWaiting),
    ready: async (queueId, limit) => (await query(table, readyIn(queueId), limit)).map(readReady),
    position,
    watchers,
  };
}
