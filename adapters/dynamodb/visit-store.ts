/** What is remembered about visitors for a while: requests, for conditions that count them, and external tracking ids. */
import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { GatewayId, InteractionId } from '../../core/ids.ts';
import type { VisitStore } from '../stores.ts';
import { N, S } from './attributes.ts';
import { expressions, ifConditionHolds, query, type Table } from './client.ts';
import { admittedKey, enters, mayEnter, requestIdOf, requestKey, requestsSince, trackKey } from './keys.ts';
import { TrackRow } from './rows.ts';

const inSeconds = (ms: number) => Math.ceil(ms / 1000);

export function createVisitStore(place: Table): VisitStore {
  const { client, table: TableName } = place;

  /** A request that is repeated later has a row for each time. */
  async function requests(key: string, since: number, limit: number): Promise<number> {
    const ids = new Set<string>();
    let rows = requestsSince(key, since);
    for (;;) {
      const found = await query(place, rows, limit);
      for (const row of found) ids.add(requestIdOf(row));
      const last = found.at(-1);
      if (!last || found.length < limit || ids.size >= limit) return Math.min(ids.size, limit);
      rows = requestsSince(key, since, last);
    }
  }

  async function note(key: string, id: string, at: number, until: number): Promise<void> {
    const Item = { ...requestKey(key, at, id), ttl: N(inSeconds(until)) };
    await client.send(new PutItemCommand({ TableName, Item }));
  }

  /** DynamoDB may take days to delete an expired row. */
  async function chatOf(gatewayId: GatewayId, trackingId: string, now: number): Promise<InteractionId | undefined> {
    const Key = trackKey(gatewayId, trackingId);
    const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    const row = Item && TrackRow.parse(Item);
    return row && row.ttl > now / 1000 ? row.interactionId : undefined;
  }

  async function track(
    gatewayId: GatewayId,
    trackingId: string,
    interactionId: InteractionId,
    until: number,
  ): Promise<void> {
    const row = z.encode(TrackRow, { interactionId, ttl: inSeconds(until) });
    await client.send(new PutItemCommand({ TableName, Item: { ...trackKey(gatewayId, trackingId), ...row } }));
  }

  async function admit(key: string, id: string, most: number, until: number): Promise<'admitted' | 'full'> {
    const change = expressions({
      ConditionExpression: mayEnter,
      UpdateExpression: enters,
      values: { id: S(id), added: { SS: [id] }, most: N(most), ttl: N(inSeconds(until)) },
    });
    const update = new UpdateItemCommand({ TableName, Key: admittedKey(key), ...change });
    return (await ifConditionHolds(client.send(update))) ? 'admitted' : 'full';
  }

  return { requests, note, admit, chatOf, track };
}
