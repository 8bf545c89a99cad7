import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CommandId } from '../../../core/ids.ts';
import type { SeenCommit } from '../../../widget/app/engine/frames.ts';
import { emptyLog, hasGap, shown, withCommit, withRange } from '../../../widget/app/engine/log.ts';

/** Numbers that the visitor cannot see lie between. */
const all: SeenCommit[] = [2, 3, 7, 8, 12].map((seq, index, seqs) => ({
  seq,
  prev: seqs[index - 1] ?? 0,
  at: seq,
  events: [],
}));

test('F2 in whatever order commits come, and however often, the log is the same', () => {
  const arrivals = fc
    .tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.array(fc.constantFrom(...all)))
    .map(([each, again]) => [...each, ...again]);
  fc.assert(
    fc.property(arrivals, (commits) => {
      const log = commits.reduce(withCommit, emptyLog);
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

test('F2 a range moves the position beyond what can be seen', () => {
  expect(withRange(emptyLog, { seq: 20, commits: all }).position).toBe(20);
});

test('F2 a range that was overtaken by a push does not move the position back', () => {
  const log = all.reduce(withCommit, emptyLog);
  expect(withRange(log, { seq: 7, commits: all.slice(0, 3) })).toEqual(log);
});

test('F2 what came out of turn is shown in its turn; what the visitor wrote stays in sight', () => {
  const said = (seq: number, from: 'visitor' | 'agent'): SeenCommit => ({
    seq,
    prev: seq - 1,
    at: seq,
    events: [{ type: 'message', id: `m${seq}` as CommandId, from, text: 'Hello' }],
  });
  const [one, two, three] = [said(1, 'agent'), said(2, 'visitor'), said(3, 'agent')];
  const log = (commits: SeenCommit[]) => shown(commits.reduce(withCommit, emptyLog));
  expect(log([one, three])).toEqual([one]);
  expect(log([two, three])).toEqual([two]);
  expect(log([three, one, two])).toEqual([one, two, three]);
});
