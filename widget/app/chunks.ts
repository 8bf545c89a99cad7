/** Parts of the app that are fetched when needed. They are beside it and have the same hash in their names. */
import { createBackoff } from './engine/backoff.ts';
import type { Device } from './engine/conversation.ts';
import type { ScreenChunks } from './screens.ts';
import type { Language } from './texts/texts.ts';

export interface Chunks extends ScreenChunks, Record<Language, typeof import('./texts/en.ts')> {
  preact: typeof import('./preact.ts');
  /** The tenant's colour. */
  colour: typeof import('./colour.ts');
  /** The kinds of answers that the standard form does not ask for. */
  fields: typeof import('./screens/fields/fields.tsx');
  /** A message instead of a chat. */
  offline: typeof import('./screens/offline/offline.tsx');
  /** For what comes while nobody looks. */
  alert: typeof import('./alert.ts');
  emoji: typeof import('./screens/emoji/emoji.tsx');
  /** How a chat was. */
  feedback: typeof import('./screens/feedback/feedback.tsx');
  /** The conversation to keep. */
  transcript: typeof import('./screens/transcript/transcript.tsx');
  /** What the page says about the visitor, if anything. */
  facts: typeof import('./facts.ts');
  /** For a browser that opens no sockets. */
  unable: typeof import('./unable.ts');
}

type Name = keyof Chunks;

export interface ChunkLoader {
  /** throws if it does not load; the next call tries again. */
  fetch<N extends Name>(name: N): Promise<Chunks[N]>;
  /** Retries until it has loaded. */
  insist<N extends Name>(name: N): Promise<Chunks[N]>;
  /** Undefined until loaded. Asking starts the load, and `changed` is called when it is done. */
  have<N extends Name>(name: N): Chunks[N] | undefined;
}

/** `here`: the chunks inside the app itself. `arrived` is called once for each of the others. */
export function createChunks(
  deps: Device & { here: Partial<Chunks>; arrived(chunk: Chunks[Name]): void; changed(): void },
): ChunkLoader {
  // The page may have put properties with a chunk's name on all objects.
  const here: Partial<Chunks> = Object.assign(Object.create(null), deps.here);
  const awaited = new Set<Name>();
  const failures = new Map<Name, number>();

  async function fetch<N extends Name>(name: N): Promise<Chunks[N]> {
    try {
      const chunk: Chunks[N] = await import(addressOf(name, failures.get(name)));
      if (!here[name]) deps.arrived(chunk);
      here[name] = chunk;
      return chunk;
    } catch (cause) {
      failures.set(name, (failures.get(name) ?? 0) + 1);
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
 * A browser may remember for the life of the page that a module failed to load (https://github.com/whatwg/html/issues/6768),
 * but a different query is a different module. A reloaded app already has a query, which its chunks reuse. The host name could
 * also look like a file name.
 */
const addressOf = (name: Name, failures = 0) =>
  import.meta.url.replace(/(?=\.\w+\.js(\?|$))/, `.${name}`) + '?'.repeat(failures);
