/** Calls when a module or one that it imports has been saved, once a burst of writes is over, and never twice at once. */
import { type FSWatcher, watch } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build, type Plugin, stop } from 'esbuild';

/** Editors write, rename and touch within a few milliseconds. */
const SETTLED_MS = 200;

/** Directories are watched: an editor that saves by renaming puts another file in the place of the one that was watched. */
export function onSave(entry: string, apply: () => Promise<void>): { close(): void } {
  const watchers = new Map<string, FSWatcher>();
  let files = new Set([resolve(entry)]);
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  function watchAll(): void {
    const directories = new Set([...files].map((file) => dirname(file)));
    for (const [directory, watcher] of watchers) {
      if (directories.has(directory)) continue;
      watcher.close();
      watchers.delete(directory);
    }
    for (const directory of directories) if (!watchers.has(directory)) watchOne(directory);
  }

  function watchOne(directory: string): void {
    try {
      const watcher = watch(directory, (_, name) => {
        if (name && files.has(join(directory, name))) saved();
      });
      watchers.set(directory, watcher);
    } catch {
      // There is none yet. Who makes it saves the file that imports from it, too, or starts anew.
    }
  }

  function saved(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(look).then(apply).catch(console.error);
    }, SETTLED_MS);
  }

  async function look(): Promise<void> {
    files = await filesOf(entry);
    watchAll();
  }

  watchAll();
  running = look();
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

/** The module and what it imports, packages apart, whether or not all of it is there and makes sense. */
async function filesOf(entry: string): Promise<Set<string>> {
  const files = new Set([resolve(entry)]);
  const collect: Plugin = {
    name: 'collect',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\.{0,2}\// }, ({ path, resolveDir }) => {
        files.add(resolve(resolveDir, path));
        return undefined;
      }),
  };
  const settings = { bundle: true, write: false, packages: 'external', platform: 'node', format: 'esm' } as const;
  // What is wrong with a file is said when it is applied.
  await build({ entryPoints: [entry], ...settings, logLevel: 'silent', plugins: [collect] }).catch(() => {});
  await stop();
  return files;
}
