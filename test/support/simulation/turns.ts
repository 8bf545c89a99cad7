/**
 * Every call to a store or a gateway waits for a turn here. fast-check's scheduler assigns the turns. Their order is part of
 * the history, so it shrinks with it (docs/decisions/the-simulation-shrinks.md).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import fc from 'fast-check';
import type { Through } from '../foyer-in-memory.ts';

/** What fails in one call of a function. */
export interface Faults {
  /** The process dies when it asks for a turn after this many; if it asks for fewer, its answer is lost. */
  diesAfter?: number;
  /** Another transaction is writing a row of this append. */
  conflictAt?: number;
}

interface Call {
  name: string;
  faults: Faults;
  turns: number;
  appends: number;
}

export const DIED = 'The process died';

/**
 * Who continues at each turn: 0 is the call that had the last turn, or else the one that began first. So the smallest order is
 * one call after another, and each number above 0 is an interruption.
 */
export const orders = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(5) }),
  { maxLength: 60, size: 'max' },
);

export function createTurns() {
  const calls = new AsyncLocalStorage<Call>();
  const taken: string[] = [];
  let round: ReturnType<typeof roundBy> | undefined;

  /** Requests outside of a round, as when a test reads, need no turn. */
  async function turn(what: string): Promise<void> {
    const call = calls.getStore();
    if (!call || !round) return;
    await round.turn(call);
    taken.push(`${call.name}: ${what}`);
    if (call.faults.diesAfter !== undefined && call.turns++ > call.faults.diesAfter) throw new Error(DIED);
  }

  function meetsConflict(): boolean {
    const call = calls.getStore();
    return call !== undefined && call.appends++ === call.faults.conflictAt;
  }

  const through: Through = (name, port) => {
    const methods = Object.entries(port).map(([method, ask]) => [
      method,
      async (...given: unknown[]) => {
        await turn(`${name}.${method}`);
        if (method !== 'append' || !meetsConflict()) return ask(...given);
        return { is: 'conflict', of: (given[0] as unknown[]).length - 1 };
      },
    ]);
    return Object.fromEntries(methods);
  };

  return {
    through,
    /** Turns taken, in order. */
    taken,
    /** A call of a function. Undefined if nobody receives its answer. */
    call: <Answer>(name: string, faults: Faults, ask: () => Promise<Answer>): Promise<Answer | undefined> =>
      calls.run({ name, faults, turns: 0, appends: 0 }, async () => {
        await turn('begins');
        const answer = await ask().catch((error) => {
          if (faults.diesAfter === undefined) throw error;
        });
        return faults.diesAfter === undefined ? (answer as Answer) : undefined;
      }),
    /** Calls that begin together, until all of them are over. */
    async together(order: number[], begin: () => Promise<unknown>[]): Promise<void> {
      taken.push('----');
      round = roundBy(order);
      await round.waitFor(Promise.all(begin()));
      round = undefined;
    },
  };
}

/** `schedulerFor` takes its tasks in the order of a list of their numbers, which is written here step by step. */
function roundBy(order: number[]) {
  const taken: number[] = [];
  const waiting: { call: Call; task: number }[] = [];
  let tasks = 0;
  let last: Call | undefined;
  const next = () => {
    const ofLast = waiting.filter(({ call }) => call === last);
    const candidates = [...ofLast, ...waiting.filter(({ call }) => call !== last)];
    const chosen = candidates[(order[taken.length] ?? 0) % candidates.length];
    if (!chosen) throw new Error('Nobody waits for a turn');
    waiting.splice(waiting.indexOf(chosen), 1);
    taken.push(chosen.task);
    last = chosen.call;
  };
  const scheduler = fc.schedulerFor(taken, {
    act: (go) => {
      next();
      return go();
    },
  });
  return {
    turn(call: Call): Promise<void> {
      waiting.push({ call, task: ++tasks });
      return scheduler.schedule(Promise.resolve());
    },
    waitFor: <T>(done: Promise<T>): Promise<T> => scheduler.waitFor(done),
  };
}
