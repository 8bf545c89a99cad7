import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { delayMs, hasGap, isPassing, type Log, shown, withCommit, withRange } from '../../../protocol/client.ts';

type Commit = { seq: number; prev: number };
const emptyLog: Log<Commit> = { position: 0, commits: [] };

/** In between are numbers that this side cannot see. */
const all: Commit[] = [2, 3, 7, 8, 12].map((seq, index, seqs) => ({ seq, prev: seqs[index - 1] ?? 0 }));

test('F2 in whatever order commits come, and however often, the log is the same', () => {
  const arrivals = fc
    .tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.array(fc.constantFrom(...all)))
    .map(([each, again]) => [...each, ...again]);
  fc.assert(
    fc.property(arrivals, (commits) => {
      const log = commits.reduce(withCommit<Commit>, emptyLog);
      expect(log).toEqual({ position: 12, commits: all });
      expect(hasGap(log)).toBe(false);
    }),
  );
});

test('F2 a commit after a missing one is kept, and the gap is known', () => {
  const [first, , third] = all;
  const log = [first, third].reduce((log, commit) => (commit ? withCommit(log, commit) : log), emptyLog);
  expect(log.position).toBe(2);
  expect(log.commits).toHaveLength(2);
  expect(hasGap(log)).toBe(true);
});

test('F2 what arrives out of order is shown in order; what this side wrote stays visible', () => {
  const message = (seq: number, from: 'visitor' | 'agent') => ({ seq, prev: seq - 1, events: [{ from }] });
  const [one, two, three] = [message(1, 'agent'), message(2, 'visitor'), message(3, 'agent')];
  const seen = (side: 'visitor' | 'agent', ...commits: (typeof one)[]) =>
    shown(commits.reduce(withCommit<typeof one>, { position: 0, commits: [] }), side);
  expect(seen('visitor', one, three)).toEqual([one]);
  expect(seen('agent', one, three)).toEqual([one, three]);
  expect(seen('visitor', two, three)).toEqual([two]);
  expect(seen('visitor', three, one, two)).toEqual([one, two, three]);
});

test('F2 a range moves the position beyond what can be seen', () => {
  expect(withRange(emptyLog, { seq: 20, commits: all }).position).toBe(20);
});

test('F2 a range that was overtaken by a push does not move the position back', () => {
  const log = all.reduce(withCommit<Commit>, emptyLog);
  expect(withRange(log, { seq: 7, commits: all.slice(0, 3) })).toEqual(log);
});

test('F2 waits longer each time, up to 15 s, with half of it left to chance', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((failures) => delayMs(failures, 1))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
  ]);
  expect(delayMs(50, 0)).toBe(7_500);
});

test('F2 what passes by itself is sent again, and every code that is new to a client is permanent', () => {
  expect(['unavailable', 'rate_limited', 'behind', 'session_over'].every(isPassing)).toBe(true);
  expect(['chat_ended', 'message_too_long', 'of_a_newer_foyer'].some(isPassing)).toBe(false);
});
