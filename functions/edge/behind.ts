/** What comes late from the table's stream: nobody is told of it, so that the function says so itself. */
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { log } from './stack.ts';

/** Offers run out late by so much, or lists lag: somebody should know. */
const LATE_S = 60;

/** One line a batch, which counts as a failure, where its oldest record is late. */
export function reportLate(records: readonly DynamoDBRecord[], context: Context, now: number): void {
  const written = records.flatMap(({ dynamodb }) => dynamodb?.ApproximateCreationDateTime ?? []);
  const seconds = Math.round(now / 1000 - Math.min(...written));
  if (written.length > 0 && seconds > LATE_S) log('error', context, { code: 'behind', seconds });
}
