/** Calls when a file has been saved, once a burst of writes is over, and never twice at once. */
import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Editors write, rename and touch within a few milliseconds. */
const SETTLED_MS = 200;

/** The directory is watched: an editor that saves by renaming puts another file in the place of the one that was watched. */
export function onSave(file: string, apply: () => Promise<void>): FSWatcher {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  return watch(dirname(file), (_, name) => {
    if (name !== basename(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(apply);
    }, SETTLED_MS);
  });
}
