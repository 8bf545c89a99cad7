/** The client, and how requests refer to keys, conditions and attributes. */
import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBClient,
  QueryCommand,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { clientSettings, lean, patience } from '../lean-client.ts';
import { S } from './attributes.ts';
import { between, type Rows, whole } from './keys.ts';

export type Item = Record<string, AttributeValue>;

export interface Table {
  client: DynamoDBClient;
  table: string;
}

/** Created once for each process. */
export function createDynamoClient(): DynamoDBClient {
  const client = lean(new DynamoDBClient({ ...clientSettings, maxAttempts: patience.attempts.table }));
  // A single write that meets a transaction on its row is refused. That passes within milliseconds, but the SDK does not retry
  // it unless told to.
  client.middlewareStack.add(
    (next) => async (request) => {
      try {
        return await next(request);
      } catch (error) {
        throw error instanceof TransactionConflictException ? Object.assign(error, { $retryable: {} }) : error;
      }
    },
    { step: 'deserialize', priority: 'high', name: 'retryTransactionConflict' },
  );
  return client;
}

export interface Expressions {
  KeyConditionExpression?: string;
  ConditionExpression?: string;
  UpdateExpression?: string;
  ProjectionExpression?: string;
  /** Values by name, without the colon. */
  values?: Item;
  /** Attributes whose names are data. Any other `#name` in an expression refers to the attribute of that name. */
  dynamicNames?: Record<string, string>;
}

/** Adds the names and values that the expressions use. DynamoDB refuses both missing and unused ones. */
export function expressions<Given extends Expressions>({ values = {}, dynamicNames = {}, ...given }: Given) {
  const aliases = Object.values(given)
    .join(' ')
    .matchAll(/#(\w+)/g);
  const names = Object.fromEntries([...aliases].map(([alias, name = '']) => [alias, dynamicNames[name] ?? name]));
  const bound = Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]));
  return {
    ...given,
    ExpressionAttributeNames: names,
    ...(Object.keys(bound).length > 0 && { ExpressionAttributeValues: bound }),
  };
}

export function rowsOf(rows: Rows) {
  const pk = S(rows.pk);
  // Rows that begin with the prefix. dynoxide's `begins_with` scans the whole partition if nothing matches: 15 ms for 100,000
  // rows.
  if ('prefix' in rows) return condition(between, { pk, from: S(rows.prefix), to: S(`${rows.prefix}\u{10FFFF}`) });
  if ('from' in rows) return condition(between, { pk, from: S(rows.from), to: S(rows.to) });
  return condition(whole, { pk });
}

const condition = (KeyConditionExpression: string, values: Item) => expressions({ KeyConditionExpression, values });

/** The first rows of a query, over as many pages as needed. Half as expensive if it need not be consistent. */
export async function query(
  { client, table }: Table,
  rows: Rows,
  limit?: number,
  isConsistent = true,
): Promise<Item[]> {
  const found: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const input = { TableName: table, ...rowsOf(rows), ConsistentRead: isConsistent, Limit: limit, ExclusiveStartKey };
    const page = await client.send(new QueryCommand(input));
    found.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey && !(limit && found.length >= limit));
  return found.slice(0, limit);
}

/** The number of rows, counted up to `limit`. Strongly consistent. */
export async function count({ client, table }: Table, rows: Rows, limit?: number): Promise<number> {
  let counted = 0;
  let ExclusiveStartKey: Item | undefined;
  do {
    const input = { TableName: table, ...rowsOf(rows), ConsistentRead: true, Select: 'COUNT' as const };
    const page = await client.send(new QueryCommand({ ...input, Limit: limit && limit - counted, ExclusiveStartKey }));
    counted += page.Count ?? 0;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey && !(limit && counted >= limit));
  return counted;
}

/** The result of a write, or undefined if its condition failed. */
export async function ifConditionHolds<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/**
 * Runs a transaction. Returns undefined if it succeeded, or a reason for each item if a condition or another writer prevented
 * it.
 */
export async function cancelled(
  client: DynamoDBClient,
  TransactItems: TransactWriteItem[],
): Promise<CancellationReason[] | undefined> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return undefined;
  } catch (error) {
    const reasons = (error instanceof TransactionCanceledException && error.CancellationReasons) || [];
    if (reasons.some(({ Code = '' }) => REFUSALS.includes(Code))) return reasons;
    throw error;
  }
}

const REFUSALS = ['ConditionalCheckFailed', 'TransactionConflict'];
