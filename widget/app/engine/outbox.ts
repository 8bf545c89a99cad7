/**
 * What the visitor sent and Foyer has not acknowledged, in order, on the device: it survives reload, sleep and restarts. An entry
 * leaves when it is found in the log, whoever sent it; a refused message stays until the visitor tries again.
 */
import type { CommandId } from '../../../core/ids.ts';
import type { Clock } from './clock.ts';
import type { Kept, KeptCommand } from './kept.ts';

export interface Outbox {
  entries(): KeptCommand[];
  /** The one that goes next. */
  next(): KeptCommand | undefined;
  add(type: KeptCommand['type'], text: string): void;
  remove(id: string): void;
  refuse(id: string, code: string): void;
  /** A refused message goes to the end of the line, as if written now. */
  tryAgain(id: string): void;
}

export function createOutbox(deps: { kept: Kept; handle: string; clock: Clock; newId: () => CommandId }): Outbox {
  const { kept, handle, clock, newId } = deps;
  const entries = () => kept.commands().filter((command) => command.handle === handle);
  const find = (id: string) => entries().find((entry) => entry.id === id);

  const add: Outbox['add'] = (type, text) => {
    const newest = entries().at(-1)?.at ?? 0;
    kept.saveCommand({ id: newId(), handle, type, text, at: Math.max(clock.now(), newest + 1) });
  };

  return {
    entries,
    next: () => entries().find((entry) => entry.refused === undefined),
    add,
    remove: (id) => kept.removeCommand(id),
    refuse(id, code) {
      const entry = find(id);
      // There is no chat left to end, or somebody is looked for already.
      if (entry?.type === 'message') kept.saveCommand({ ...entry, refused: code });
      else kept.removeCommand(id);
    },
    tryAgain(id) {
      const entry = find(id);
      if (!entry) return;
      add(entry.type, entry.text);
      kept.removeCommand(id);
    },
  };
}
