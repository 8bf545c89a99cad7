/** The table's stream, from in-memory stores: batches in order, to both functions that read it. */
import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { commitKey, waitingKey } from '../../../adapters/dynamodb/keys.ts';
import { commitRow, waitingRow } from '../../../adapters/dynamodb/rows.ts';
import { context, type Foyer } from '../foyer-in-memory.ts';
import type { Written } from '../memory-store.ts';

export function createStream() {
  const records: DynamoDBRecord[] = [];
  const failures: unknown[] = [];
  let functions: Foyer['functions'] | undefined;
  let reading = Promise.resolve();
  async function read(): Promise<void> {
    const Records = records.splice(0);
    if (Records.length === 0 || !functions) return;
    await functions['after-commit']({ Records }, context);
    await functions['arm-timers']({ Records }, context);
    return read();
  }
  const settled = () => {
    reading = reading.then(read).catch((error) => void failures.push(error));
    return reading;
  };
  return {
    leadTo: (foyer: Foyer) => {
      functions = foyer.functions;
    },
    add(written: Written): void {
      records.push(...recordsOf(written));
      setImmediate(settled);
    },
    settled,
    /** @throws the readers' errors */
    check(): void {
      if (failures.length > 0) throw new AggregateError(failures, 'The stream was not read to its end');
    },
  };
}

export function recordsOf({ interactionId, commit, stood, stands }: Written): DynamoDBRecord[] {
  const place = stood && waitingKey(stood);
  const leaves = stood && !(stands && isDeepStrictEqual(place, waitingKey(stands)));
  return [
    inserted(commitKey(interactionId, commit.seq), commitRow(commit, 0)),
    ...(leaves
      ? [{ eventName: 'REMOVE' as const, dynamodb: { Keys: place, OldImage: { ...place, ...waitingRow(stood) } } }]
      : []),
    ...(stands && !isDeepStrictEqual(stood, stands) ? [inserted(waitingKey(stands), waitingRow(stands))] : []),
  ];
}

const inserted = (Keys: Row, row: Row): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { Keys, NewImage: { ...Keys, ...row } },
});

type Row = Record<string, AttributeValue>;
