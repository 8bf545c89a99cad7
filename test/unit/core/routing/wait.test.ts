import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimatedWait, NEWEST_STAYS, PROMISED, quantile, type Stay } from '../../../../core/routing/wait.ts';

const MINUTE = 60_000;
/** Someone was first in line all the time, for so long before each left. */
const staysWith = (gaps: number[]): Stay[] => {
  let until = 0;
  return gaps.map((gap) => {
    until += gap;
    return { from: 0, until, found: true };
  });
};
const steady = staysWith(Array.from({ length: 24 }, () => MINUTE));

const anyStays = fc.array(
  fc
    .record({ from: fc.nat(100 * MINUTE), waited: fc.nat(30 * MINUTE), found: fc.boolean() })
    .map(({ from, waited, found }) => ({ from, until: from + waited, found })),
  { maxLength: NEWEST_STAYS },
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

describe('how quickly a lane moved', () => {
  /** Five gaps of a minute, and what is said after one more stay. */
  const saidAfter = (...more: Stay[]) => estimatedWait([...staysWith(Array(5).fill(MINUTE)), ...more], 1);
  const found = (from: number, until: number): Stay => ({ from, until, found: true });

  it('B14 a gap starts when the previous chat left, or when this one came if it was first', () => {
    expect(saidAfter(found(0, 6 * MINUTE))).toEqual(estimatedWait(staysWith(Array(6).fill(MINUTE)), 1));
    expect(saidAfter(found(65 * MINUTE, 66 * MINUTE))).toEqual(saidAfter(found(0, 6 * MINUTE)));
    expect(saidAfter(found(0, 66 * MINUTE))).not.toEqual(saidAfter(found(0, 6 * MINUTE)));
  });

  it('B14 the order of the stays does not matter', () => {
    fc.assert(
      fc.property(anyStays, position, (stays, at) => {
        expect(estimatedWait(stays.toReversed(), at)).toEqual(estimatedWait(stays, at));
      }),
    );
  });

  it('B14 the oldest gaps are ignored', () => {
    const recent = Array.from({ length: 24 }, () => MINUTE);
    expect(estimatedWait(staysWith([99 * MINUTE, ...recent]), 1)).toEqual(estimatedWait(steady, 1));
  });
});

describe('what a visitor is told', () => {
  it('B14 promises nothing before five gaps are known', () => {
    expect(estimatedWait([], 1)).toBeUndefined();
    expect(estimatedWait(staysWith([1, 2, 3, 4].map((n) => n * MINUTE)), 1)).toBeUndefined();
    expect(estimatedWait(staysWith([1, 2, 3, 4, 5].map((n) => n * MINUTE)), 1)).toBeDefined();
  });

  it('B14 says seconds by quarters of a minute up to 90, then whole minutes, outwards', () => {
    // 1440 s seen, × 0.0044 to 0.1007 for the first in line, × 0.0451 to 0.2376 for the third.
    expect(estimatedWait(steady, 1)).toEqual({ fromS: 0, toS: 180 });
    expect(estimatedWait(steady, 3)).toEqual({ fromS: 60, toS: 360 });
    fc.assert(
      fc.property(anyStays, position, (stays, at) => {
        const said = estimatedWait(stays, at);
        for (const s of said ? [said.fromS, said.toS] : []) expect(s % (s <= 90 ? 15 : 60)).toBe(0);
        if (said) expect(said.toS).toBeGreaterThan(said.fromS);
      }),
    );
  });

  it('B14 says 90 seconds for less than two minutes from below, and never that there is no wait', () => {
    // 1584 s seen × 0.0709 are 112 s.
    const slower = staysWith(Array.from({ length: 24 }, () => 66_000));
    expect(estimatedWait(slower, 4)).toMatchObject({ fromS: 90 });
    expect(estimatedWait(staysWith([0, 0, 0, 0, 0]), 1)).toEqual({ fromS: 0, toS: 15 });
  });

  it('B14 says nothing sooner to those further behind', () => {
    fc.assert(
      fc.property(anyStays, fc.integer({ min: 1, max: 99 }), (stays, at) => {
        const [near, far] = [estimatedWait(stays, at), estimatedWait(stays, at + 1)];
        expect(far?.fromS ?? 0).toBeGreaterThanOrEqual(near?.fromS ?? 0);
        expect(far?.toS ?? 0).toBeGreaterThanOrEqual(near?.toS ?? 0);
      }),
    );
  });

  it('B14 reckons with those ahead who will give up', () => {
    // Each waiting chat gives up once a gap: 1 + 1/2 + 1/3 + 1/4 gaps for the fourth.
    // A minute in line each of those who found an agent, and as many who gave up.
    const found = steady.map((stay) => ({ ...stay, from: stay.until - MINUTE }));
    const impatient = [...found, ...Array.from({ length: 24 }, () => ({ from: 0, until: 0, found: false }))];
    const upperS = 1440 * quantile(0.9, 25 / 12, 24);
    expect(estimatedWait(impatient, 4)?.toS).toBe(Math.ceil(upperS / 60) * 60);
    expect(estimatedWait(impatient, 1)).toEqual(estimatedWait(steady, 1));
  });

  // 4000 draws: the standard deviation of the share is √(0.8 × 0.2 / 4000) = 0.0063, three of them 0.019. With a mean gap of
  // 100 hours rounding has no effect.
  it.each([1, 2, 5, 20, 60])('B14 keeps its promise for exponential gaps of unknown rate, at position %i', (at) => {
    const random = randomBy(at);
    const gap = () => Math.round(-6000 * MINUTE * Math.log(1 - random()));
    const draws = (count: number) => Array.from({ length: count }, gap);
    const kept = Array.from({ length: 4000 }).filter((_, n) => {
      const said = estimatedWait(staysWith(draws(n % 2 ? 24 : 6)), at);
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
