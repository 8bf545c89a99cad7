/** Queues as two sorted lists, and the consoles that watch them. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AgentId, ChatId, ConnectionId, LaneId, QueueId } from '../../core/ids.ts';
import { emptyFlow, type Flow } from '../../core/routing/wait.ts';
import type { QueueStore } from '../stores.ts';
import { count, query, type Table } from './client.ts';
import { flowKey, readyFrom, readyIn, waitingIn, waitingInQueue, waitingUpTo, watchersOf } from './keys.ts';
import { flowRow, readFlow, readReady, readWaiting, readWatch } from './rows.ts';

/** A position is counted row by row: beyond this many nobody cares. */
const MAX_POSITION = 100;

export function createQueueStore(place: Table): QueueStore {
  const { client, table: TableName } = place;

  async function position(lane: LaneId, priority: number, since: number, chatId: ChatId): Promise<number> {
    const upTo = await query(place, waitingUpTo({ lane, priority, since, chatId }), MAX_POSITION - 1);
    return upTo.map(readWaiting).filter((entry) => entry.chatId !== chatId).length + 1;
  }

  async function watchers(queueId: QueueId) {
    const byAgent = new Map<AgentId, ConnectionId[]>();
    for (const { agentId, connectionId } of (await query(place, watchersOf(queueId))).map(readWatch)) {
      byAgent.set(agentId, [...(byAgent.get(agentId) ?? []), connectionId]);
    }
    return [...byAgent].map(([agentId, connections]) => ({ agentId, connections }));
  }

  async function flow(lane: LaneId): Promise<Flow> {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: flowKey(lane) }));
    return Item ? readFlow(Item) : emptyFlow;
  }

  async function saveFlow(lane: LaneId, flow: Flow): Promise<void> {
    await client.send(new PutItemCommand({ TableName, Item: { ...flowKey(lane), ...flowRow(flow) } }));
  }

  return {
    waiting: async (lane, limit) => (await query(place, waitingIn(lane), limit)).map(readWaiting),
    waitingIn: async (queueId, limit) => (await query(place, waitingInQueue(queueId), limit)).map(readWaiting),
    countWaiting: (queueId, limit) => count(place, waitingInQueue(queueId), limit),
    ready: async (lane, limit, from) =>
      (await query(place, from === undefined ? readyIn(lane) : readyFrom(lane, from), limit)).map(readReady),
    position,
    watchers,
    flow,
    saveFlow,
  };
}
