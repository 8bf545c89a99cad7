/** What must outlive the local cloud, a file each, in memory as well. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';

export interface Kept<Value> {
  get(name: string): Value | undefined;
  all(): [name: string, value: Value][];
  set(name: string, value: Value): void;
  delete(name: string): void;
}

/** Names are those of files. @throws when the directory holds what is none of these. */
export function keptIn<Value>(directory: string, schema: z.ZodType<Value>): Kept<Value> {
  mkdirSync(directory, { recursive: true });
  const fileOf = (name: string) => join(directory, `${name}${ending}`);
  const names = readdirSync(directory).filter((file) => file.endsWith(ending));
  const values = new Map(
    names.map((file) => [
      file.slice(0, -ending.length),
      schema.parse(JSON.parse(readFileSync(join(directory, file), 'utf8'))),
    ]),
  );
  return {
    get: (name) => values.get(name),
    all: () => [...values],
    set(name, value) {
      values.set(name, value);
      // Renamed into place, so that a kill leaves the old file or the new one.
      writeFileSync(`${fileOf(name)}.new`, JSON.stringify(value));
      renameSync(`${fileOf(name)}.new`, fileOf(name));
    },
    delete(name) {
      values.delete(name);
      rmSync(fileOf(name), { force: true });
    },
  };
}

const ending = '.json';
