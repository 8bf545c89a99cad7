/**
 * In which order a list is tried that others try as well: its first; after a lost race any of the rest, so that not everybody runs for
 * the same one. Whoever goes through it says whether the last one was lost.
 */
export function* firstThenAny<T>(list: readonly T[], chance: () => number): Generator<T, void, boolean> {
  const left = [...list];
  for (let at = 0; left.length > 0; ) {
    const [next] = left.splice(at, 1) as [T];
    const isLost = yield next;
    at = isLost ? Math.floor(chance() * left.length) : 0;
  }
}
