import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyFlow, estimatedWait, Flow, flowAfter, PROMISED, quantile } from '../../../../core/routing/wait.ts';

const MINUTE = 60_000;
const flowOf = (gaps: number[], left: Partial<Flow> = {}): Flow => ({ ...emptyFlow, gaps, ...left });
const steady = flowOf(Array.from({ length: 24 }, () => MINUTE));

const departure = fc.record({
  since: fc.nat(100 * MINUTE),
  waited: fc.nat(30 * MINUTE),
  gaveUp: fc.boolean(),
});
const anyFlow = fc
  .array(departure, { maxLength: 60 })
  .map((chats) =>
    chats.reduce(
      (flow, { since, waited, gaveUp }) => flowAfter(flow, { since, leftAt: since + waited, gaveUp }),
      emptyFlow,
    ),
  );
const position = fc.integer({ min: 1, max: 100 });

describe('the ratio of gaps to come and gaps seen', () => {
  // Printed tables of the F distribution with 2 × ahead and 2 × seen degrees of freedom: F = ratio × seen / ahead.
  it.each([
    { chance: 0.9, ahead: 1, seen: 5, f: 2.92 },
    { chance: 0.9, ahead: 2, seen: 10, f: 2.25 },
    { chance: 0.9, ahead: 5, seen: 5, f: 2.32 },
    { chance: 0.9, ahead: 10, seen: 10, f: 1.79 },
    { chance: 0.95, ahead: 5, seen: 5, f: 2.98 },
    { chance: 0.5, ahead: 7, seen: 7, f: 1 },
    { chance: 0.1, ahead: 5, seen: 5, f: 1 / 2.32 },
  ])('B14 is that of the tables: $chance for $ahead after $seen', ({ chance, ahead, seen, f }) => {
    expect(Math.abs((quantile(chance, ahead, seen) * seen) / ahead - f)).toBeLessThan(0.006);
  });

  it('B14 for one gap is that of the closed form', () => {
    for (const chance of [0.01, 0.1, 0.5, 0.9, 0.99])
      expect(quantile(chance, 1, 24)).toBeCloseTo((1 - chance) ** (-1 / 24) - 1, 9);
  });

  it('B14 turns around: what is to come over what was seen, and the other way', () => {
    for (const [ahead, seen] of [
      [3, 24],
      [24, 5],
      [100, 24],
    ] as const)
      expect(quantile(0.9, ahead, seen) * quantile(0.1, seen, ahead)).toBeCloseTo(1, 8);
  });

  it('B14 for a part of a gap lies between its neighbours', () => {
    const [one, part, two] = [1, 1.5, 2].map((ahead) => quantile(0.9, ahead, 24)) as [number, number, number];
    expect(one).toBeLessThan(part);
    expect(part).toBeLessThan(two);
  });
});

describe('what a lane remembers', () => {
  const first = flowAfter(emptyFlow, { since: 1000, leftAt: 4000, gaveUp: false });

  it('B14 counts the gap of a line that began with this chat from when it began', () => {
    expect(first).toEqual({ leftAt: 4000, gaps: [3000], gaveUp: 0, waitedMs: 3000 });
  });

  it('B14 counts the gap of a chat that came up from when the one before left', () => {
    expect(flowAfter(first, { since: 2000, leftAt: 9000, gaveUp: false })).toMatchObject({
      leftAt: 9000,
      gaps: [3000, 5000],
    });
  });

  it('B14 takes no gap from a chat that left without an agent, but counts it', () => {
    const { gaveUp, waitedMs, ...agents } = flowAfter(first, { since: 2000, leftAt: 9000, gaveUp: true });
    expect(agents).toEqual({ leftAt: 4000, gaps: [3000] });
    expect(gaveUp).toBe(1);
    expect(waitedMs).toBeCloseTo((3000 * 23) / 24 + 7000, 6);
  });

  it('B14 takes departures that are told in the wrong order', () => {
    expect(flowAfter(first, { since: 500, leftAt: 3500, gaveUp: false })).toMatchObject({
      leftAt: 4000,
      gaps: [3000, 0],
    });
  });

  it('B14 forgets the oldest, stays small and is read back as it was', () => {
    const many = Array.from({ length: 30 }, (_, n) => n).reduce(
      (flow, n) => flowAfter(flow, { since: 0, leftAt: n * n, gaveUp: false }),
      emptyFlow,
    );
    expect(many.gaps).toEqual(Array.from({ length: 24 }, (_, n) => 2 * (n + 6) - 1));
    fc.assert(
      fc.property(anyFlow, (flow) => {
        const row = JSON.stringify(flow);
        expect(row.length).toBeLessThan(400);
        expect(Flow.parse(JSON.parse(row))).toEqual(flow);
      }),
    );
  });
});

describe('what a visitor is told', () => {
  it('B14 promises nothing before five gaps are known', () => {
    expect(estimatedWait(emptyFlow, 1)).toBeUndefined();
    expect(estimatedWait(flowOf([1, 2, 3, 4].map((n) => n * MINUTE)), 1)).toBeUndefined();
    expect(estimatedWait(flowOf([1, 2, 3, 4, 5].map((n) => n * MINUTE)), 1)).toBeDefined();
  });

  it('B14 says seconds by quarters of a minute up to 90, then whole minutes, outwards', () => {
    // 1440 s seen, × 0.0044 to 0.1007 for the first in line, × 0.0451 to 0.2376 for the third.
    expect(estimatedWait(steady, 1)).toEqual({ fromS: 0, toS: 180 });
    expect(estimatedWait(steady, 3)).toEqual({ fromS: 60, toS: 360 });
    fc.assert(
      fc.property(anyFlow, position, (flow, at) => {
        const said = estimatedWait(flow, at);
        for (const s of said ? [said.fromS, said.toS] : []) expect(s % (s <= 90 ? 15 : 60)).toBe(0);
        if (said) expect(said.toS).toBeGreaterThan(said.fromS);
      }),
    );
  });

  it('B14 says 90 seconds for less than two minutes from below, and never that there is no wait', () => {
    // 1584 s seen × 0.0709 are 112 s.
    const slower = flowOf(Array.from({ length: 24 }, () => 66_000));
    expect(estimatedWait(slower, 4)).toMatchObject({ fromS: 90 });
    expect(estimatedWait(flowOf([0, 0, 0, 0, 0]), 1)).toEqual({ fromS: 0, toS: 15 });
  });

  it('B14 says nothing sooner to those further behind', () => {
    fc.assert(
      fc.property(anyFlow, fc.integer({ min: 1, max: 99 }), (flow, at) => {
        const [near, far] = [estimatedWait(flow, at), estimatedWait(flow, at + 1)];
        expect(far?.fromS ?? 0).toBeGreaterThanOrEqual(near?.fromS ?? 0);
        expect(far?.toS ?? 0).toBeGreaterThanOrEqual(near?.toS ?? 0);
      }),
    );
  });

  it('B14 reckons with those ahead who will give up', () => {
    // Each waiting chat gives up once a gap: 1 + 1/2 + 1/3 + 1/4 gaps for the fourth.
    const impatient = { ...steady, gaveUp: 2, waitedMs: 2 * MINUTE };
    const upperS = 1440 * quantile(0.9, 25 / 12, 24);
    expect(estimatedWait(impatient, 4)?.toS).toBe(Math.ceil(upperS / 60) * 60);
    expect(estimatedWait(impatient, 1)).toEqual(estimatedWait(steady, 1));
  });

  // 4000 draws: the deviation of the share is √(0.8 × 0.2 / 4000) = 0.0063, three of them 0.019. A mean gap of 100 hours leaves
  // nothing to the rounding.
  it.each([1, 2, 5, 20, 60])('B14 keeps its promise for exponential gaps of unknown rate, at position %i', (at) => {
    const random = randomBy(at);
    const gap = () => Math.round(-6000 * MINUTE * Math.log(1 - random()));
    const draws = (count: number) => Array.from({ length: count }, gap);
    const kept = Array.from({ length: 4000 }).filter((_, n) => {
      const said = estimatedWait(flowOf(draws(n % 2 ? 24 : 6)), at);
      const waitS = draws(at).reduce((sum, ms) => sum + ms, 0) / 1000;
      return said && said.fromS <= waitS && waitS <= said.toS;
    });
    expect(Math.abs(kept.length / 4000 - PROMISED)).toBeLessThan(0.019);
  });
});

/** mulberry32. */
function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
