/**
 * A chat that continues after its end: one that ended by silence, when its visitor writes again (D8), or one whose tracking id
 * comes back soon (A14). It is the same chat with the same log, and is placed in its queue again.
 */
import * as z from 'zod/mini';
import type { CommandId } from '../../ids.ts';
import type { InteractionEvent } from '../events.ts';
import { type Outcome, Slot, Timestamp } from '../facts.ts';
import { writesTooFast } from '../pace.ts';
import { endedAt, type Interaction, isIn, isOver, ownerOf, type Reader } from '../state.ts';
import { type AskedCommand, type Decision, event, happens, nothing, own, refuse } from '../topic.ts';
import { coarse } from '../waits.ts';
import { answered } from './arriving.ts';
import { OFFER_AGAIN_MS } from './offers.ts';
import { awaited } from './parking.ts';

/**
 * The log of a chat may be deleted from a week after its beginning (`keepDays`): by then it is over. A visitor's own token can be
 * renewed for a day only; the link in an e-mail works longer.
 */
const OPEN_MS = 6 * 24 * 60 * 60_000;

/** Ended because someone was silent, not because anyone wanted to end it. */
const SILENT: readonly Outcome[] = ['auto-finished', 'unattended'];

export const reopeningEvents = {
  /**
   * `endsAt`: no page of the visitor is connected, as at the start. `isOtherReader`: they see nothing of what came before, and
   * whoever had it then sees nothing of what follows.
   */
  reopened: event(
    {
      slot: z.exactOptional(Slot),
      endsAt: z.exactOptional(Timestamp),
      isOtherReader: z.exactOptional(z.literal(true)),
    },
    {
      agent: 'whole',
      fold: (interaction, { slot, endsAt, isOtherReader }, at) => {
        const { origin, visitor, seq } = interaction;
        const { away: _, ...others } = visitor;
        const agent = formerAgent(interaction);
        // They agreed that answers follow them, not whoever reads on.
        const { aside: _aside, feedback: _feedback, ...same } = interaction;
        const { consents, ...contact } = interaction.contact;
        return {
          ...{ ...same, offers: [], people: [], stage: { is: 'arriving', again: agent ? { agent } : {} } },
          contact: isOtherReader || !consents ? contact : { ...contact, consents },
          origin: slot ? { ...origin, slot } : origin,
          visitor: {
            ...others,
            ...(endsAt === undefined ? {} : { away: { since: at, endsAt, told: false } }),
            ...(isOtherReader ? { readsFrom: seq, reach: { ...visitor.reach, ids: [] } } : {}),
          },
        };
      },
      // Its outcome is taken back.
      measured: () => true,
      // If the process died before it was placed, and its visitor left without trying again, this places it.
      timers: ({ endsAt }, at) => [
        { brings: 'find-agent', dueAt: at + OFFER_AGAIN_MS },
        ...(endsAt === undefined ? [] : [{ brings: 'auto-finish' as const, dueAt: coarse(endsAt, at) }]),
      ],
    },
  ),
};

interface Written {
  id: CommandId;
  text: string;
}

interface Reopen {
  /** Without `readsFrom`: someone who has no token, only a tracking id, which the page claims. */
  actor: Reader | { side: 'visitor'; readsFrom?: undefined };
  message?: Written;
  slot?: Slot;
}

export const reopeningCommands = {
  /** A start that continues this chat. Whoever has its token writes in it as over a socket, also if it is not over. */
  reopen: own<Reopen>((interaction, { actor, message, slot }, now) => {
    if (actor.readsFrom === undefined) return reopenedBySomeone(interaction, { message, slot }, now);
    if (message) return writtenByVisitor(interaction, { ...message, slot }, now);
    return isOver(interaction) ? reopenedByVisitor(interaction, { slot }, now) : nothing;
  }),
};

/** The visitor writes, over a socket (`connectionId`) or with a start. A chat that ended by silence continues with it. */
export function writtenByVisitor(
  interaction: Interaction,
  { id, text, slot, connectionId }: Written & { slot?: Slot | undefined } & Pick<AskedCommand, 'connectionId'>,
  now: number,
): Decision {
  if (writesTooFast(interaction, undefined, now)) return refuse('rate_limited');
  const message = { type: 'message', id, from: 'visitor', text } as const;
  return isOver(interaction)
    ? reopenedByVisitor(interaction, { slot, connectionId }, now, message)
    : happens(message, ...answered(interaction, text), ...awaited(interaction, now));
}

function reopenedByVisitor(
  interaction: Interaction,
  { slot, connectionId }: { slot: Slot | undefined } & Pick<AskedCommand, 'connectionId'>,
  now: number,
  ...written: InteractionEvent[]
): Decision {
  if (!endedSilently(interaction, now)) return refuse('chat_ended');
  const { ids } = interaction.visitor.reach;
  const isNew = connectionId !== undefined && !ids.includes(connectionId);
  return happens(
    reopening(interaction, { isHere: ids.length > 0, slot }, now),
    ...(isNew ? [{ type: 'connected', side: 'visitor', connectionId } as const] : []),
    ...written,
  );
}

function reopenedBySomeone(
  interaction: Interaction,
  { message, slot }: { message: Written | undefined; slot: Slot | undefined },
  now: number,
): Decision {
  if (!isOver(interaction)) return refuse('chat_not_open');
  if (!endedJustNow(interaction, now)) return refuse('chat_ended');
  return happens(
    { ...reopening(interaction, { isHere: false, slot }, now), isOtherReader: true },
    ...(message ? [{ type: 'message', from: 'visitor', ...message } as const] : []),
  );
}

function reopening(
  { place }: Interaction,
  { isHere, slot }: { isHere: boolean; slot?: Slot | undefined },
  now: number,
) {
  return {
    type: 'reopened' as const,
    ...(slot ? { slot } : {}),
    ...(isHere ? {} : { endsAt: now + place.terms.autoFinishS * 1000 }),
  };
}

const formerAgent = (interaction: Interaction) =>
  ownerOf(interaction) ?? (isIn(interaction, 'ended') ? interaction.stage.agent : undefined);

/** Its visitor may go on with it. */
export const endedSilently = ({ stage, place }: Interaction, now: number): boolean =>
  'outcome' in stage && SILENT.includes(stage.outcome) && now < goesOnUntil({ place });

/** The latest that a chat can go on. */
export const goesOnUntil = ({ place }: Pick<Interaction, 'place'>): number => place.since + OPEN_MS;

/** Only a chat that an agent had: whoever was turned away asks again like anyone else. */
function endedJustNow(interaction: Interaction, now: number): boolean {
  const { momentumS } = interaction.place.terms;
  const isRecent = now - endedAt(interaction) < momentumS * 1000 && now < goesOnUntil(interaction);
  return isRecent && formerAgent(interaction) !== undefined;
}
