/** What happened in each queue, by quarters of an hour, counted exactly once. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { added, type Counted, figureNames, QUARTER_MS, type Tally } from '../../core/interaction/tally.ts';
import type { TallyStore } from '../stores.ts';
import { N, S } from './attributes.ts';
import { cancelled, expressions, query, type Table } from './client.ts';
import * as keys from './keys.ts';
import { countedRow, readTally, tallyTtl } from './rows.ts';

/** DynamoDB allows 100 writes in a transaction. A commit needs one, and one for each quarter and queue that it adds to. */
const MOST_WRITES = 100;
/** A lost race means that another batch was counted meanwhile. */
const MAX_TRIES = 25;
const DAY_MS = 96 * QUARTER_MS;

export function createTallyStore(place: Table): TallyStore {
  const { client, table: TableName } = place;

  async function add(counted: readonly Counted[]): Promise<void> {
    for (const part of inParts(distinct(counted))) await addPart(part);
  }

  /** In one transaction with a row for each commit, so that none counts again. */
  async function addPart(part: Counted[]): Promise<void> {
    let rest = part;
    for (let tries = 0; rest.length > 0; tries++) {
      if (tries === MAX_TRIES) throw new Error(`Lost ${MAX_TRIES} races for the tallies in a row`);
      const reasons = await cancelled(client, [...rest.map(marker), ...added(talliesOf(rest)).map(addition)]);
      if (!reasons) return;
      rest = rest.filter((_, n) => reasons[n]?.Code !== 'ConditionalCheckFailed');
    }
  }

  const marker = ({ interactionId, seq, tallies }: Counted): TransactWriteItem => ({
    Put: {
      TableName,
      Item: { ...keys.countedKey(interactionId, seq), ...countedRow(newestOf(tallies)) },
      ...expressions({ ConditionExpression: keys.isNew }),
    },
  });

  function addition({ queueId, quarter, figures }: Tally): TransactWriteItem {
    const present = figureNames.filter((name) => figures[name] !== undefined);
    const change = expressions({
      UpdateExpression: keys.tallies(present.length),
      values: {
        ...Object.fromEntries(present.map((name, n) => [`f${n}`, N(figures[name] ?? 0)])),
        ...{ queueId: S(queueId), quarter: N(quarter), ttl: tallyTtl(quarter) },
      },
      dynamicNames: Object.fromEntries(present.map((name, n) => [`f${n}`, name])),
    });
    return { Update: { TableName, Key: keys.tallyKey({ queueId, quarter }), ...change } };
  }

  /** One query for each UTC day. */
  async function find(from: number, to: number): Promise<Tally[]> {
    const starts = Array.from({ length: Math.max(0, dayOf(to) - dayOf(from) + 1) }, (_, n) =>
      n === 0 ? from : (dayOf(from) + n) * DAY_MS,
    );
    const found = await Promise.all(
      starts.map((start) =>
        query(place, keys.talliesBetween(start, Math.min(to, (dayOf(start) + 1) * DAY_MS - 1)), undefined, false),
      ),
    );
    return found.flat().map(readTally);
  }

  return { add, find };
}

const dayOf = (at: number) => Math.floor(at / DAY_MS);

const talliesOf = (counted: readonly Counted[]): Tally[] => counted.flatMap(({ tallies }) => tallies);

/** For the time to live of its row. */
const newestOf = (tallies: readonly Tally[]): number => Math.max(0, ...tallies.map(({ quarter }) => quarter));

/** A transaction cannot write a row twice. What adds nothing needs no row. */
const distinct = (counted: readonly Counted[]): Counted[] => [
  ...new Map(
    counted.filter(({ tallies }) => tallies.length > 0).map((each) => [`${each.interactionId} ${each.seq}`, each]),
  ).values(),
];

function inParts(counted: readonly Counted[]): Counted[][] {
  const parts: Counted[][] = [];
  let part: Counted[] = [];
  for (const each of counted) {
    const grown = [...part, each];
    if (part.length > 0 && grown.length + added(talliesOf(grown)).length > MOST_WRITES) {
      parts.push(part);
      part = [each];
    } else part = grown;
  }
  return part.length > 0 ? [...parts, part] : parts;
}
