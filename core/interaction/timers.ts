/**
 * What must happen to an interaction later. An event's row says which timers it sets; the command that one brings decides whether that
 * still has a meaning, so that a timer that comes late or twice does nothing.
 */
import * as z from 'zod/mini';
import { InteractionId, QueueId } from '../ids.ts';
import { type Commit, eventRows, fieldsOf, type InteractionEvent } from './events.ts';
import { Timestamp } from './facts.ts';
import { timerNames } from './topic.ts';
import { isSharedClosing } from './topics/line.ts';

export const InteractionTimer = z.object({ kind: z.enum(timerNames), interactionId: InteractionId, dueAt: Timestamp });
export type InteractionTimer = z.infer<typeof InteractionTimer>;

/** The hour strikes for everybody in line: one timer of the queue, however many chats ask for it. */
export const ClosingTimer = z.object({ kind: z.literal('closing'), queueId: QueueId, dueAt: Timestamp });
export type ClosingTimer = z.infer<typeof ClosingTimer>;

export const timersOf = (interactionId: InteractionId, { events, at }: Commit): (InteractionTimer | ClosingTimer)[] =>
  events.flatMap((event) => {
    const due = eventRows[event.type].timers?.(fieldsOf(event), at) ?? [];
    return [...due.map(({ brings: kind, dueAt }) => ({ kind, interactionId, dueAt })), ...closingOf(event, at)];
  });

function closingOf(event: InteractionEvent, at: number): ClosingTimer[] {
  if (event.type !== 'queued') return [];
  const { queueId, reviewAt } = event;
  return reviewAt
    .filter((due) => isSharedClosing(event, due, at))
    .map((dueAt) => ({ kind: 'closing' as const, queueId, dueAt }));
}
