/** Files of the app that are fetched when they are needed. They lie beside it and bear its hash. */
import { createBackoff } from './engine/backoff.ts';
import type { Device } from './engine/conversation.ts';
import type { ScreenChunks } from './screens.ts';
import type { Language } from './texts/texts.ts';

export interface Chunks extends ScreenChunks, Record<Language, typeof import('./texts/en.ts')> {
  preact: typeof import('./preact.ts');
  /** The tenant's colour. */
  colour: typeof import('./colour.ts');
  /** What the page says of the visitor, where it says anything. */
  facts: typeof import('./facts.ts');
}

type Name = keyof Chunks;

export interface ChunkLoader {
  /** throws when it does not load; the next call tries again. */
  fetch<N extends Name>(name: N): Promise<Chunks[N]>;
  /** Tries again until it is here. */
  insist<N extends Name>(name: N): Promise<Chunks[N]>;
  /** Fetched by being asked for: nothing until it is here, which `changed` tells. */
  have<N extends Name>(name: N): Chunks[N] | undefined;
}

/** `here`: what the app itself holds. `arrived` hears of each of the others once. */
export function createChunks(
  deps: Device & { here: Partial<Chunks>; arrived(chunk: Chunks[Name]): void; changed(): void },
): ChunkLoader {
  const { here } = deps;
  const awaited = new Set<Name>();
  const failures: { [N in Name]?: number } = {};

  async function fetch<N extends Name>(name: N): Promise<Chunks[N]> {
    try {
      const chunk: Chunks[N] = await import(addressOf(name, failures[name]));
      if (!here[name]) deps.arrived(chunk);
      here[name] = chunk;
      return chunk;
    } catch (cause) {
      failures[name] = (failures[name] ?? 0) + 1;
      throw cause;
    }
  }

  async function insist<N extends Name>(name: N): Promise<Chunks[N]> {
    const backoff = createBackoff(deps);
    for (;;) {
      try {
        return await fetch(name);
      } catch {
        await new Promise<void>((again) => backoff.retry(again));
      }
    }
  }

  function have<N extends Name>(name: N): Chunks[N] | undefined {
    if (!here[name] && !awaited.has(name)) {
      awaited.add(name);
      void insist(name).then(deps.changed);
    }
    return here[name];
  }

  return { fetch, insist, have };
}

/**
 * A browser may remember as long as the page lives that a module did not load (https://github.com/whatwg/html/issues/6768): another query
 * is another module. An app that was itself loaded again has a query already, which its chunks take over.
 * What looks like a file's name may also stand in the host's.
 */
const addressOf = (name: Name, failures = 0) =>
  import.meta.url.replace(/(?=\.\w+\.js(\?|$))/, `.${name}`) + '?'.repeat(failures);
