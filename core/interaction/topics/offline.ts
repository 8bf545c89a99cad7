/**
 * What a visitor leaves: instead of a chat (C4), or by an app of the page (A5, A6), which goes to a queue. The former is in the
 * supervisors' inbox, like chats that nobody took in hours (C5), until one of them closes it or gives it to a queue or an agent
 * (`hand-over.ts`).
 */
import * as z from 'zod/mini';
import { kept } from '../../bounds.ts';
import { InteractionId } from '../../ids.ts';
import { cut } from '../../text.ts';
import { slug, Text, Value } from '../../words.ts';
import type { InteractionEvent } from '../events.ts';
import { AgentRef, closingWords, Forward, WhyAside } from '../facts.ts';
import { forwardNow } from '../forwarding.ts';
import { EXCERPT_CHARS, Excerpt, type Interaction, isOver, type Reader, WhyNotSent } from '../state.ts';
import { type Actor, asked, type Decision, event, happens, nothing, own, type Refusal, refuse } from '../topic.ts';
import { ending } from './ending.ts';
import { type Attached, attaches } from './files.ts';
import { OFFER_AGAIN_MS } from './offers.ts';
import { overseer } from './oversight.ts';

/** 8,000 of variables, 12,000 of the message, and labels of a form of 30,000 (`core/forms/schema.ts`). */
const ANSWERS_BYTES = 52_000;

const Answers = kept(z.array(z.object({ label: z.string(), value: Value })), ANSWERS_BYTES);
export type Answers = z.infer<typeof Answers>;

const Request = z.int().check(z.positive());

/** Long enough for all attempts of the function that sends it. */
const UNDER_WAY_MS = 10 * 60_000;

/** `because`: why a supervisor gets it; without it a queue does. `forward`: whom the website's settings send it to. */
export interface Left {
  because?: WhyAside | undefined;
  answers: Answers;
  subject: string;
  /** The chat that it was left instead of. */
  instead?: InteractionId | undefined;
  forward?: Forward | undefined;
  /** What came with it. */
  files?: readonly Attached[];
  /** When they want to be called, and by which rule. */
  call?: { dueAt: number; tries: number; againS: number } | undefined;
}

export const offlineEvents = {
  /** In the tenant's culture, in the form's order. `forward`: the e-mail with it, once its files have been checked. */
  'message-left': event(
    {
      ...{ because: z.exactOptional(WhyAside), answers: Answers, subject: Excerpt },
      ...{ instead: z.exactOptional(InteractionId), forward: z.exactOptional(Forward) },
    },
    {
      agent: 'whole',
      fold: (interaction, { because, subject, forward }, at) => ({
        ...{ ...interaction, ...(because && { aside: { since: at, because } }) },
        ...(forward ? { forwarding: { ...forward, request: 0, at, is: 'held' } } : {}),
        ...{
          facts: { ...interaction.facts, subject },
          excerpts: { ...interaction.excerpts, subject: interaction.seq + 1 },
        },
      }),
      // If the process died before it was placed, and its visitor left without trying again, this places it.
      timers: ({ because }, at) =>
        because === undefined ? [{ brings: 'find-agent', dueAt: at + OFFER_AGAIN_MS }] : [],
    },
  ),
  /** Its queue is gone, or disabled: a supervisor has it. */
  'set-aside': event(
    { because: WhyAside },
    {
      agent: 'whole',
      fold: (interaction, { because }, at) => ({ ...interaction, aside: { since: at, because } }),
    },
  ),
  /** A function of its own sends the e-mail (`calls.ts`). `by`: a supervisor, again. */
  'forward-requested': event(
    { ...Forward.shape, by: z.exactOptional(AgentRef) },
    {
      agent: 'whole',
      fold: (interaction, { by: _, ...forward }, at) => ({
        ...interaction,
        forwarding: { ...forward, request: interaction.seq + 1, at, is: 'asked' },
      }),
    },
  ),
  /** SES has accepted it. */
  forwarded: event(
    { request: Request },
    { agent: 'whole', fold: (interaction, { request }) => became(interaction, request, { is: 'sent' }) },
  ),
  'forward-failed': event(
    { request: Request, because: WhyNotSent },
    {
      agent: 'whole',
      fold: (interaction, { request, because }) => became(interaction, request, { is: 'failed', why: because }),
    },
  ),
  /** It needs no supervisor any more. Without `by`: the visitor has left a message instead. */
  settled: event(
    { by: z.exactOptional(AgentRef), ...closingWords },
    {
      agent: 'whole',
      fold: ({ aside: _, ...interaction }, { disposition }) => {
        const { stage } = interaction;
        const isChosen = stage.is === 'ended' && disposition !== undefined;
        return isChosen ? { ...interaction, stage: { ...stage, disposition } } : interaction;
      },
      // The disposition of a chat that was closed before.
      measured: () => true,
    },
  ),
};

/** The answer to an earlier request says nothing about a later one. */
function became(
  { forwarding, ...interaction }: Interaction,
  request: number,
  now: { is: 'sent' } | { is: 'failed'; why: z.infer<typeof WhyNotSent> },
): Interaction {
  if (!forwarding) return interaction;
  const { why: _, ...forward } = forwarding;
  return { ...interaction, forwarding: forwarding.request === request ? { ...forward, ...now } : forwarding };
}

export function leaves({ because, answers, subject, instead, forward, call, files = [] }: Left): InteractionEvent[] {
  const isHeld = files.length > 0;
  return [
    {
      ...{ type: 'message-left', answers, subject: cut(subject, EXCERPT_CHARS) },
      ...(because && { because }),
      ...(instead === undefined ? {} : { instead }),
      ...(forward && isHeld ? { forward } : {}),
    },
    ...attaches(files),
    ...(forward && !isHeld ? [{ type: 'forward-requested', ...forward } as const] : []),
    ...(call ? [{ type: 'call-planned', ...call } as const] : []),
  ];
}

export const offlineCommands = {
  /** A supervisor closes it. */
  settle: asked(
    {
      ...{ from: ['agent'], fields: { disposition: slug, note: z.optional(Text) }, looksBack: true },
      needs: ['oversight'],
    },
    (interaction, { actor, disposition, note }) => {
      const by = supervisorOf(interaction, actor);
      if (typeof by === 'string') return refuse(by);
      if (!interaction.aside) return refuse('not_aside');
      const { dispositions } = interaction.place.terms;
      if (!dispositions.some(({ code }) => code === disposition)) return refuse('disposition_unknown');
      return happens(
        { type: 'settled', by, disposition, ...(note === undefined ? {} : { note }) },
        ...(isOver(interaction)
          ? []
          : [{ type: 'ended', by: 'agent', outcome: 'completed', disposition } satisfies InteractionEvent]),
      );
    },
  ),
  /** A supervisor has the e-mail sent again. */
  'forward-again': asked({ from: ['agent'], fields: {}, looksBack: true, needs: ['oversight'] }, forwardAgain),
  forwarded: own<{ request: number }>((_, { request }) => happens({ type: 'forwarded', request })),
  'fail-forward': own<{ request: number; because: z.infer<typeof WhyNotSent> }>((_, { request, because }) =>
    happens({ type: 'forward-failed', request, because }),
  ),
  /** The visitor of this chat has left a message instead. A conversation with an agent goes on. */
  'give-up': own<{ actor: Reader }>((interaction, _, now) => {
    if (interaction.aside) return happens({ type: 'settled' });
    const { is } = interaction.stage;
    return is === 'arriving' || is === 'waiting' ? happens(ending(interaction, 'visitor', 'offline', now)) : nothing;
  }),
};

function forwardAgain(interaction: Interaction, { actor }: { actor: Actor }, now: number): Decision {
  const by = supervisorOf(interaction, actor);
  if (typeof by === 'string') return refuse(by);
  if (!interaction.forwarding) return refuse('chat_not_open');
  const { at, is } = interaction.forwarding;
  const isUnderWay = is === 'held' || (is === 'asked' && now < at + UNDER_WAY_MS);
  return isUnderWay ? refuse('mail_under_way') : happens(forwardNow(interaction.forwarding, by));
}

function supervisorOf(interaction: Interaction, actor: Actor): AgentRef | Refusal {
  if (actor.side !== 'agent' || !actor.oversight) return 'not_supervisor';
  return overseer(interaction, actor) ?? 'queue_not_yours';
}
