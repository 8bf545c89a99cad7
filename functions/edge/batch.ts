/** Batches: records are handled separately, and the answer lists those that failed, so that only they are retried. */
import type { Context } from 'aws-lambda';
import { beforeDeadline } from './deadline.ts';
import { log } from './stack.ts';

/** Returned when a record was deliberately put back. */
export const comesAgain = Symbol('comes again');

interface Batch<Record> {
  Records: Record[];
}

interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * Handles all records in parallel, so that one that waits does not hold up the others. `identify` gives a record's id for its
 * source: a stream's sequence number, a queue's message id. A record that `comes again` has not failed. `putBack`: what else to
 * do with one that has failed, besides retrying it.
 */
export function onBatch<Record>(
  identify: (record: Record) => string,
  handle: (record: Record) => Promise<unknown>,
  putBack: (record: Record) => Promise<void> = async () => undefined,
) {
  return async ({ Records }: Batch<Record>, context: Context): Promise<BatchAnswer> => {
    const unfinished = async (record: Record) => {
      try {
        const done = await beforeDeadline(context, handle(record));
        return done === comesAgain ? [{ itemIdentifier: identify(record) }] : [];
      } catch (error) {
        log('error', context, { code: 'record_failed', error: String(error) });
        await putBack(record).catch((reason) => log('error', context, { code: 'not_put_back', error: String(reason) }));
        return [{ itemIdentifier: identify(record) }];
      }
    };
    return { batchItemFailures: (await Promise.all(Records.map(unfinished))).flat() };
  };
}
