/**
 * How far each shard of a stream has been handled, on disk. After a kill nothing is skipped, and at most the last batch is
 * repeated.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const File = z.record(z.string(), z.string());

export interface Positions {
  /** Sequence number of the last handled record. */
  get(shardId: string): string | undefined;
  set(shardId: string, sequenceNumber: string): void;
}

export function positionsIn(file: string): Positions {
  const positions = read(file);
  return {
    get: (shardId) => positions[shardId],
    set(shardId, sequenceNumber) {
      positions[shardId] = sequenceNumber;
      // Renamed into place, so that a kill leaves either the old file or the new one.
      writeFileSync(`${file}.new`, JSON.stringify(positions));
      renameSync(`${file}.new`, file);
    },
  };
}

function read(file: string): z.infer<typeof File> {
  try {
    return File.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new Error(`${file} does not contain stream positions`, { cause: error });
  }
}
