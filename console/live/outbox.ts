/**
 * What the agent did and Foyer has not confirmed yet (F2). A command is resent with its own id until it is acknowledged or
 * permanently refused. Each chat is a lane: its second command is sent when the first is done, because the gateway may handle
 * two frames of one connection in parallel. Lanes survive a reload in the browser's storage.
 */
import * as z from 'zod/mini';
import { AgentFrame } from '../../protocol/agent.ts';
import { isPassing } from '../../protocol/client.ts';
import type { Clock } from './clock.ts';
import type { CommandId } from './ids.ts';

/** Resent if unanswered for this long on an open connection. */
const REPEAT_MS = 10_000;
const RETRY_MS = [1_000, 3_000, 6_000, 10_000] as const;

export type Command = Exclude<AgentFrame, { t: 'hello' | 'ping' | 'sync' | 'line' }>;

/** Everything except frames that only read. */
export const isCommand = (frame: AgentFrame): frame is Command => !['hello', 'ping', 'sync', 'line'].includes(frame.t);

export type Outgoing = { frame: Command; refused?: { code: string; message: string } };

const Stored = z.object({ order: z.number(), frame: AgentFrame });

/** The part of the browser's `localStorage` that is used. */
export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export interface OutboxDeps {
  storage: KeyValueStorage;
  /** Prefix of the keys, one for each agent, so that two people on one machine never send each other's text. */
  prefix: string;
  clock: Clock;
  send(frame: Command): boolean;
  /** The same command, to be looked for in the log after the part that has been read. */
  caughtUp(frame: Command): Command;
  changed(): void;
}

interface Item extends Outgoing {
  order: number;
  /** Set while the command is in flight or waiting for a retry. */
  cancel?: () => void;
  tries: number;
  /** More has happened in the chat than Foyer searches for a repeated command. */
  isBehind?: boolean;
}

export interface Outbox {
  list(): readonly Outgoing[];
  add(frame: Command): void;
  connected(): void;
  disconnected(): void;
  acknowledged(id: CommandId): void;
  /** Returns the command if it was permanently refused. */
  refused(id: string, code: string, message: string): Command | undefined;
  /** The person retries a refused message, or discards it. */
  retry(id: CommandId): void;
  discard(id: CommandId): void;
}

export function createOutbox(deps: OutboxDeps): Outbox {
  const items = load(deps);
  let connected = false;
  let order = items.reduce((highest, item) => Math.max(highest, item.order), deps.clock.now());
  let listed: readonly Outgoing[] = items.map(outgoing);

  function changed(): void {
    listed = items.map(outgoing);
    deps.changed();
  }

  /** Sends the first command of every lane with nothing in flight. */
  function flush(): void {
    if (!connected) return;
    const busy = new Set<string>();
    for (const item of items) {
      if (item.refused || busy.has(lane(item.frame))) continue;
      busy.add(lane(item.frame));
      if (!item.cancel) dispatch(item);
    }
  }

  function dispatch(item: Item): void {
    if (deps.send(item.frame)) item.cancel = deps.clock.after(REPEAT_MS, () => again(item));
  }

  function again(item: Item): void {
    delete item.cancel;
    if (item.isBehind) item.frame = deps.caughtUp(item.frame);
    flush();
  }

  function remove(doomed: (item: Item) => boolean): void {
    for (const item of items.filter(doomed)) {
      item.cancel?.();
      items.splice(items.indexOf(item), 1);
      deps.storage.removeItem(deps.prefix + item.frame.id);
    }
    changed();
    flush();
  }

  return {
    list: () => listed,
    add: (frame) => {
      // Only the latest wish for a status counts.
      if (frame.t === 'status') remove((item) => item.frame.t === 'status');
      order += 1;
      items.push({ frame, order, tries: 0 });
      deps.storage.setItem(deps.prefix + frame.id, JSON.stringify({ order, frame }));
      changed();
      flush();
    },
    connected: () => {
      connected = true;
      flush();
    },
    disconnected: () => {
      connected = false;
      for (const item of items) {
        item.cancel?.();
        delete item.cancel;
      }
    },
    acknowledged: (id) => remove((item) => item.frame.id === id),
    refused: (id, code, message) => {
      const item = items.find((candidate) => candidate.frame.id === id);
      if (!item) return undefined;
      item.cancel?.();
      if (isPassing(code)) {
        item.isBehind = code === 'behind';
        const ms = RETRY_MS[Math.min(item.tries, RETRY_MS.length - 1)] ?? 0;
        item.tries += 1;
        item.cancel = deps.clock.after(ms, () => again(item));
        return undefined;
      }
      if (item.frame.t !== 'message' && !(item.frame.t === 'finish' && item.frame.note)) {
        remove((candidate) => candidate === item);
        return item.frame;
      }
      // Text is never discarded automatically: it stays with the reason, and lets the next one pass.
      item.refused = { code, message };
      delete item.cancel;
      changed();
      flush();
      return item.frame;
    },
    retry: (id) => {
      const item = items.find((candidate) => candidate.frame.id === id);
      if (!item) return;
      delete item.refused;
      changed();
      flush();
    },
    discard: (id) => remove((item) => item.frame.id === id),
  };
}

const lane = (frame: Command): string => (frame.t === 'status' ? 'status' : frame.interactionId);

const outgoing = ({ frame, refused }: Item): Outgoing => (refused ? { frame, refused } : { frame });

function load({ storage, prefix }: OutboxDeps): Item[] {
  const items: Item[] = [];
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  for (const key of keys) {
    if (!key?.startsWith(prefix)) continue;
    const stored = readStored(storage.getItem(key) ?? '');
    if (stored) items.push({ ...stored, tries: 0 });
    else storage.removeItem(key);
  }
  return items.sort((a, b) => a.order - b.order);
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
