/** A function's report on a batch (`ReportBatchItemFailures`): which items it could not handle. */
import * as z from 'zod';
import type { Outcome } from '../lambda/local-function.ts';

const Answer = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullish();

/** A subset of `ids`. As in AWS, a report with unknown ids or another shape fails the whole batch, as an error does. */
export function failedItems(outcome: Outcome, ids: string[], reports: boolean): Set<string> | 'whole batch' {
  if (!outcome.ok) return 'whole batch';
  if (!reports) return new Set();
  const answer = Answer.safeParse(outcome.payload);
  const failed = answer.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier) ?? [];
  return answer.success && failed.every((id) => ids.includes(id)) ? new Set(failed) : 'whole batch';
}
