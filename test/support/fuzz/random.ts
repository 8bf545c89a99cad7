/** Seeded randomness: the same seed gives the same run. */
export type Chance = ReturnType<typeof chanceBy>;

/** mulberry32: small, seeded, and good enough for shuffling. In [0, 1). */
export function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function chanceBy(seed: number) {
  const random = randomBy(seed);
  const below = (end: number) => Math.floor(random() * end);
  return {
    below,
    happens: (probability: number) => random() < probability,
    pick: <T>(items: readonly T[]): T => items[below(items.length)] as T,
  };
}
