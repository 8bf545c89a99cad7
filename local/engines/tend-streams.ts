/** Keeps dynoxide's stream records fast to query, and deletes them after as long as AWS does. */
import { DatabaseSync } from 'node:sqlite';

/**
 * dynoxide numbers a record by finding the highest number so far. Without an index that reads every record: a put took 1.9 ms
 * in an empty table and 9 ms after 20,000 others. The newest record is kept, because numbering continues from it.
 */
export function tendStreams(databaseFile: string): void {
  const database = new DatabaseSync(databaseFile, { timeout: 5000 });
  database.exec(`
    CREATE INDEX IF NOT EXISTS stream_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
    DELETE FROM _stream_records
      WHERE created_at < unixepoch() - 24 * 60 * 60
        AND id NOT IN (SELECT MAX(id) FROM _stream_records GROUP BY table_name);
  `);
  database.close();
}
