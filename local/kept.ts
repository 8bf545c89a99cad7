/** State that must outlive the local cloud, one file for each entry, cached in memory. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';

export interface Kept<Value> {
  get(name: string): Value | undefined;
  all(): [name: string, value: Value][];
  set(name: string, value: Value): void;
  delete(name: string): void;
}

/** Names must be valid file names. @throws if the directory contains anything else */
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
      // Renamed into place, so that a kill leaves either the old file or the new one.
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
