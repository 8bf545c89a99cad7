/** Batches: each record on its own, and the answer names those that failed, so that only they come again. */
import type { Context } from 'aws-lambda';
import { log } from './stack.ts';

interface Batch<Record> {
  Records: Record[];
}

interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * `identify` names a record as its source wants it: a stream's sequence number, a queue's message id. A stream's records are
 * handled in their order; those of a queue have none, and one that waits for somebody else holds up no other.
 */
export function onBatch<Record>(
  how: 'in order' | 'at once',
  identify: (record: Record) => string,
  handle: (record: Record) => Promise<void>,
) {
  return async ({ Records }: Batch<Record>, context: Context): Promise<BatchAnswer> => {
    const failed = async (record: Record) => {
      try {
        await handle(record);
        return [];
      } catch (error) {
        log('error', context, { code: 'record_failed', error: String(error) });
        return [{ itemIdentifier: identify(record) }];
      }
    };
    if (how === 'at once') return { batchItemFailures: (await Promise.all(Records.map(failed))).flat() };
    const batchItemFailures: BatchAnswer['batchItemFailures'] = [];
    for (const record of Records) batchItemFailures.push(...(await failed(record)));
    return { batchItemFailures };
  };
}
