/**
 * What must happen to an interaction later. An event's row says which timers it sets; the command that one brings decides whether that
 * still has a meaning, so that a timer that comes late or twice does nothing.
 */
import * as z from 'zod/mini';
import { InteractionId, QueueId } from '../ids.ts';
import { asksForCall } from './calls.ts';
import { type Commit, eventRows, fieldsOf } from './events.ts';
import { Timestamp } from './facts.ts';
import { timerNames } from './topic.ts';

export const InteractionTimer = z.object({ kind: z.enum(timerNames), interactionId: InteractionId, dueAt: Timestamp });
export type InteractionTimer = z.infer<typeof InteractionTimer>;

/** The hour strikes for everybody in line: one timer of the queue, however many chats ask for it. */
export const ClosingTimer = z.object({ kind: z.literal('closing'), queueId: QueueId, dueAt: Timestamp });
export type ClosingTimer = z.infer<typeof ClosingTimer>;

export const timersOf = (interactionId: InteractionId, { events, at }: Commit): (InteractionTimer | ClosingTimer)[] =>
  events
    .flatMap((event) => eventRows[event.type].timers?.(fieldsOf(event), at) ?? [])
    .map(({ dueAt, ...due }) =>
      'closes' in due ? { kind: 'closing', queueId: due.closes, dueAt } : { kind: due.brings, interactionId, dueAt },
    );

/** Whether something follows from the commit beyond what the desk does at once: the table's stream brings these, and no others. */
export const isFollowed = (commit: Commit): boolean =>
  asksForCall(commit) || timersOf('' as InteractionId, commit).length > 0;
