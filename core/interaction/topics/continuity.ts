/** Continuity (D11): what an agent answers while the visitor is away follows them by e-mail, with a link back into the chat. */
import * as z from 'zod/mini';
import type { InteractionEvent } from '../events.ts';
import { mailboxFor, Timestamp } from '../facts.ts';
import { type Interaction, isOver, type Reader } from '../state.ts';
import { event, happens, nothing, own } from '../topic.ts';
import { coarse } from '../waits.ts';

const Seq = z.int().check(z.nonnegative());
const WhyNot = z.enum(['sender', 'refused', 'deleted']);
const OpenS = z.int().check(z.positive());

/** The chat ends automatically then, if the visitor stays away (D3). Missing once the conversation is over. */
const endsAt = z.exactOptional(Timestamp);
const autoFinish = ({ endsAt }: { endsAt?: number }, at: number) =>
  endsAt === undefined ? [] : [{ brings: 'auto-finish' as const, dueAt: coarse(endsAt, at) }];

export const continuityEvents = {
  /**
   * Everything that agents write after commit `after` is e-mailed at `dueAt`, unless the visitor returns first. From then on the
   * chat stays open for `openS`, also in another queue.
   */
  'mail-planned': event(
    { after: Seq, dueAt: Timestamp, openS: OpenS },
    {
      agent: 'whole',
      fold: (interaction, mail) => whileAway(interaction, { mail }),
      timers: ({ dueAt }, at) => [{ brings: 'send-mail', dueAt: coarse(dueAt, at) }],
    },
  ),
  /** A function of its own sends it (`calls.ts`). From now on the visitor has longer to return. */
  'mail-requested': event(
    { after: Seq, endsAt },
    {
      agent: 'whole',
      fold: (interaction, { endsAt }) => whileAway(interaction, { mail: undefined, endsAt }),
      timers: autoFinish,
    },
  ),
  /** SES has accepted it. `request`: the commit that asked for it. `answeredAt`: when the first answer in it was written. */
  mailed: event({ request: Seq, answeredAt: Timestamp }, { agent: 'whole' }),
  /** `sender`: the tenant has no address to send from. `refused`: SES does not send this mail. `deleted`: so were the answers. */
  'mail-failed': event(
    { request: Seq, because: WhyNot, endsAt },
    { agent: 'whole', fold: (interaction, { endsAt }) => whileAway(interaction, { endsAt }), timers: autoFinish },
  ),
  /** The visitor wants no more e-mails about this chat. */
  'mail-declined': event(
    { endsAt },
    {
      agent: 'whole',
      fold: ({ contact: { consents: _, ...contact }, ...interaction }, { endsAt }) =>
        whileAway({ ...interaction, contact }, { mail: undefined, endsAt }),
      timers: autoFinish,
    },
  ),
};

type Away = NonNullable<Interaction['visitor']['away']>;

/** Changes nothing if the visitor is back. `endsAt`: only if given; `mail: undefined` removes the plan. */
function whileAway(
  interaction: Interaction,
  { endsAt, ...change }: { mail?: Away['mail'] | undefined; endsAt?: number | undefined },
): Interaction {
  const { away, ...visitor } = interaction.visitor;
  if (!away) return interaction;
  const { mail: planned, ...rest } = away;
  const mail = 'mail' in change ? change.mail : planned;
  const next = { ...rest, ...(mail && { mail }), ...(endsAt !== undefined && { endsAt }) };
  return { ...interaction, visitor: { ...visitor, away: next } };
}

/**
 * What goes with an agent's message, or with the news that it reached nobody: one plan while the visitor is away, however much
 * is written. `after`: the commit before the first message that they missed.
 */
export function planned(interaction: Interaction, after: number, now: number): InteractionEvent[] {
  const { visitor, contact, place } = interaction;
  const { continuity } = place.terms;
  if (!continuity || visitor.away?.mail || !mailboxFor(contact)) return [];
  const { afterS, openS } = continuity;
  return [{ type: 'mail-planned', after, dueAt: now + afterS * 1000, openS }];
}

/** The end that was due before is put off, or brought back, from now. */
const until = (interaction: Interaction, seconds: number, now: number) =>
  isOver(interaction) || !interaction.visitor.away ? {} : { endsAt: now + seconds * 1000 };

export const continuityCommands = {
  /** The plan is due. Also after the conversation: an agent may have answered and ended it at once. */
  'send-mail': own((interaction, _, now) => {
    const { mail } = interaction.visitor.away ?? {};
    if (!mail || mail.dueAt > now) return nothing;
    return happens({ type: 'mail-requested', after: mail.after, ...until(interaction, mail.openS, now) });
  }),
  mailed: own<{ request: number; answeredAt: number }>((_, { request, answeredAt }) =>
    happens({ type: 'mailed', request, answeredAt }),
  ),
  'fail-mail': own<{ request: number; because: z.infer<typeof WhyNot> }>((interaction, { request, because }, now) =>
    happens({
      ...{ type: 'mail-failed', request, because },
      ...until(interaction, interaction.place.terms.autoFinishS, now),
    }),
  ),
  /** By the link in a mail. What was planned is not sent, so the visitor has no longer than any other to return. */
  'decline-mail': own<{ actor: Reader }>((interaction, _, now) =>
    interaction.contact.consents?.continuity === undefined
      ? nothing
      : happens({ type: 'mail-declined', ...until(interaction, interaction.place.terms.autoFinishS, now) }),
  ),
};
