/** Thresholds that were passed or are back (D1), what must be looked at later, and the consoles of supervisors. */
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Alarm } from '../../core/thresholds.ts';
import type { AlarmStore, Overseer } from '../stores.ts';
import { alarmRow, lookRow, overseerRow, readAlarm, readOverseer } from './alarm-rows.ts';
import { N } from './attributes.ts';
import { expressions, ifConditionHolds, query, type Table } from './client.ts';
import * as keys from './keys.ts';

export function createAlarmStore(place: Table): AlarmStore {
  const { client, table: TableName } = place;

  async function note(alarm: Alarm): Promise<void> {
    const isLater = expressions({ ConditionExpression: keys.isNewOrBefore, values: { at: N(alarm.at) } });
    const Item = { ...keys.alarmKey(alarm), ...alarmRow(alarm) };
    await ifConditionHolds(client.send(new PutItemCommand({ TableName, Item, ...isLater })));
  }

  async function lookAt(look: Parameters<AlarmStore['lookAt']>[0], now: number): Promise<void> {
    const { queueId, dueAt } = look;
    const isSooner = expressions({ ConditionExpression: keys.isNewOrSooner, values: { dueAt: N(dueAt), now: N(now) } });
    const Item = { ...keys.lookKey(queueId), ...lookRow(look) };
    await ifConditionHolds(client.send(new PutItemCommand({ TableName, Item, ...isSooner })));
  }

  async function oversee(overseer: Overseer): Promise<void> {
    const Item = { ...keys.overseerKey(overseer.connectionId), ...overseerRow(overseer) };
    await client.send(new PutItemCommand({ TableName, Item }));
  }

  return {
    ofQueue: async (queueId) => (await query(place, keys.alarmsOf(queueId))).map(readAlarm),
    all: async () => (await query(place, keys.alarms)).map(readAlarm),
    note,
    lookAt,
    oversee,
    leave: async (connectionId) => {
      await client.send(new DeleteItemCommand({ TableName, Key: keys.overseerKey(connectionId) }));
    },
    overseers: async () => (await query(place, keys.overseers)).map(readOverseer),
  };
}
