/**
 * The clocks of a conversation, which run through whatever happens to it, and what must be looked at when. Waiting and absence
 * have dates of their own (`waiting.ts`, `topics/people.ts`); here are parked time, talk, and an unanswered visitor.
 */
import type { InteractionEvent } from './events.ts';
import { type Interaction, isIn, ownerOf } from './state.ts';
import { isWritten } from './written.ts';

/** An agent works on the conversation. */
export const isTalking = (interaction: Interaction): boolean => isIn(interaction, 'handled') && !interaction.parked;

/** All the time for which agents have worked on the conversation, in ms. */
export const talkedMs = ({ talk }: Interaction, now: number): number =>
  talk.ms + (talk.from === undefined ? 0 : Math.max(0, now - talk.from));

/** The state after an event, with its clocks. */
export function ticked(before: Interaction, after: Interaction, event: InteractionEvent, at: number): Interaction {
  const next = stillParked(before, after) ? after : unparked(after);
  const { from, unanswered, checkAt, isAsked, ...others } = next.talk;
  const wroteLast = isWritten(event) ? event.from === 'visitor' : isAsked;
  const talk = { ...others, ...(wroteLast ? { isAsked: true as const } : {}) };
  const isRunning = isTalking(next);
  const ms = isRunning ? talk.ms : talkedMs(next, at);
  if (!isIn(next, 'handled')) return { ...next, talk: { ...talk, ms } };
  const since = unansweredAfter(before, next, event, at);
  return {
    ...next,
    talk: {
      ...{ ...talk, ms },
      ...(isRunning ? { from: from ?? at } : {}),
      ...(since === undefined ? {} : { unanswered: since }),
      ...(checkAt === undefined ? {} : { checkAt }),
    },
  };
}

/** Parked is something of one agent's inbox: it ends when they no longer have it. */
const stillParked = (before: Interaction, after: Interaction): boolean =>
  after.stage.is !== 'ended' && ownerOf(after)?.id === ownerOf(before)?.id;

function unparked({ parked: _, ...others }: Interaction): Interaction {
  return others;
}

/** Since when an agent owes an answer: since they got the chat, or the visitor's first message after their last. */
function unansweredAfter(before: Interaction, after: Interaction, event: InteractionEvent, at: number) {
  const { unanswered } = after.talk;
  if (ownerOf(before)?.id !== ownerOf(after)?.id) return at;
  if (isWritten(event)) return event.from === 'visitor' ? (unanswered ?? at) : undefined;
  // Parked time does not count.
  if (before.parked && !after.parked && unanswered !== undefined)
    return at - Math.max(0, before.parked.since - unanswered);
  return unanswered;
}

/** When the chat ends because no agent answers (D4). Undefined without a limit, or while nobody owes an answer. */
export function attendBy({ talk: { unanswered }, place: { terms } }: Interaction): number | undefined {
  return terms.unattendedS === 0 || unanswered === undefined ? undefined : unanswered + terms.unattendedS * 1000;
}

/**
 * What must be looked at later, as an event that sets the timers; nothing if they are set. A timer that comes when its date has
 * moved asks again, so one is under way at most, however much is written.
 */
export function watching(before: Interaction | undefined, after: Interaction, now: number): InteractionEvent[] {
  const begins = before !== undefined && before.talk.from !== after.talk.from;
  // A timer that is late still comes.
  const isAsBefore = before?.talk.unanswered === after.talk.unanswered && !begins;
  if (!isTalking(after) || (before && isAsBefore)) return [];
  const { talk, place } = after;
  const { chatTimeS } = place.terms;
  const answerBy = attendBy(after);
  const isSet = talk.checkAt !== undefined && talk.checkAt > now && talk.checkAt <= (answerBy ?? Infinity);
  const watched = {
    ...(answerBy === undefined || isSet ? {} : { attendBy: answerBy }),
    ...(begins && chatTimeS > 0 && !talk.isLong ? { longAt: now + Math.max(0, chatTimeS * 1000 - talk.ms) } : {}),
  };
  return Object.keys(watched).length > 0 ? [{ type: 'watched', ...watched }] : [];
}
