import type { Engine } from './engine.ts';

/** DynamoDB on disk: dynoxide, or whatever endpoint `external` names (`FOYER_DYNAMODB_ENDPOINT`). */
export function startDynamodb(_options: { dataDir: string; external?: string }): Promise<Engine> {
  throw new Error('not yet');
}
