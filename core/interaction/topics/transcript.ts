/** The conversation by e-mail, when its visitor asks for it (F4). */
import * as z from 'zod/mini';
import { kept } from '../../bounds.ts';
import { mailboxOf } from '../../email.ts';
import { endedAt, type Interaction, WhyNotSent } from '../state.ts';
import { asked, event, happens, nothing, own, refuse } from '../topic.ts';

/** As long as a visitor's token can be renewed. */
const ASKED_WITHIN_MS = 24 * 60 * 60_000;
/** Long enough for all attempts of the function that sends it. */
const UNDER_WAY_MS = 10 * 60_000;
/** Of one chat: whoever wants more of them has the button that saves it. */
const MAX_TRANSCRIPTS = 3;

/** An IANA zone, as a browser says it: whether it exists is found out when it is used. */
const Zone = z.string().check(z.maxLength(64), z.regex(/^[\w+/-]+$/));

const Request = z.int().check(z.positive());

export const transcriptEvents = {
  /** A function of its own sends it (`calls.ts`). `zone`: in which it gives times. */
  'transcript-requested': event(
    { zone: kept(z.string(), Zone) },
    {
      agent: 'whole',
      fold: (interaction, _, at) => {
        const { count } = interaction.transcript ?? { count: 0 };
        return { ...interaction, transcript: { count: count + 1, request: interaction.seq + 1, at, is: 'asked' } };
      },
    },
  ),
  /** SES has accepted it. */
  transcribed: event({ request: Request }, { agent: 'whole', fold: (interaction) => became(interaction, 'sent') }),
  'transcript-failed': event(
    { request: Request, because: WhyNotSent },
    { agent: 'whole', fold: (interaction) => became(interaction, 'failed') },
  ),
};

const became = ({ transcript, ...interaction }: Interaction, is: 'sent' | 'failed'): Interaction =>
  transcript ? { ...interaction, transcript: { ...transcript, is } } : interaction;

/** The answer to an earlier request says nothing about a later one. */
const isAwaited = ({ transcript }: Interaction, request: number): boolean =>
  transcript?.request === request && transcript.is === 'asked';

/**
 * Nobody has checked that the address is the visitor's. So a mail has only what an agent took part in, and whoever came later
 * with the chat's tracking id sends nothing to who was there before (A14).
 */
const hasMailbox = ({ contact, visitor, talk }: Interaction): boolean =>
  contact.email !== undefined &&
  mailboxOf(contact.email) !== undefined &&
  visitor.readsFrom === 0 &&
  (talk.ms > 0 || talk.from !== undefined);

export const transcriptCommands = {
  /** While the chat is open, and for a day after it. */
  transcript: asked({ from: ['visitor'], fields: { zone: Zone }, looksBack: true }, (interaction, { zone }, now) => {
    const { transcript, origin } = interaction;
    if (!origin.transcript || !hasMailbox(interaction)) return refuse('transcript_refused');
    if (now >= endedAt(interaction) + ASKED_WITHIN_MS) return refuse('chat_ended');
    if (transcript?.is === 'asked' && now < transcript.at + UNDER_WAY_MS) return refuse('mail_under_way');
    if ((transcript?.count ?? 0) >= MAX_TRANSCRIPTS) return refuse('transcript_refused');
    return happens({ type: 'transcript-requested', zone });
  }),
  transcribed: own<{ request: number }>((interaction, { request }) =>
    isAwaited(interaction, request) ? happens({ type: 'transcribed', request }) : nothing,
  ),
  'fail-transcript': own<{ request: number; because: z.infer<typeof WhyNotSent> }>(
    (interaction, { request, because }) =>
      isAwaited(interaction, request) ? happens({ type: 'transcript-failed', request, because }) : nothing,
  ),
};
