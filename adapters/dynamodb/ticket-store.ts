/** Used socket tickets: each can be used once. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { TicketStore } from '../stores.ts';
import { N } from './attributes.ts';
import { expressions, ifConditionHolds, type Table } from './client.ts';
import { isNew, ticketKey } from './keys.ts';

export function createTicketStore({ client, table: TableName }: Table): TicketStore {
  async function use(id: string, until: number): Promise<boolean> {
    const whereNew = expressions({ ConditionExpression: isNew });
    const Item = { ...ticketKey(id), ttl: N(Math.ceil(until / 1000)) };
    return (await ifConditionHolds(client.send(new PutItemCommand({ TableName, Item, ...whereNew })))) !== undefined;
  }

  return { use };
}
