/**
 * A chat that continues after its end: one that ended by silence, when its visitor writes again (D8), or one whose tracking id
 * comes back soon (A14). It is the same chat with the same log, and is placed in its queue again.
 */
import * as z from 'zod/mini';
import type { CommandId } from '../../ids.ts';
import type { InteractionEvent } from '../events.ts';
import { type Outcome, Slot, Timestamp } from '../facts.ts';
import { type Interaction, isIn, isOver, ownerOf, type Reader } from '../state.ts';
import { type AskedCommand, type Decision, event, happens, nothing, own, refuse } from '../topic.ts';
import { coarse } from '../waits.ts';
import { OFFER_AGAIN_MS } from './offers.ts';

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
        const { consents, ...contact } = interaction.contact;
        return {
          ...{ ...interaction, offers: [], people: [], stage: { is: 'arriving', again: agent ? { agent } : {} } },
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

interface Reopen {
  /** Without `readsFrom`: someone who has no token, only a tracking id, which the page claims. */
  actor: Reader | { side: 'visitor'; readsFrom?: undefined };
  message?: { id: CommandId; text: string };
  slot?: Slot;
}

export const reopeningCommands = {
  /** A start that continues this chat. */
  reopen: own<Reopen>((interaction, { actor, message, slot }, now) => {
    const isProven = actor.readsFrom !== undefined;
    const written = message ? [{ type: 'message', from: 'visitor', ...message } as const] : [];
    if (!isOver(interaction)) {
      if (!isProven) return refuse('chat_not_open');
      return written.length > 0 ? happens(...written) : nothing;
    }
    if (!(isProven ? endedSilently(interaction, now) : endedJustNow(interaction, now))) return refuse('chat_ended');
    const isHere = isProven && hasPages(interaction);
    const reopened = reopening(interaction, { isHere, slot }, now);
    return happens(isProven ? reopened : { ...reopened, isOtherReader: true }, ...written);
  }),
};

/** The visitor wrote in a chat that is over. */
export function continued(
  interaction: Interaction,
  message: InteractionEvent,
  { connectionId }: AskedCommand,
  now: number,
): Decision {
  if (!endedSilently(interaction, now)) return refuse('chat_ended');
  const { ids } = interaction.visitor.reach;
  const isNew = connectionId !== undefined && !ids.includes(connectionId);
  return happens(
    reopening(interaction, { isHere: hasPages(interaction) }, now),
    ...(isNew ? [{ type: 'connected', side: 'visitor', connectionId } as const] : []),
    message,
  );
}

const hasPages = ({ visitor }: Interaction): boolean => visitor.reach.ids.length > 0;

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

function endedAt({ stage }: Interaction): number {
  if (stage.is === 'wrap-up') return stage.since;
  return stage.is === 'ended' ? stage.at : Infinity;
}

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
