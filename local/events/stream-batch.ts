/** One batch of stream records, until each is handled or given up: retries, bisection, partial results. */
import type { LocalFunction } from '../lambda/local-function.ts';
import { failedItems } from './batch-answer.ts';
import type { StreamMapping } from './read-mappings.ts';
import type { StreamRecord } from './stream-client.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

export interface BatchParts {
  mapping: StreamMapping;
  lambda: LocalFunction;
  pause(ms: number): Promise<void>;
  /** Receives records that failed as often as the mapping allows. */
  giveUp(records: StreamRecord[], attempts: number): Promise<void>;
}

/** @param retries how often these records have failed before */
export async function handleBatch(parts: BatchParts, records: StreamRecord[], retries = 0): Promise<void> {
  const { mapping, lambda, pause, giveUp } = parts;
  const outcome = await lambda.invoke({ Records: records });
  const ids = records.map(idOf);
  const failed = failedItems(outcome, ids, mapping.FunctionResponseTypes.length > 0);
  if (failed !== 'whole batch') {
    if (failed.size === 0) return;
    // To keep the order, everything from the first failure on is repeated, including what succeeded. In this case Lambda splits
    // at the failure instead of halving.
    const first = ids.findIndex((id) => failed.has(id));
    if (first > 0) return handleBatch(parts, records.slice(first));
  } else if (mapping.BisectBatchOnFunctionError && records.length > 1) {
    const half = Math.ceil(records.length / 2);
    await handleBatch(parts, records.slice(0, half), retries);
    return handleBatch(parts, records.slice(half), retries);
  }
  if (mapping.MaximumRetryAttempts >= 0 && retries >= mapping.MaximumRetryAttempts) return giveUp(records, retries + 1);
  await pause(Math.min(FIRST_PAUSE_MS * 2 ** retries, LONGEST_PAUSE_MS));
  return handleBatch(parts, records, retries + 1);
}

export function idOf(record: StreamRecord): string {
  return record.dynamodb.SequenceNumber;
}
