/**
 * The order in which to try a list that others try as well: first its head, then after each lost race any of the rest, so that
 * not everyone competes for the same one. The caller passes in whether the last one was lost.
 */
export function* firstThenAny<T>(list: readonly T[], chance: () => number): Generator<T, void, boolean> {
  const left = [...list];
  for (let at = 0; left.length > 0; ) {
    const [next] = left.splice(at, 1) as [T];
    const isLost = yield next;
    at = isLost ? Math.floor(chance() * left.length) : 0;
  }
}
