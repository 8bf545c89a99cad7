/** What everyone in a run shares. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Chance, chanceBy } from '../../test/support/fuzz/random.ts';
import { createLedger, type Ledger } from './ledger.ts';

/** Where Foyer is. */
export interface Target {
  /** Where `w.js` comes from; ends with a slash. */
  widget: string;
  /** The website's token, and the page that may use it. */
  website: string;
  origin: string;
  console: string;
}

export interface Run {
  target: Target;
  ledger: Ledger;
  chance: Chance;
  random(): number;
  now(): number;
  /** Pauses as a person does who reads and types, 0.5 to `mostS` seconds. */
  think(mostS?: number): Promise<void>;
  /** In ms. */
  steps: Record<'started' | 'accepted' | 'resumed', number[]>;
  /** When sockets were up to date again, in ms from the beginning of the run. */
  resumptions: number[];
  /** Of chats; `failed`: how a visitor's turn ended early. */
  chats: { started: number; ended: number; failed: Map<string, number> };
  /** Nobody waits any longer. */
  over: AbortSignal;
}

export function createRun(target: Target, seed: number, over: AbortSignal): Run {
  const now = () => performance.now();
  const chance = chanceBy(seed);
  const random = () => chance.below(2 ** 30) / 2 ** 30;
  return {
    ...{ target, chance, random, now, over },
    ledger: createLedger(now),
    think: (mostS = 3) => pause(500 + random() * (mostS * 1000 - 500), undefined, { signal: over }),
    steps: { started: [], accepted: [], resumed: [] },
    resumptions: [],
    chats: { started: 0, ended: 0, failed: new Map() },
  };
}

export const wallClock = {
  now: Date.now,
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Lets others wait for something that only a callback tells. */
export function createWaiters(over: AbortSignal) {
  const waiting = new Set<() => void>();
  return {
    /** Something may have changed. */
    look: () => {
      for (const each of [...waiting]) each();
    },
    /** @throws once the run is over */
    until: (holds: () => boolean) =>
      new Promise<void>((resolve, reject) => {
        const stop = () => {
          waiting.delete(look);
          over.removeEventListener('abort', fail);
        };
        const fail = () => {
          stop();
          reject(over.reason);
        };
        const look = () => {
          if (!holds()) return;
          stop();
          resolve();
        };
        if (over.aborted) return reject(over.reason);
        waiting.add(look);
        over.addEventListener('abort', fail);
        look();
      }),
  };
}
