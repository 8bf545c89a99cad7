/** Batches: each record on its own, and the answer names those that failed, so that only they come again. */
import type { Context } from 'aws-lambda';
import { beforeDeadline } from './deadline.ts';
import { log } from './stack.ts';

/** What a record's handling answers where the record was put back in good order. */
export const comesAgain = Symbol('comes again');

interface Batch<Record> {
  Records: Record[];
}

interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * All records at once: one that waits for somebody else holds up no other. `identify` names a record as its source wants it: a
 * stream's sequence number, a queue's message id. One that `comes again` did not fail. `putBack`: what is done with one that did,
 * beside its coming again.
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
