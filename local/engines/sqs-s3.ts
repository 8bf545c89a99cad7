import type { Engine } from './engine.ts';

/** SQS and S3 on disk, both on one address. */
export function startSqsAndS3(_options: { dataDir: string; region: string }): Promise<Engine> {
  throw new Error('not yet');
}
