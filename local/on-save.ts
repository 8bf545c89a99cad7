/**
 * Calls back when a module or one of its imports has been saved: once after a burst of writes, and never twice at the same
 * time.
 */
import { type FSWatcher, watch } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build, type Plugin, stop } from 'esbuild';

/** Editors write, rename and touch within a few milliseconds. */
const SETTLED_MS = 200;

/** Watches directories, because an editor that saves by renaming replaces the watched file. */
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
      // It does not exist yet. Saving the file that imports it, or a restart, will pick it up.
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

/** The module and its imports without packages, even if some are missing or broken. */
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
  // Errors in a file are reported when it is applied.
  await build({ entryPoints: [entry], ...settings, logLevel: 'silent', plugins: [collect] }).catch(() => {});
  await stop();
  return files;
}
