/**
 * What can happen to an interaction: the events of all topics. Its log is commits of these, and its state is purely their fold.
 */
import * as z from 'zod/mini';
import { COMMIT_BYTES, kept } from '../bounds.ts';
import { AgentId, CommandId } from '../ids.ts';
import { Timestamp, type Viewer } from './facts.ts';
import type { AnyEventRow, Fields, Of } from './topic.ts';
import { arrivingEvents } from './topics/arriving.ts';
import { callbackEvents } from './topics/callback.ts';
import { continuityEvents } from './topics/continuity.ts';
import { conversationEvents } from './topics/conversation.ts';
import { endingEvents } from './topics/ending.ts';
import { feedbackEvents } from './topics/feedback.ts';
import { filesEvents } from './topics/files.ts';
import { handOverEvents } from './topics/hand-over.ts';
import { lettersEvents } from './topics/letters.ts';
import { limitsEvents } from './topics/limits.ts';
import { lineEvents } from './topics/line.ts';
import { messagesEvents } from './topics/messages.ts';
import { offersEvents } from './topics/offers.ts';
import { offlineEvents } from './topics/offline.ts';
import { oversightEvents } from './topics/oversight.ts';
import { parkingEvents } from './topics/parking.ts';
import { peopleEvents } from './topics/people.ts';
import { reopeningEvents } from './topics/reopening.ts';
import { transcriptEvents } from './topics/transcript.ts';

const rows = {
  ...arrivingEvents,
  ...lineEvents,
  ...limitsEvents,
  ...offersEvents,
  ...conversationEvents,
  ...messagesEvents,
  ...filesEvents,
  ...parkingEvents,
  ...peopleEvents,
  ...handOverEvents,
  ...oversightEvents,
  ...endingEvents,
  ...continuityEvents,
  ...feedbackEvents,
  ...reopeningEvents,
  ...offlineEvents,
  ...transcriptEvents,
  ...lettersEvents,
  ...callbackEvents,
};
type Rows = typeof rows;
export type EventType = keyof Rows;

type EventOf<T extends EventType> = { type: T } & Of<Rows[T]['fields']>;
export type InteractionEvent = { [T in EventType]: EventOf<T> }[EventType];

/** By type. The event's type guarantees that a row gets only events of its own type. */
export const eventRows: Record<EventType, AnyEventRow> = rows;

/** What a row's functions receive. */
export function fieldsOf({ type: _, ...fields }: InteractionEvent): never {
  return fields as never;
}

/** One schema made from the rows. Its type is derived from the same rows, which the compiler cannot see through the loop. */
const unionOf = <Event>(events: [type: string, fields: Fields][]) =>
  z.discriminatedUnion(
    'type',
    events.map(([type, fields]) => z.object({ type: z.literal(type), ...fields })) as never,
  ) as unknown as z.ZodMiniType<Event>;

export const InteractionEvent = unionOf<InteractionEvent>(
  Object.entries(eventRows).map(([type, { fields }]) => [type, fields]),
);

// ---- as either side sees them ----------------------------------------------------------------------------------------------

type Seen<V extends Viewer, T extends EventType> = Rows[T] extends { [viewer in V]: 'whole' }
  ? EventOf<T>
  : Rows[T] extends { [viewer in V]: { type: infer Type; fields: infer F extends Fields } }
    ? { type: Type } & Of<F>
    : never;
export type SeenBy<V extends Viewer> = {
  [T in EventType]: Seen<V, T> | (V extends 'supervisor' ? Seen<'agent', T> : never);
}[EventType];

/** Two events may look the same to a side: then the first one's fields are those of both. */
export const seenBy = <V extends Viewer>(viewer: V) => {
  const seen = Object.entries(eventRows).flatMap(([type, row]): [string, Fields][] => {
    const as = viewer === 'supervisor' ? (row.supervisor ?? row.agent) : row[viewer as 'visitor' | 'agent'];
    if (!as) return [];
    return [as === 'whole' ? [type, row.fields] : [as.type, as.fields]];
  });
  return unionOf<SeenBy<V>>([...new Map(seen.toReversed())]);
};

// ---- commits ---------------------------------------------------------------------------------------------------------------

/** Who made a commit, as stored in the log: `visitor`, `agent ines`, or Foyer itself. */
export const Author = z.union([z.enum(['visitor', 'system']), z.templateLiteral(['agent ', AgentId])]);
export type Author = z.infer<typeof Author>;

/** One entry of the log: what one command caused. `seq` counts from 1 without gaps. */
export const Commit = z.object({
  seq: z.int().check(z.positive()),
  at: Timestamp,
  /** The command that caused it, and who sent it: the same id from someone else is another command. */
  id: CommandId,
  by: Author,
  events: kept(z.array(InteractionEvent), COMMIT_BYTES.kept),
});
/**
 * `unread`: some of its events belong to a later release and were left out. It can be shown, but no state can be derived from
 * it.
 */
export type Commit = z.infer<typeof Commit> & { unread?: true };
