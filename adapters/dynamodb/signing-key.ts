/** The tenant's key for tokens: made by whoever needs it first, the same for all, read once per process. */
import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { bytes } from './attributes.ts';
import { expressions, type Table } from './client.ts';
import { isNew, tokenKey } from './keys.ts';

const KeyRow = z.object({ key: bytes });

export function createSigningKey({ client, table: TableName }: Table): () => Promise<Uint8Array> {
  let known: Promise<Uint8Array> | undefined;

  async function find(): Promise<Uint8Array> {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: tokenKey }));
    return Item ? KeyRow.parse(Item).key : make();
  }

  async function make(): Promise<Uint8Array> {
    const key = randomBytes(32);
    const Item = { ...tokenKey, ...z.encode(KeyRow, { key }) };
    const whereNew = expressions({ ConditionExpression: isNew });
    try {
      await client.send(
        new PutItemCommand({ TableName, Item, ...whereNew, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      );
      return key;
    } catch (error) {
      // Another process was first: its key counts.
      if (error instanceof ConditionalCheckFailedException) return KeyRow.parse(error.Item).key;
      throw error;
    }
  }

  return () => {
    known ??= find().catch((error) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}
