/**
 * The visitor's copy of the chat's log. `position` is how far it is complete; commits that came out of turn are kept,
 * and the gap before them is asked for.
 */
import type { SeenCommit } from './frames.ts';

export interface Log {
  position: number;
  /** By number, each once. */
  commits: SeenCommit[];
}

export const emptyLog: Log = { position: 0, commits: [] };

export const withCommit = (log: Log, commit: SeenCommit): Log => settled(log.position, [...log.commits, commit]);

/** Everything up to `seq`, the commits among it that a visitor can see. */
export const withRange = (log: Log, range: { seq: number; commits: SeenCommit[] }): Log =>
  settled(Math.max(log.position, range.seq), [...log.commits, ...range.commits]);

/** Up to the first gap, so that nothing changes its place once it was seen; after it what the visitor wrote, who would miss it. */
export const shown = ({ position, commits }: Log): SeenCommit[] =>
  commits.filter(
    ({ seq, events }) => seq <= position || events.every((event) => 'from' in event && event.from === 'visitor'),
  );

export const hasGap = ({ position, commits }: Log): boolean => (commits.at(-1)?.seq ?? 0) > position;

function settled(complete: number, received: SeenCommit[]): Log {
  const bySeq = new Map(received.map((commit) => [commit.seq, commit]));
  const commits = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  let position = complete;
  for (const { seq, prev } of commits) if (prev <= position) position = Math.max(position, seq);
  return { position, commits };
}
