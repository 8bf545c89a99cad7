/** A log, commit by commit, with the states between. */
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
}

/** Processes have their own clocks. If one is behind, no time has passed. */
export function momentsOf(interactionId: InteractionId, log: readonly Commit[]): Moment[] {
  let before: Interaction | Unstarted = unstarted(interactionId);
  let last = log[0]?.at ?? 0;
  return log.map((commit) => {
    const after = evolve(before, commit);
    const at = Math.max(last, commit.at);
    const moment = { before, after, commit, at, elapsedMs: at - last };
    [before, last] = [after, at];
    return moment;
  });
}
