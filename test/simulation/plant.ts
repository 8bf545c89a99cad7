/** Plants one bug of the list in the source, for this process only and before the file is imported. Nothing is written to disk. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Mutant } from './mutants.ts';

const root = join(import.meta.dirname, '../..');

/** The file's source with the bug in it. @throws unless its text is in the file exactly once */
export function mutated({ name, file, replace, by }: Mutant): string {
  const parts = readFileSync(join(root, file), 'utf8').split(replace);
  if (parts.length !== 2)
    throw new Error(
      `Mutant "${name}": its text is in ${file} ${parts.length - 1} times. It must be there exactly once.`,
    );
  return parts.join(by);
}

export function plant(mutant: Mutant): void {
  const source = mutated(mutant);
  const planted = pathToFileURL(join(root, mutant.file)).href;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      return url === planted ? { ...loaded, source } : loaded;
    },
  });
}
