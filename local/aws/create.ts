/** Makes what the template declares where the engines lack it: tables, queues, buckets. */
import type { Resource } from '../template/resolve.ts';

export interface Created {
  /** The engine's stream ARN by the table's stream ARN in the template (they differ: the engine has a region of its own). */
  streams: Map<string, string>;
  /** The engine's queue URL by the queue's ARN. */
  queues: Map<string, string>;
}

/** Idempotent: what is there stays as it is, with its data. */
export function createDeclared(
  _resources: Resource[],
  _engines: { dynamodb: string; sqs: string; s3: string },
): Promise<Created> {
  throw new Error('not yet');
}
