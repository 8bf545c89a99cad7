/**
 * What must happen to an interaction later. An event's row says which timers it sets. The resulting command decides whether it
 * still means anything, so a timer that is late or repeated does nothing.
 */
import * as z from 'zod/mini';
import { InteractionId, QueueId } from '../ids.ts';
import { handedTo } from './calls.ts';
import { type Commit, eventRows, fieldsOf } from './events.ts';
import { Timestamp } from './facts.ts';
import { timerNames } from './topic.ts';

export const InteractionTimer = z.object({ kind: z.enum(timerNames), interactionId: InteractionId, dueAt: Timestamp });
export type InteractionTimer = z.infer<typeof InteractionTimer>;

/** Closing time for everyone in line: one timer for the queue, however many chats request it. */
export const ClosingTimer = z.object({ kind: z.literal('closing'), queueId: QueueId, dueAt: Timestamp });
export type ClosingTimer = z.infer<typeof ClosingTimer>;

export const timersOf = (interactionId: InteractionId, { events, at }: Commit): (InteractionTimer | ClosingTimer)[] =>
  events
    .flatMap((event) => eventRows[event.type].timers?.(fieldsOf(event), at) ?? [])
    .map(({ dueAt, ...due }) =>
      'closes' in due ? { kind: 'closing', queueId: due.closes, dueAt } : { kind: due.brings, interactionId, dueAt },
    );

/** Whether the commit has consequences beyond what the desk does at once. The table's stream delivers only these. */
export const isFollowed = (commit: Commit): boolean =>
  handedTo(commit).length > 0 || timersOf('' as InteractionId, commit).length > 0;
