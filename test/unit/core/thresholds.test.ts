import { describe, expect, it } from 'vitest';
import { QueueId } from '../../../core/ids.ts';
import { type Alarm, alarmsOf, passesAt, type Seen, seenInLine, seenToday, stands } from '../../../core/thresholds.ts';

const queueId = QueueId.parse('orders');
const limits = { waiting: 5, longestWaitS: 300, serviceLevelPercent: 80, dropoutPercent: 10, handleTimeS: 600 };

/** What a queue says while its figures go through these values, one a second: `+` passed, `-` back, `.` nothing. */
function through(threshold: keyof typeof limits, ...values: (number | undefined)[]): string {
  let before: Alarm[] = [];
  return values
    .map((value, at) => {
      const [alarm] = alarmsOf({ queueId, limits, seen: { [threshold]: value }, before }, at);
      if (alarm) before = [alarm];
      return alarm ? { passed: '+', back: '-' }[alarm.is] : '.';
    })
    .join('');
}

describe('A threshold', () => {
  it.each([
    // Passed beyond the limit, back only when clearly better: it does not go to and fro.
    ['waiting', [5, 6, 5, 6, 5, 4, 5, 6], '.+...-.+'],
    ['longestWaitS', [300, 301, 250, 241, 240], '.+..-'],
    ['serviceLevelPercent', [80, 79.9, 81, 81.9, 82, 80], '.+..-.'],
    ['dropoutPercent', [10, 10.1, 9, 8], '.+.-'],
    ['handleTimeS', [600, 601, 560, 540], '.+.-'],
  ] as const)('D1 %s passes and is back: %s', (threshold, values, said) =>
    expect(through(threshold, ...values)).toBe(said),
  );

  it('D1 of one is back when nobody waits', () => {
    const found = { queueId, limits: { waiting: 1 }, before: [] };
    const [passed] = alarmsOf({ ...found, seen: { waiting: 2 } }, 1);
    const next = (waiting: number) => alarmsOf({ ...found, seen: { waiting }, before: passed ? [passed] : [] }, 2);
    expect(passed).toMatchObject({ is: 'passed', figure: 2, limit: 1, at: 1 });
    expect(next(1)).toEqual([]);
    expect(next(0)).toMatchObject([{ is: 'back', figure: 0 }]);
  });

  it('D1 that is not configured any more is back, and one that was not looked at stays as it is', () => {
    const before: Alarm[] = [{ queueId, threshold: 'waiting', is: 'passed', at: 1, figure: 9, limit: 5 }];
    expect(alarmsOf({ queueId, limits: {}, seen: { waiting: 9 }, before }, 2)).toMatchObject([
      { threshold: 'waiting', is: 'back', figure: 9, limit: 5, at: 2 },
    ]);
    expect(alarmsOf({ queueId, limits, seen: { handleTimeS: 1 }, before }, 2)).toEqual([]);
  });

  it('D1 of the day ends with the day, and passes anew on the next', () => {
    const seen: Seen = { serviceLevelPercent: 50 };
    const [today] = alarmsOf({ queueId, limits, seen, before: [], until: 100 }, 1);
    if (!today) throw new Error('It was not passed');
    expect([stands(today, 99), stands(today, 100)]).toEqual([true, false]);
    expect(alarmsOf({ queueId, limits, seen, before: [today], until: 100 }, 50)).toEqual([]);
    expect(alarmsOf({ queueId, limits, seen, before: [today], until: 200 }, 101)).toMatchObject([{ is: 'passed' }]);
  });
});

describe('What is looked at', () => {
  it('D1 the day: shares of those who were answered or dropped out', () => {
    const today = { answered: 8, inTime: 6, droppedOut: 2, handlings: 5, handledMs: 500_000, wrapUpMs: 100_000 };
    expect(seenToday(today)).toEqual({ serviceLevelPercent: 60, dropoutPercent: 20, handleTimeS: 120 });
  });

  it('D1 the first chats of a day say nothing: one that was late would be 0 %', () => {
    const unknown = { serviceLevelPercent: undefined, dropoutPercent: undefined, handleTimeS: undefined };
    expect(seenToday({})).toEqual(unknown);
    expect(seenToday({ answered: 4, handlings: 4, handledMs: 9e9 })).toEqual(unknown);
    expect(seenToday({ answered: 4, droppedOut: 1 })).toMatchObject({ serviceLevelPercent: 0 });
  });

  it('D1 the line: how many, and how long the oldest has waited, which passes its limit at a known time', () => {
    const line = { total: 3, oldestSince: 1_000 };
    expect(seenInLine(line, 61_000)).toEqual({ waiting: 3, longestWaitS: 60 });
    expect(seenInLine({ total: 0 }, 61_000)).toEqual({ waiting: 0, longestWaitS: 0 });
    const due = passesAt(line, { longestWaitS: 300 }, 61_000);
    expect(due).toBe(301_001);
    expect(seenInLine(line, due ?? 0).longestWaitS).toBeGreaterThan(300);
    expect(passesAt(line, { longestWaitS: 300 }, 301_001)).toBeUndefined();
    expect(passesAt(line, { waiting: 1 }, 61_000)).toBeUndefined();
    expect(passesAt({ total: 0 }, { longestWaitS: 300 }, 61_000)).toBeUndefined();
  });
});
