/**
 * Consoles hear of their waiting lists, visitors of their place in line, from the table's stream. A record that fails is tried
 * again; every step may happen twice. Timers go another way (`arm-timers`): a flood of chats that makes this late delays none.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import { type Change, readChange } from '../adapters/dynamodb/stream.ts';
import type { ChatStore, QueueStore, WaitingEntry } from '../adapters/stores.ts';
import type { LaneId } from '../core/ids.ts';
import { estimatedWait, type Flow, flowAfter } from '../core/routing/wait.ts';
import { onBatch } from './batch.ts';
import type { Connections } from './chat/push.ts';
import { chatStore, dynamo, queueStore, sockets } from './wiring.ts';

/** So many at the head of a line hear of every move; who stands further back hears at the next reconnect. */
const TOLD_POSITIONS = 10;

/** Whoever left sooner found an agent at once, which says nothing of how quickly a line moves. */
const STOOD_MS = 2000;

interface Parts {
  chats: ChatStore;
  queues: QueueStore;
  connections: Connections;
  now: () => number;
}

export function createHandler({ chats, queues, connections, now }: Parts) {
  return onBatch<DynamoDBRecord>(
    'in order',
    (record) => record.dynamodb?.SequenceNumber ?? '',
    async (record) => {
      const change = readChange(record);
      switch (change.kind) {
        case 'joined line':
        case 'left line':
          await tellConsoles(change);
          if (change.kind === 'left line') await tellPositions(change.entry.lane, await noteFlow(change.entry));
          return;
        case 'commit':
        case 'published':
        case 'other':
          return;
        default:
          change satisfies never;
      }
    },
  );

  async function tellConsoles({ kind, entry }: Extract<Change, { entry: unknown }>): Promise<void> {
    const frame =
      kind === 'joined line'
        ? { t: 'waiting' as const, added: [entry], removed: [] }
        : { t: 'waiting' as const, added: [], removed: [entry.chatId] };
    const watchers = await queues.watchers(entry.queueId);
    await Promise.all(
      watchers.flatMap(({ connections: ids }) => ids.map((id) => connections.post('agent', id, frame))),
    );
  }

  /** How quickly the lane moves, of which the estimated wait is made (B14). */
  async function noteFlow({ chatId, lane, since }: WaitingEntry): Promise<Flow> {
    const before = await queues.flow(lane);
    const leftAt = now();
    if (leftAt - since < STOOD_MS) return before;
    const { chat } = await chats.load(chatId);
    const gaveUp = chat.status === 'waiting' || (chat.status === 'ended' && !chat.agent);
    // Time with an agent, between two stays in line, is no waiting.
    const waitedFrom = chat.status === 'new' ? since : chat.waitedFrom;
    const flow = flowAfter(before, { since: waitedFrom, leftAt, gaveUp });
    await queues.saveFlow(lane, flow);
    return flow;
  }

  async function tellPositions(lane: LaneId, flow: Flow): Promise<void> {
    const heads = await queues.waiting(lane, TOLD_POSITIONS);
    await Promise.all(
      heads.map(async ({ chatId }, index) => {
        const { chat } = await chats.load(chatId);
        if (chat.status !== 'waiting') return;
        const wait = estimatedWait(flow, index + 1);
        const frame = { t: 'position' as const, position: index + 1, ...(wait ? { wait } : {}) };
        await Promise.all(chat.connections.visitor.map((id) => connections.post('visitor', id, frame)));
      }),
    );
  }
}

const client = dynamo();
export const handler = createHandler({
  chats: chatStore(client),
  queues: queueStore(client),
  connections: sockets(),
  now: Date.now,
});
