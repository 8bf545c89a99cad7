/**
 * Knows what each part was built from: a file beside it holds the hash of its sources, so that outdated parts are rebuilt and
 * never deployed.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** The deployed parts, and the folders that each is built from. */
export const sources = {
  functions: ['core', 'protocol', 'adapters', 'functions'],
  widget: ['core', 'protocol', 'widget'],
  console: ['core', 'protocol', 'console'],
};

/** @returns the parts in `dist` that do not match the sources */
export const outOfDate = (dist: string): string[] =>
  Object.entries(sources).flatMap(([part, folders]) => (isBuilt(join(dist, part), folders) ? [] : [part]));

/** @param inputs files and folders, relative to the repository or absolute */
export function isBuilt(output: string, inputs: string[]): boolean {
  const mark = markOf(output);
  return existsSync(output) && existsSync(mark) && readFileSync(mark, 'utf8') === hashOf(inputs);
}

/** Builds, and records the hash of the inputs. */
export async function built(output: string, inputs: string[], run: () => Promise<unknown>): Promise<void> {
  const hash = hashOf(inputs);
  rmSync(markOf(output), { force: true });
  await run();
  writeFileSync(markOf(output), hash);
}

const markOf = (output: string): string => `${output}.inputs`;

/** A hash of relative names and contents, the same in every checkout and on every Node. */
function hashOf(inputs: string[]): string {
  const hash = createHash('sha256');
  for (const input of [...inputs, 'package.json', 'package-lock.json', 'local/build.ts']) {
    const path = resolve(root, input);
    for (const file of statSync(path).isDirectory() ? filesIn(path) : [path])
      hash.update(relative(root, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
