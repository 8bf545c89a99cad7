/**
 * What all Foyer clients have in common, as pure functions: how far the copy of a log is complete and which part is shown,
 * which refusals are temporary, and how long to wait after a failure. It does not use the schema library, so that the widget
 * stays small.
 */

interface Numbered {
  seq: number;
  /** Number of the previous commit that this side can see. */
  prev: number;
}

/**
 * A copy of an interaction's log, complete up to `position`. Commits that arrive early are kept, and the gap before them is
 * requested.
 */
export interface Log<C> {
  position: number;
  /** By number, each once. */
  commits: C[];
}

/** After a push. */
export const withCommit = <C extends Numbered>(log: Log<C>, commit: C): Log<C> =>
  settled(log.position, [...log.commits, commit]);

/** After an answer to `resume` or `sync`: everything up to `seq` that this side can see. */
export const withRange = <C extends Numbered>(log: Log<C>, range: { seq: number; commits: C[] }): Log<C> =>
  settled(Math.max(log.position, range.seq), [...log.commits, ...range.commits]);

/**
 * The commits up to the first gap, so that nothing moves after it was shown. After the gap only what this side wrote, because
 * it would be missed.
 */
export const shown = <C extends Numbered & { events: readonly object[] }>(
  log: Log<C>,
  side: 'visitor' | 'agent',
): C[] =>
  log.commits.filter(
    ({ seq, events }) => seq <= log.position || events.every((event) => 'from' in event && event.from === side),
  );

export const hasGap = ({ position, commits }: Log<Numbered>): boolean => (commits.at(-1)?.seq ?? 0) > position;

function settled<C extends Numbered>(complete: number, received: C[]): Log<C> {
  const bySeq = new Map(received.map((commit) => [commit.seq, commit]));
  const commits = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  let position = complete;
  for (const { seq, prev } of commits) if (prev <= position) position = Math.max(position, seq);
  return { position, commits };
}

/** Temporary refusals: the same command is sent again. All others are permanent. */
const PASSING = ['unavailable', 'rate_limited', 'behind', 'session_over'];
export const isPassing = (code: string): boolean => PASSING.includes(code);

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** Between half and all of 0.5 s, 1 s, 2 s … 15 s, at random, so that many clients do not return at once. */
export const delayMs = (failures: number, random: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** failures) * (0.5 + random / 2);
