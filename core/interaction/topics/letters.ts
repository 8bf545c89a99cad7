/**
 * Answers by e-mail (A6): what an agent writes to whoever has left something without a conversation, and what they write back by
 * the link in that e-mail. Both are messages of the log; this is what becomes of the e-mail.
 */
import * as z from 'zod/mini';
import { kept } from '../../bounds.ts';
import { mailboxOf } from '../../email.ts';
import type { CommandId } from '../../ids.ts';
import { Email, line } from '../../words.ts';
import { kinds } from '../kinds.ts';
import { writesTooFast } from '../pace.ts';
import { type Interaction, isOver, isWith, ownerOf, type Reader, WhyNotSent } from '../state.ts';
import { type Actor, event, happens, own, type Refusal, refuse } from '../topic.ts';
import { goesOnUntil } from './reopening.ts';

/** The commit that asks for it. */
const request = z.int().check(z.positive());

/** As SES names an e-mail in its header: `<0100…@eu-west-1.amazonses.com>`. */
const MessageId = kept(z.string(), line(200));

/** `unanswered`: SES twice did not say what became of it, so it may have arrived. */
const WhyNot = z.enum([...WhyNotSent.options, 'unanswered']);
export type WhyNoLetter = z.infer<typeof WhyNot>;

export const lettersEvents = {
  /** A function of its own sends the message of the same commit (`calls.ts`). `to`: as SES takes it. */
  'letter-requested': event({ to: kept(z.string(), Email) }, { agent: 'whole' }),
  /** SES has accepted it. `again`: an earlier attempt may have arrived too. */
  'letter-sent': event({ request, messageId: MessageId, again: z.exactOptional(z.literal(true)) }, { agent: 'whole' }),
  'letter-failed': event({ request, because: WhyNot }, { agent: 'whole' }),
};

/** Where an answer to its visitor goes; undefined if there is a conversation, or no address that SES can write to. */
export const letterTo = ({ kind, contact }: Pick<Interaction, 'kind' | 'contact'>): string | undefined =>
  kinds[kind].isLive || contact.email === undefined ? undefined : mailboxOf(contact.email);

/** Only whoever has it answers it: two answers to one letter confuse its reader. */
export function whyNoLetter(interaction: Interaction, actor: Actor): Refusal | undefined {
  if (!isWith(interaction, actor)) return 'chat_not_yours';
  if (isOver(interaction)) return 'chat_ended';
  if (interaction.stage.is !== 'handled') return 'chat_not_open';
  if (actor.side !== 'agent' || ownerOf(interaction)?.id !== actor.agentId) return 'chat_not_yours';
  return letterTo(interaction) === undefined ? 'no_conversation' : undefined;
}

export const lettersCommands = {
  /** By the link in an e-mail. What is over goes on, with the same agent if they are free (D8). */
  reply: own<{ actor: Reader; id: CommandId; text: string }>((interaction, { id, text }, now) => {
    if (kinds[interaction.kind].isLive) return refuse('chat_not_open');
    if (writesTooFast(interaction, undefined, now)) return refuse('rate_limited');
    const message = { type: 'message', id, from: 'visitor', text } as const;
    if (!isOver(interaction)) return happens(message);
    return now < goesOnUntil(interaction) ? happens({ type: 'reopened' }, message) : refuse('chat_ended');
  }),
  'letter-sent': own<{ request: number; messageId: string; again?: true }>((_, { request, messageId, again }) =>
    happens({ type: 'letter-sent', request, messageId, ...(again && { again }) }),
  ),
  'fail-letter': own<{ request: number; because: WhyNoLetter }>((_, { request, because }) =>
    happens({ type: 'letter-failed', request, because }),
  ),
};
