/**
 * What the agent did and Foyer has not confirmed yet (F2), by the rules of `protocol/outbox.ts`. Each chat has its own outbox, so that one
 * chat does not hold up another. Outboxes survive a reload in the browser's storage.
 */
import * as z from 'zod/mini';
import { AgentFrame } from '../../protocol/agent.ts';
import { isPassing } from '../../protocol/client.ts';
import {
  type Entry,
  idle,
  keep,
  nextOf,
  type Outbox,
  pauseMs,
  withEntry,
  withoutEntry,
  withRefusal,
} from '../../protocol/outbox.ts';
import type { Clock } from './clock.ts';
import type { CommandId } from './ids.ts';

/** Resent if unanswered for this long on an open connection. */
const REPEAT_MS = 10_000;

const passing = [
  ...(['hello', 'ping', 'sync', 'line', 'targets', 'upload', 'file-link', 'board', 'quarters'] as const),
  ...(['inbox', 'presence'] as const),
] as const;

export type Command = Exclude<AgentFrame, { t: (typeof passing)[number] }>;

/** Everything except frames that only read, or mean nothing a moment later. */
export const isCommand = (frame: AgentFrame): frame is Command => !passing.some((t) => t === frame.t);

export interface Outgoing extends Entry {
  id: CommandId;
  frame: Command;
  refused?: { code: string; message: string } | undefined;
}

const Stored = z.object({ order: z.number(), frame: AgentFrame });

/** The part of the browser's `localStorage` that is used. */
export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export interface SendingDeps {
  storage: KeyValueStorage;
  /** Prefix of the keys, one for each agent, so that two people on one machine never send each other's text. */
  prefix: string;
  clock: Clock;
  random(): number;
  send(frame: Command): void;
  /** The same command, to be looked for in the log after the part that has been read. */
  caughtUp(frame: Command): Command;
  changed(): void;
}

export interface Sending {
  /** In the order in which they were created. */
  list(): readonly Outgoing[];
  add(frame: Command): void;
  connected(): void;
  disconnected(): void;
  acknowledged(id: string): void;
  /** Returns the command if it was permanently refused. */
  refused(id: string, code: string, message: string): Command | undefined;
  /** The agent retries a refused message, or discards it. */
  retry(id: CommandId): void;
  discard(id: CommandId): void;
}

export function createSending(deps: SendingDeps): Sending {
  const { storage, prefix, clock } = deps;
  const outboxes = load(deps);
  /** For each outbox: cancels the resending of its command in flight. */
  const repeats = new Map<string, () => void>();
  let isConnected = false;
  let listed = inOrder();

  const outboxOf = (name: string): Outbox<Outgoing> => outboxes.get(name) ?? { ...idle, entries: [] };
  const nameOfOutboxWith = (id: string) =>
    [...outboxes].find(([, { entries }]) => entries.some((entry) => entry.id === id))?.[0];

  function inOrder(): readonly Outgoing[] {
    return [...outboxes.values()].flatMap(({ entries }) => entries).sort((a, b) => a.at - b.at);
  }

  function put(name: string, after: Outbox<Outgoing>): void {
    const save = ({ id, at, frame }: Outgoing) => storage.setItem(prefix + id, JSON.stringify({ order: at, frame }));
    keep(outboxOf(name), after, save, (id) => storage.removeItem(prefix + id));
    outboxes.set(name, after);
    listed = inOrder();
    deps.changed();
    pump(name);
  }

  function pump(name: string): void {
    const outbox = outboxOf(name);
    const next = isConnected ? nextOf(outbox) : undefined;
    if (!next) return;
    outboxes.set(name, { ...outbox, busy: next.id });
    repeat(name, REPEAT_MS);
    deps.send(next.frame);
  }

  function repeat(name: string, afterMs: number, as = (frame: Command) => frame): void {
    repeats.get(name)?.();
    const again = () => {
      const { busy, ...outbox } = outboxOf(name);
      const entries = outbox.entries.map((entry) => (entry.id === busy ? { ...entry, frame: as(entry.frame) } : entry));
      outboxes.set(name, { ...outbox, entries, busy: '' });
      pump(name);
    };
    repeats.set(name, clock.after(afterMs, again));
  }

  function without(id: string): void {
    const name = nameOfOutboxWith(id);
    if (name) put(name, withoutEntry(outboxOf(name), id));
  }

  return {
    list: () => listed,
    add: (frame) => {
      const name = nameOf(frame);
      const outbox = outboxOf(name);
      // Only the latest requested status counts.
      const before = frame.t === 'status' ? { ...outbox, entries: [] } : outbox;
      put(name, withEntry(before, entryOf(frame), clock.now()));
    },
    connected: () => {
      isConnected = true;
      for (const name of outboxes.keys()) pump(name);
    },
    disconnected: () => {
      isConnected = false;
      for (const cancel of repeats.values()) cancel();
      for (const [name, outbox] of outboxes) outboxes.set(name, { ...outbox, busy: '' });
    },
    acknowledged: without,
    refused: (id, code, message) => {
      const name = nameOfOutboxWith(id);
      const entry = listed.find((one) => one.id === id);
      if (!name || !entry) return undefined;
      put(name, withRefusal(outboxOf(name), id, { code, message }));
      if (!isPassing(code)) return entry.frame;
      // More has happened in the chat than Foyer searches for a repeated command.
      repeat(name, pauseMs(outboxOf(name), deps.random()), code === 'behind' ? deps.caughtUp : undefined);
      return undefined;
    },
    retry: (id) => {
      const name = nameOfOutboxWith(id);
      const entry = listed.find((one) => one.id === id);
      if (name && entry) put(name, withEntry(outboxOf(name), entry, clock.now()));
    },
    discard: without,
  };
}

const nameOf = (frame: Command): string => (frame.t === 'status' ? frame.t : frame.interactionId);

const entryOf = (frame: Command) => ({ id: frame.id, frame, text: textOf(frame) });

function textOf(frame: Command): string | undefined {
  if (frame.t === 'finish' || frame.t === 'transfer' || frame.t === 'invite') return frame.note;
  return frame.t === 'message' || frame.t === 'note' || frame.t === 'whisper' ? frame.text : undefined;
}

function load({ storage, prefix }: SendingDeps): Map<string, Outbox<Outgoing>> {
  const entries: Outgoing[] = [];
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  for (const key of keys) {
    if (!key?.startsWith(prefix)) continue;
    const stored = readStored(storage.getItem(key) ?? '');
    if (stored) entries.push({ ...entryOf(stored.frame), at: stored.order });
    else storage.removeItem(key);
  }
  entries.sort((a, b) => a.at - b.at);
  const outboxes = new Map<string, Outbox<Outgoing>>();
  for (const entry of entries) {
    const name = nameOf(entry.frame);
    outboxes.set(name, { ...idle, entries: [...(outboxes.get(name)?.entries ?? []), entry] });
  }
  return outboxes;
}

function readStored(text: string): { order: number; frame: Command } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = Stored.safeParse(value);
  if (!parsed.success) return undefined;
  const { order, frame } = parsed.data;
  return isCommand(frame) ? { order, frame } : undefined;
}
