/** Batches: each record on its own, and the answer names those that failed, so that only they come again. */
import type { Context } from 'aws-lambda';
import { beforeDeadline } from './deadline.ts';
import { log } from './stack.ts';

interface Batch<Record> {
  Records: Record[];
}

interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * All records at once: one that waits for somebody else holds up no other. `identify` names a record as its source wants it: a
 * stream's sequence number, a queue's message id. `putBack`: what is done with one that failed, beside its coming again.
 */
export function onBatch<Record>(
  identify: (record: Record) => string,
  handle: (record: Record) => Promise<void>,
  putBack: (record: Record) => Promise<void> = async () => undefined,
) {
  return async ({ Records }: Batch<Record>, context: Context): Promise<BatchAnswer> => {
    const failed = async (record: Record) => {
      try {
        await beforeDeadline(context, handle(record));
        return [];
      } catch (error) {
        log('error', context, { code: 'record_failed', error: String(error) });
        await putBack(record).catch((reason) => log('error', context, { code: 'not_put_back', error: String(reason) }));
        return [{ itemIdentifier: identify(record) }];
      }
    };
    return { batchItemFailures: (await Promise.all(Records.map(failed))).flat() };
  };
}
