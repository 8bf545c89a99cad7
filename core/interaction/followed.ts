/** From which commits something follows beyond what the desk does at once: the table's stream brings these, and no others. */

import type { InteractionId } from '../ids.ts';
import { asksForCall } from './calls.ts';
import type { Commit } from './events.ts';
import { timersOf } from './timers.ts';

export const isFollowed = (commit: Commit): boolean =>
  asksForCall(commit) || timersOf('' as InteractionId, commit).length > 0;
