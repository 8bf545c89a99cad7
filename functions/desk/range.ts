/** What a client has missed, cut to fit into one frame. */
import type { Commit } from '../../core/interaction/events.ts';

/** API Gateway allows 128 KB a message; the rest is for the envelope. */
const MAX_RANGE_BYTES = 100_000;
export const MAX_RANGE_COMMITS = 200;

/** `seq`: the number up to which the client is complete after this range, whether or not it may see that commit. */
export function cutRange<View extends { events: unknown[] }>(
  commits: Commit[],
  after: number,
  view: (commit: Commit, prev: number) => View,
): { seq: number; more: boolean; commits: View[] } {
  let bytes = 0;
  let seq = after;
  const shown: View[] = [];
  for (const commit of commits) {
    const seen = view(commit, seq);
    bytes += Buffer.byteLength(JSON.stringify(seen));
    if (bytes > MAX_RANGE_BYTES && shown.length > 0) return { seq, more: true, commits: shown };
    seq = commit.seq;
    if (seen.events.length > 0) shown.push(seen);
  }
  return { seq, more: commits.length === MAX_RANGE_COMMITS, commits: shown };
}
