/** How long it takes, as it is said (B14): between whole minutes, or honestly that it is longer than was said. */
export interface Wait {
  /** min; 0 = soon. */
  from: number;
  to: number;
  isLonger: boolean;
}

/** Below this nobody counts. */
const SOON_S = 90;

export function saidWait({ fromS, toS }: { fromS: number; toS: number }, promised: Wait | undefined): Wait {
  const isSoon = toS < SOON_S;
  const from = isSoon ? 0 : Math.max(1, Math.floor(fromS / 60));
  const to = isSoon ? 2 : Math.max(from + 1, Math.ceil(toS / 60));
  return { from, to, isLonger: promised !== undefined && from >= promised.from && to > promised.to };
}
