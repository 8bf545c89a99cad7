/**
 * Every call to a store or a gateway waits for a turn here. fast-check's scheduler assigns the turns. Their order is part of
 * the history, so it shrinks with it (docs/decisions/the-simulation-shrinks.md).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import fc from 'fast-check';
import type { Through } from '../support/foyer-in-memory.ts';

export type Failure =
  /** The process dies after this request; if it makes fewer, its answer is lost. */
  | 'dies'
  /** This request is refused however often the SDK repeats it. */
  | 'is throttled'
  /** This request takes effect, and its answer is lost. */
  | 'is unheard'
  /** Another transaction is writing a row of this append. */
  | 'conflicts'
  /** The SDK repeats this append, because its answer was lost, and so it meets itself. */
  | 'meets itself';

/** What goes wrong in one call of a function. */
export interface Faults {
  /** `at`: which of its requests, or of its appends, from 0. */
  fails?: { how: Failure; at: number };
  /** Its process has a clock of its own. */
  clock?: 'behind' | 'ahead';
}

interface Call {
  name: string;
  faults: Faults;
  requests: number;
  appends: number;
}

/** In the error of everything that fails here. */
export const INJECTED = 'Injected:';
const fail = (what: string): never => {
  throw new Error(`${INJECTED} ${what}`);
};

/**
 * Who continues at each turn: 0 is the call that had the last turn, or else the one that began first. So the smallest order is
 * one call after another, and each number above 0 is an interruption.
 */
export const orders = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(5) }),
  { maxLength: 60, size: 'max' },
);

/** `skewS`: how far clocks are off that are behind or ahead. */
export function createTurns(skewS: number) {
  const calls = new AsyncLocalStorage<Call>();
  const taken: string[] = [];
  const met = new Map<string, number>();
  let steps = 0;
  let hasFailed = false;
  let round: ReturnType<typeof roundBy> | undefined;

  const count = (what: string) => void met.set(what, (met.get(what) ?? 0) + 1);

  function meet(what: string): true {
    count(what);
    hasFailed = true;
    return true;
  }

  /** Of the process that asks for the time. */
  function skewMs(): number {
    const clock = calls.getStore()?.faults.clock;
    return clock === undefined ? 0 : (clock === 'ahead' ? 1 : -1) * skewS * 1000;
  }

  /** When everything that is owed happens, one call follows another, and nobody waits for a turn. */
  async function turn(call: Call, what: string): Promise<void> {
    steps++;
    if (!round) return;
    await round.turn(call);
    taken.push(`${call.name}: ${what}`);
  }

  async function request(call: Call, ask: () => Promise<unknown>, changes: unknown[] | undefined): Promise<unknown> {
    const { fails } = call.faults;
    const request = call.requests++;
    const append = changes ? call.appends++ : undefined;
    const conflict = { is: 'conflict', of: (changes?.length ?? 0) - 1 };
    const is = (how: Failure, nth: number | undefined) => fails?.how === how && fails.at === nth && meet(how);
    if (fails?.how === 'dies' && request > fails.at) return fail('the process died');
    if (is('is throttled', request)) return fail('too many requests');
    if (is('conflicts', append)) return conflict;
    const answer = await ask();
    if (answer === 'gone') count('gone');
    if (is('is unheard', request)) return fail('no answer');
    return is('meets itself', append) ? conflict : answer;
  }

  const through: Through = (name, port) => {
    const methods = Object.entries(port).map(([method, ask]) => [
      method,
      async (...given: unknown[]) => {
        const call = calls.getStore();
        // A test reads.
        if (!call) return ask(...given);
        await turn(call, `${name}.${method}`);
        return request(call, () => ask(...given), method === 'append' ? (given[0] as unknown[]) : undefined);
      },
    ]);
    return Object.fromEntries(methods);
  };

  return {
    through,
    /** Turns taken, in order. */
    taken,
    /** How many requests functions made. */
    steps: () => steps,
    /** Calls run at the same time. */
    isRound: () => round !== undefined,
    /** In the last round. */
    hasFailed: () => hasFailed,
    /** What went wrong, and how often. */
    met,
    /** Something that came otherwise than it should, while no request failed. */
    count,
    skewMs,
    /** A call of a function. Undefined if nobody receives its answer. */
    async call<Answer>(name: string, faults: Faults, ask: () => Promise<Answer>): Promise<Answer | undefined> {
      const call = { name, faults, requests: 0, appends: 0 };
      const dies = faults.fails?.how === 'dies';
      if (dies) meet('dies');
      return calls.run(call, async () => {
        if (skewMs() !== 0) count('skewed');
        await turn(call, 'begins');
        const answer = await ask().catch((error) => {
          if (!String(error).includes(INJECTED)) throw error;
        });
        return dies ? undefined : (answer as Answer);
      });
    },
    /** Calls that begin together, until all of them are over. */
    async together(order: number[], begin: () => Promise<unknown>[]): Promise<void> {
      taken.push('----');
      hasFailed = false;
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
