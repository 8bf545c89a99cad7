/** Keys of the tenant's programs, all in one partition: there are a handful. */
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { MachineKey, MachineKeyStore } from '../stores.ts';
import { expressions, ifConditionHolds, query, type Table } from './client.ts';
import * as keys from './keys.ts';
import { machineKeyRow, readMachineKey } from './rows.ts';

export function createMachineKeyStore(place: Table): MachineKeyStore {
  const { client, table: TableName } = place;

  async function add(key: MachineKey): Promise<void> {
    await client.send(new PutItemCommand({ TableName, Item: { ...keys.machineKey(key.id), ...machineKeyRow(key) } }));
  }

  async function find(id: string): Promise<MachineKey | undefined> {
    const get = new GetItemCommand({ TableName, Key: keys.machineKey(id), ConsistentRead: true });
    const { Item } = await client.send(get);
    return Item && readMachineKey(Item);
  }

  async function revoke(id: string): Promise<boolean> {
    const ifThere = expressions({ ConditionExpression: keys.exists });
    const Key = keys.machineKey(id);
    return (await ifConditionHolds(client.send(new DeleteItemCommand({ TableName, Key, ...ifThere })))) !== undefined;
  }

  const list = async () =>
    (await query(place, keys.machineKeys)).map(readMachineKey).sort((a, b) => a.createdAt - b.createdAt);

  return { add, find, list, revoke };
}
