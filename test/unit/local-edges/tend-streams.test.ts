import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { startDynamodb } from '../../../local/engines/dynamodb.ts';
import { tendStreams } from '../../../local/engines/tend-streams.ts';

/** A database as created by dynoxide. */
async function emptyDatabase(): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'foyer-streams-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  await (await startDynamodb({ dataDir })).stop();
  return join(dataDir, 'dynamodb.db');
}

function withDatabase<T>(file: string, use: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file);
  try {
    return use(database);
  } finally {
    database.close();
  }
}

test('H1 a stream’s next number is found by an index, not by looking at every record', async () => {
  const file = await emptyDatabase();
  const numbering = 'SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?';
  const plan = withDatabase(file, (database) => database.prepare(`EXPLAIN QUERY PLAN ${numbering}`).all('t'));
  expect(JSON.stringify(plan)).toContain('stream_order');
});

test('H1 records older than a day go, but for the newest of each table', async () => {
  const file = await emptyDatabase();
  withDatabase(file, (database) =>
    database.exec(`
      INSERT INTO _stream_records (table_name, event_name, keys_json, sequence_number, shard_id, created_at) VALUES
        ('busy', 'INSERT', '{}', '1', 's', unixepoch() - 90000),
        ('busy', 'INSERT', '{}', '2', 's', unixepoch() - 80000),
        ('quiet', 'INSERT', '{}', '7', 's', unixepoch() - 95000),
        ('quiet', 'INSERT', '{}', '8', 's', unixepoch() - 90000)`),
  );
  tendStreams(file);
  const left = withDatabase(file, (database) => database.prepare('SELECT sequence_number FROM _stream_records').all());
  expect(left.map(({ sequence_number }) => sequence_number)).toEqual(['2', '8']);
});
