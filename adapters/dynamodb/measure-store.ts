/** Measures of closed interactions, one row for each key by which they can be found. */
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Measures } from '../../core/interaction/measures.ts';
import type { MeasuredBy, MeasureStore } from '../stores.ts';
import { N } from './attributes.ts';
import { expressions, ifConditionHolds, query, rowsOf, type Table } from './client.ts';
import { allDoneBy, doneBy, doneKeys, isNewOrOlder } from './keys.ts';
import { measuresRow, readMeasures } from './rows.ts';

export function createMeasureStore(place: Table): MeasureStore {
  const { client, table: TableName } = place;

  async function note(measures: Measures): Promise<void> {
    const row = measuresRow(measures);
    const where = expressions({ ConditionExpression: isNewOrOlder, values: { seq: N(measures.seq) } });
    const puts = doneKeys(measures).map((key) => new PutItemCommand({ TableName, Item: { ...key, ...row }, ...where }));
    await Promise.all(puts.map((put) => ifConditionHolds(client.send(put))));
  }

  async function newest(by: MeasuredBy, Limit: number): Promise<Measures[]> {
    const where = { TableName, ...rowsOf(allDoneBy(by)), ScanIndexForward: false, Limit };
    const { Items = [] } = await client.send(new QueryCommand(where));
    return Items.map(readMeasures);
  }

  return {
    note,
    newest,
    find: async (by, from, to, limit) => (await query(place, doneBy(by, from, to), limit)).map(readMeasures),
  };
}
