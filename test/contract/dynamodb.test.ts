import { afterAll, beforeAll, describe } from 'vitest';
import { startTestEngine, storesIn, type TestEngine } from '../support/dynamodb-engine.ts';
import { storeContract } from './store-contract.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

describe('DynamoDB', () => storeContract(async () => storesIn(await engine.createTable())));
