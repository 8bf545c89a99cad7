/** The expected wait as shown (B14): between whole minutes, or an admission that it takes longer than we said. */
export interface Wait {
  /** min; 0 = soon. */
  from: number;
  to: number;
  isLonger: boolean;
}

/** Undefined if there was no telling. */
export type Expected = { fromS: number; toS: number } | undefined;

/** Shorter waits are shown as soon. */
const SOON_S = 90;

/** The newest of what was expected, oldest first. Longer than the last wait that was shown without an apology. */
export function saidWait(waits: readonly Expected[]): Wait | undefined {
  let promised: Wait | undefined;
  let wait: Wait | undefined;
  for (const expected of waits) {
    wait = expected && said(expected, promised);
    if (!wait?.isLonger) promised = wait ?? promised;
  }
  return wait;
}

function said({ fromS, toS }: { fromS: number; toS: number }, promised: Wait | undefined): Wait {
  const isSoon = toS < SOON_S;
  const from = isSoon ? 0 : Math.max(1, Math.floor(fromS / 60));
  const to = isSoon ? 2 : Math.max(from + 1, Math.ceil(toS / 60));
  return { from, to, isLonger: promised !== undefined && from >= promised.from && to > promised.to };
}
