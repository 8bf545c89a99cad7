/**
 * What the visitor sent and Foyer has not acknowledged, stored on the device: it survives reload, sleep and restarts. All tabs
 * share it, but only one sends. The rules are in `protocol/outbox.ts`.
 */
import type { CommandId } from '../../../core/ids.ts';
import { isPassing } from '../../../protocol/client.ts';
import {
  idle,
  keep,
  nextOf,
  type Outbox,
  pauseMs,
  withEntry,
  withoutEntry,
  withRefusal,
} from '../../../protocol/outbox.ts';
import type { VisitorFrame } from '../../../protocol/visitor.ts';
import type { Clock } from './clock.ts';
import type { Kept, KeptCommand } from './kept.ts';

export interface Sending {
  /** In the order in which they were made. */
  entries(): readonly KeptCommand[];
  add(type: KeptCommand['type'], text: string): void;
  /** Sends a refused message again. */
  tryAgain(id: string): void;
  /** Sends the next command if possible. Call whenever something may have changed. */
  pump(): void;
  acknowledged(id: string): void;
  refused(id: string, code: string): void;
  /** A function failed without naming the command: it can only be the one in flight. */
  failed(): void;
  /** The connection is gone, and every answer with it. */
  interrupted(): void;
}

export function createSending(deps: {
  kept: Kept;
  handle: string;
  clock: Clock;
  random(): number;
  newId(): CommandId;
  /** Whether the connection is up to date and this tab is the one that sends. */
  maySend(): boolean;
  send(id: string, frame: VisitorFrame): void;
  /** Commands up to this position in the log have been removed. */
  position(): number;
}): Sending {
  const { kept, handle, clock } = deps;
  let outbox: Outbox<KeptCommand> = { ...idle, entries: [] };
  let stopPausing = () => {};

  const entries = () => kept.commands().filter((entry) => entry.handle === handle);

  function read() {
    outbox = { ...outbox, entries: entries() };
    return outbox;
  }

  function put(after: Outbox<KeptCommand>) {
    keep(outbox, after, kept.saveCommand, kept.removeCommand);
    outbox = after;
    pump();
  }

  function pump() {
    const entry = deps.maySend() && nextOf(read());
    if (!entry) return;
    outbox = { ...outbox, busy: entry.id };
    deps.send(entry.id, frameOf(entry, deps.position()));
  }

  function interrupted() {
    stopPausing();
    outbox = { ...outbox, busy: '' };
  }

  function refused(id: string, code: string) {
    put(withRefusal(read(), id, { code }));
    if (!isPassing(code)) return;
    stopPausing();
    stopPausing = clock.after(pauseMs(outbox, deps.random()), () => {
      if (outbox.busy === id) interrupted();
      pump();
    });
  }

  const place = (entry: Omit<KeptCommand, 'at' | 'refused'>) => put(withEntry(read(), entry, clock.now()));

  return {
    entries,
    pump,
    refused,
    add: (type, text) => place({ id: deps.newId(), handle, type, text }),
    tryAgain(id) {
      const entry = entries().find((entry) => entry.id === id);
      if (entry) place(entry);
    },
    acknowledged: (id) => put(withoutEntry(read(), id)),
    failed() {
      if (outbox.busy) refused(outbox.busy, 'unavailable');
    },
    interrupted,
  };
}

const frameOf = ({ id, type, text }: KeptCommand, after: number) =>
  ({ t: type, id, after, ...(type === 'message' ? { text } : text && JSON.parse(text)) }) as VisitorFrame;
