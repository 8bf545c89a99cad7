import { describe } from 'vitest';
import { createMemoryStores } from '../support/memory-store.ts';
import { storeContract } from './store-contract.ts';

describe('memory', () => storeContract(async () => createMemoryStores()));
