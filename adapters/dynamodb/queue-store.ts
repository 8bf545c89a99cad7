/** Queues as two sorted lists, and the consoles that watch them. */
import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { partsOfLane } from '../../core/configuration/lanes.ts';
import type { AgentId, ConnectionId, InteractionId, LaneId, QueueId } from '../../core/ids.ts';
import { byPlace, type Place } from '../../core/routing/place.ts';
import { NEWEST_STAYS, type Stay } from '../../core/routing/wait.ts';
import { type Line, lineOf, type QueueStore, type WaitingEntry } from '../stores.ts';
import { N, S } from './attributes.ts';
import { count, expressions, ifConditionHolds, query, type Table } from './client.ts';
import * as keys from './keys.ts';
import { readLine, readReady, readSampledLine, readStay, readWaiting, readWatch, stayRow } from './rows.ts';

/** One read returns a whole line up to this length. */
const SHORT_LINE = 100;

/** How many waiting chats of a queue are read together, regardless of lane. */
const FEW = 25;

/** A position is counted row by row; beyond this nobody cares. */
const MAX_POSITION = 100;

export function createQueueStore(place: Table): QueueStore {
  const { client, table: TableName } = place;

  async function position(
    lane: LaneId,
    priority: number,
    since: number,
    interactionId: InteractionId,
  ): Promise<number> {
    const upTo = await query(place, keys.waitingUpTo({ lane, priority, since, interactionId }), MAX_POSITION - 1);
    return upTo.map(readWaiting).filter((entry) => entry.interactionId !== interactionId).length + 1;
  }

  async function waitingIn(queueId: QueueId, limit: number, after?: Place): Promise<WaitingEntry[]> {
    const rows = await query(place, keys.waitingInQueue(queueId), limit);
    const isWhole = rows.length < limit;
    const entries = isWhole ? rows.map(readWaiting) : await headsOfLanes(queueId, limit, after);
    return entries
      .filter((entry) => !after || byPlace(entry, after) > 0)
      .sort(byPlace)
      .slice(0, limit);
  }

  async function waitingInLanes(lanes: readonly LaneId[], limit: number): Promise<WaitingEntry[][]> {
    const byQueue = Map.groupBy(lanes, (lane) => partsOfLane(lane).queueId);
    const found = await Promise.all([...byQueue].map(([queueId, ofQueue]) => headsIn(queueId, ofQueue, limit)));
    const byLane = new Map(found.flat());
    return lanes.map((lane) => byLane.get(lane) ?? []);
  }

  /**
   * One read covers many lanes, as long as few chats wait. For two lanes it would save nothing, and cost an extra read if many
   * wait.
   */
  async function headsIn(queueId: QueueId, lanes: LaneId[], limit: number): Promise<[LaneId, WaitingEntry[]][]> {
    if (lanes.length > 2) {
      const rows = await query(place, keys.waitingInQueue(queueId), FEW);
      const byLane = Map.groupBy(rows.map(readWaiting), ({ lane }) => lane);
      if (rows.length < FEW) return lanes.map((lane) => [lane, byLane.get(lane)?.slice(0, limit) ?? []]);
    }
    return Promise.all(
      lanes.map(async (lane): Promise<[LaneId, WaitingEntry[]]> => [lane, await waiting(lane, limit)]),
    );
  }

  const waiting = async (lane: LaneId, limit: number) =>
    (await query(place, keys.waitingIn(lane), limit)).map(readWaiting);

  /** Each lane is sorted by place, so the first chats overall are among the first of each lane. */
  async function headsOfLanes(queueId: QueueId, limit: number, after?: Place): Promise<WaitingEntry[]> {
    const lanes = new Set((await heads(queueId)).map(({ lane }) => lane));
    const first = await Promise.all(
      [...lanes].map((lane) =>
        query(place, after ? keys.waitingBehind({ ...after, lane }) : keys.waitingIn(lane), limit),
      ),
    );
    return first.flat().map(readWaiting);
  }

  /** The first chat of each lane and priority, in one small read each, however many are behind it. */
  async function heads(queueId: QueueId): Promise<WaitingEntry[]> {
    const found: WaitingEntry[] = [];
    let rows = keys.waitingInQueue(queueId);
    for (;;) {
      const [row] = await query(place, rows, 1);
      if (!row) return found;
      const head = readWaiting(row);
      found.push(head);
      rows = keys.waitingBeyond(head);
    }
  }

  async function line(queueId: QueueId): Promise<Line> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: keys.lineKey(queueId), ConsistentRead: true }),
    );
    return Item ? readLine(Item) : { total: 0, countedAt: 0 };
  }

  async function recount(queueId: QueueId, now: number): Promise<Line> {
    const counted = await counts(queueId, now);
    const { total, oldestSince } = counted;
    const sample = keys.sampleOf(now, total);
    const change = expressions({
      ConditionExpression: keys.isNewOrEarlier,
      UpdateExpression: keys.recounts(oldestSince !== undefined),
      values: {
        ...{ queueId: S(queueId), total: N(total), countedAt: N(now), sample: S(sample.text) },
        ...(oldestSince === undefined ? {} : { oldestSince: N(oldestSince) }),
      },
      dynamicNames: { sample: sample.name },
    });
    const update = new UpdateItemCommand({ TableName, Key: keys.lineKey(queueId), ...change });
    await ifConditionHolds(client.send(update));
    return counted;
  }

  async function counts(queueId: QueueId, now: number): Promise<Line> {
    const rows = await query(place, keys.waitingInQueue(queueId), SHORT_LINE);
    if (rows.length < SHORT_LINE) return lineOf(rows.map(readWaiting), now);
    const [total, oldest] = await Promise.all([count(place, keys.waitingInQueue(queueId)), heads(queueId)]);
    return { ...lineOf(oldest, now), total };
  }

  async function watchers(queueId: QueueId) {
    const byAgent = new Map<AgentId, ConnectionId[]>();
    for (const { agentId, connectionId } of (await query(place, keys.watchersOf(queueId))).map(readWatch)) {
      byAgent.set(agentId, [...(byAgent.get(agentId) ?? []), connectionId]);
    }
    return [...byAgent].map(([agentId, connections]) => ({ agentId, connections }));
  }

  async function noteStay(lane: LaneId, interactionId: InteractionId, stay: Stay): Promise<void> {
    const Item = { ...keys.stayKey(lane, stay.until, interactionId), ...stayRow(stay) };
    await client.send(new PutItemCommand({ TableName, Item }));
  }

  return {
    waiting,
    waitingInLanes,
    waitingIn,
    line,
    lines: async () =>
      (await query(place, keys.allLines, undefined, false)).map((row) =>
        readSampledLine(row as Record<string, { S?: string }>),
      ),
    recount,
    countWaiting: (queueId, limit) => count(place, keys.waitingInQueue(queueId), limit),
    ready: async (lane, limit, from) =>
      (await query(place, from === undefined ? keys.readyIn(lane) : keys.readyFrom(lane, from), limit)).map(readReady),
    position,
    watchers,
    stays: async (lane) => (await query(place, keys.staysIn(lane), NEWEST_STAYS)).map(readStay),
    noteStay,
  };
}
