/** A log, commit by commit, with the states between. */
import { bytesOf } from '../bounds.ts';
import type { InteractionId } from '../ids.ts';
import type { Commit } from './events.ts';
import { evolve } from './evolve.ts';
import { type Interaction, type Unstarted, unstarted } from './state.ts';

/** A commit with the state before and after it, and how long the state before it had lasted. */
export interface Moment {
  before: Interaction | Unstarted;
  after: Interaction;
  commit: Commit;
  at: number;
  elapsedMs: number;
  /** Of the commit. */
  bytes: number;
}

/**
 * Processes have their own clocks. If one is behind, no time has passed. `bytes`: of each commit, if the texts have been taken
 * out of the log.
 */
export function momentsOf(interactionId: InteractionId, log: readonly Commit[], bytes?: readonly number[]): Moment[] {
  let before: Interaction | Unstarted = unstarted(interactionId);
  let last = log[0]?.at ?? 0;
  return log.map((commit, n) => {
    const after = evolve(before, commit);
    const at = Math.max(last, commit.at);
    const moment = { before, after, commit, at, elapsedMs: at - last, bytes: bytes?.[n] ?? bytesOf(commit) };
    [before, last] = [after, at];
    return moment;
  });
}
