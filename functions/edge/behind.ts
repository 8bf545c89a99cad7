/** Detects late records from the table's stream: nobody else would notice, so the function reports it. */
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { log } from './stack.ts';

/** When offers expire or lists lag this late, someone should know. */
const LATE_S = 60;

/** One line for each batch whose oldest record is late. It counts as a failure. */
export function reportLate(records: readonly DynamoDBRecord[], context: Context, now: number): void {
  const written = records.flatMap(({ dynamodb }) => dynamodb?.ApproximateCreationDateTime ?? []);
  const seconds = Math.round(now / 1000 - Math.min(...written));
  if (written.length > 0 && seconds > LATE_S) log('error', context, { code: 'behind', seconds });
}
