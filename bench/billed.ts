/** What functions are billed for between two looks at what they have done. */

/**
 * What a function has done so far; no number ever falls. `ran`: how many of its `calls`, as others are due after counting.
 * `cpuMs`: of a whole core here. `waitMs`: what it waited for, in sequence.
 */
export interface Done {
  calls: number;
  ran: number;
  cpuMs: number;
  waitMs: number;
}

/** `cpuMs` and `billedMs` are of one call. AWS rounds what it bills up to a ms. */
export interface Billed {
  calls: number;
  cpuMs: number;
  billedMs: number;
}

/** Lambda gives a whole core to 1,769 MB, and less memory its share. */
const coreOf = (memoryMb: number) => memoryMb / 1769;

/**
 * Taken from what was done in between, not as the difference of two averages: they fall while more is compiled, and a busy
 * machine makes them jump. If none of the calls has run yet, they count as those before did.
 */
export function billedBetween(before: Done, after: Done, memoryMb: number): Billed {
  const since = minus(after, before);
  const seen = since.ran > 0 ? since : after;
  const cpuMs = seen.cpuMs / Math.max(1, seen.ran);
  const waitMs = seen.waitMs / Math.max(1, seen.ran);
  return { calls: since.calls, cpuMs, billedMs: Math.ceil(cpuMs / coreOf(memoryMb) + waitMs) };
}

export const gbSOf = ({ calls, billedMs }: Billed, memoryMb: number): number =>
  (calls * billedMs * memoryMb) / 1024 / 1000;

const minus = (a: Done, b: Done): Done => ({
  calls: a.calls - b.calls,
  ran: a.ran - b.ran,
  cpuMs: a.cpuMs - b.cpuMs,
  waitMs: a.waitMs - b.waitMs,
});
