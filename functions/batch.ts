/** Batches: each record on its own, and the answer names those that failed, so that only they come again. */
import type { Context } from 'aws-lambda';
import { log } from './stack.ts';

interface Batch<Record> {
  Records: Record[];
}

interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/** `identify` names a record as its source wants it: a stream's sequence number, a queue's message id. */
export function onBatch<Record>(identify: (record: Record) => string, handle: (record: Record) => Promise<void>) {
  return async (event: Batch<Record>, context: Context): Promise<BatchAnswer> => {
    const batchItemFailures: BatchAnswer['batchItemFailures'] = [];
    for (const record of event.Records) {
      try {
        await handle(record);
      } catch (error) {
        log('error', context, { code: 'record_failed', error: String(error) });
        batchItemFailures.push({ itemIdentifier: identify(record) });
      }
    }
    return { batchItemFailures };
  };
}
