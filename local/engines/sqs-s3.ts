import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from 'fauxqs';
// Does by hand what `startFauxqs` does, because that listens on all of the machine's addresses and cannot be told otherwise.
import { PersistenceManager } from '../../node_modules/fauxqs/dist/persistence.js';
import { S3Store } from '../../node_modules/fauxqs/dist/s3/s3Store.js';
import { SnsStore } from '../../node_modules/fauxqs/dist/sns/snsStore.js';
import { SqsStore } from '../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import type { Engine } from './engine.ts';

/** SQS and S3 at one address, in this process. Every change is written to disk before the response. */
export async function startSqsAndS3({ dataDir, region }: { dataDir: string; region: string }): Promise<Engine> {
  const directory = join(dataDir, 'sqs-s3');
  mkdirSync(directory, { recursive: true });
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const disk = new PersistenceManager(directory);
  // Loaded before it is attached; otherwise what is loaded would be written back.
  disk.load(stores.sqsStore, stores.snsStore, stores.s3Store);
  for (const store of [...Object.values(stores), ...stores.sqsStore.allQueues()]) store.persistence = disk;
  const app = buildApp({ logger: false, defaultRegion: region, stores });
  app.addHook('preClose', async () => disk.close());
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), stop: () => app.close() };
}
