/** The end of the conversation, and the wrap-up that may follow it (D6). */
import * as z from 'zod/mini';
import { kept } from '../../bounds.ts';
import { AgentId } from '../../ids.ts';
import { FilledText } from '../../messages.ts';
import { line, Text } from '../../words.ts';
import type { InteractionEvent } from '../events.ts';
import { closingWords, EndedBy, Outcome, Timestamp } from '../facts.ts';
import { type Interaction, isOver, isWith, MAX_GUESTS, ownerOf, Parked, reservedFor, seatedGuests } from '../state.ts';
import { asked, event, happens, nothing, type Of, own, refuse, view } from '../topic.ts';
import { asksFor } from './feedback.ts';
import { lastWords } from './messages.ts';
import { resuming } from './parking.ts';

/** A laptop shut on Friday in the middle of a note sends it on Monday. */
const LATE_NOTE_MS = 3 * 24 * 60 * 60 * 1000;

/** `says`: the tenant's last words to the visitor. */
const ended = { by: EndedBy, outcome: Outcome, says: z.optional(FilledText) };

/** `asks`: how it was (F1). Empty: in the client's own words. */
const toVisitor = { ...ended, asks: z.optional(FilledText) };

const toAgents = { ...ended, wrapUpUntil: z.optional(Timestamp), disposition: closingWords.disposition };

/** Guests, and one who is asked. */
const Freed = kept(z.array(AgentId), z.array(AgentId).check(z.maxLength(MAX_GUESTS + 1)));

export const endingEvents = {
  /**
   * The conversation is over. With `wrapUpUntil` the agent is still working on it; without, it is closed. `frees`: others who
   * held a place for it.
   */
  ended: event(
    { ...toAgents, asks: z.exactOptional(FilledText), frees: z.exactOptional(Freed) },
    {
      visitor: view('ended', toVisitor, ({ by, outcome, says, asks }: Of<typeof toVisitor>) => ({
        ...{ by, outcome },
        ...(says === undefined ? {} : { says }),
        ...(asks === undefined ? {} : { asks }),
      })),
      agent: view(
        'ended',
        toAgents,
        ({ frees: _, asks: __, ...event }: Of<typeof toAgents> & { frees?: AgentId[]; asks?: string }) => event,
      ),
      fold: (before, { outcome, wrapUpUntil, disposition, asks }, at) => {
        const interaction: Interaction = asks === undefined ? before : { ...before, feedback: 'asked' };
        const agent = ownerOf(interaction);
        if (agent && wrapUpUntil !== undefined) return inWrapUp(interaction, outcome, wrapUpUntil, at);
        const last = { ...(agent ? { agent } : {}), ...(disposition === undefined ? {} : { disposition }) };
        const { aside: _, ...others } = interaction;
        const aside = outcome === 'unmanaged' ? { aside: { since: at, because: outcome } } : {};
        return { ...others, ...aside, offers: [], people: [], stage: { is: 'ended', outcome, at, ...last } };
      },
      timers: ({ wrapUpUntil }) =>
        wrapUpUntil === undefined ? [] : [{ brings: 'expire-wrap-up', dueAt: wrapUpUntil }],
      measured: ({ wrapUpUntil }) => wrapUpUntil === undefined,
    },
  ),
  finished: event(
    { by: z.enum(['agent', 'system']), ...closingWords },
    {
      agent: 'whole',
      fold: (interaction, { by, disposition }, at) => {
        const { stage } = interaction;
        if (stage.is !== 'wrap-up') return interaction;
        const chosen = disposition === undefined ? {} : { disposition };
        const late = by === 'system' ? { notesUntil: at + LATE_NOTE_MS } : {};
        const agent = ownerOf(interaction);
        const { outcome, since } = stage;
        return {
          ...interaction,
          stage: { is: 'ended', outcome, at: since, ...(agent ? { agent } : {}), ...chosen, ...late },
        };
      },
      measured: () => true,
    },
  ),
  /** Its agent needs longer. While it is parked, only what is left grows. */
  extended: event(
    { wrapUpUntil: z.exactOptional(Timestamp), left: Parked.shape.left },
    {
      agent: 'whole',
      fold: (interaction, { wrapUpUntil, left }) => {
        const { stage, parked } = interaction;
        if (stage.is !== 'wrap-up') return interaction;
        const { deadline, extended } = stage;
        return {
          ...{ ...interaction, stage: { ...stage, deadline: wrapUpUntil ?? deadline, extended: extended + 1 } },
          ...(parked && left !== undefined ? { parked: { ...parked, left } } : {}),
        };
      },
      timers: ({ wrapUpUntil }) =>
        wrapUpUntil === undefined ? [] : [{ brings: 'expire-wrap-up', dueAt: wrapUpUntil }],
    },
  ),
  /** After Foyer finished wrap-up because the time was up: what the agent had chosen and written by then. */
  noted: event(closingWords, {
    agent: 'whole',
    fold: (interaction, { disposition }) => {
      if (interaction.stage.is !== 'ended') return interaction;
      const { notesUntil: _, ...stage } = interaction.stage;
      return { ...interaction, stage: disposition === undefined ? stage : { ...stage, disposition } };
    },
    measured: () => true,
  }),
};

/** The wrap-up of a parked chat begins when it is resumed (D5). */
function inWrapUp(
  { parked, people, ...interaction }: Interaction,
  outcome: Outcome,
  deadline: number,
  at: number,
): Interaction {
  return {
    ...{ ...interaction, offers: [], people: people.filter(({ as }) => as === 'owner') },
    stage: { is: 'wrap-up', outcome, since: at, deadline, extended: 0 },
    ...(parked ? { parked: { ...parked, left: deadline - at } } : {}),
  };
}

export const endingCommands = {
  end: asked({ from: ['visitor', 'agent'], fields: {}, looksBack: true }, (interaction, { actor }, now) => {
    if (!isWith(interaction, actor)) return refuse('chat_not_yours');
    if (isOver(interaction)) return refuse('chat_ended');
    if (actor.side === 'agent' && ownerOf(interaction)?.id !== actor.agentId) return refuse('chat_not_open');
    const isHandled = interaction.stage.is === 'handled';
    const resumed = actor.side === 'agent' ? resuming(interaction, 'agent', now) : [];
    return happens(
      ...resumed,
      ending(interaction, actor.side, isHandled ? 'completed' : leaving(interaction, now), now),
    );
  }),
  /** Without a disposition only if Foyer has already finished, because the time was up. */
  finish: asked(
    { from: ['agent'], fields: { disposition: z.optional(line(64)), note: z.optional(Text) }, looksBack: true },
    (interaction, { actor, disposition, note }, now) => {
      if (actor.side !== 'agent' || ownerOf(interaction)?.id !== actor.agentId) return refuse('chat_not_yours');
      const { stage, place } = interaction;
      const isKnown = place.terms.dispositions.some(({ code }) => code === disposition);
      const written = { ...(isKnown ? { disposition } : {}), ...(note ? { note } : {}) };
      if (stage.is === 'ended') {
        const isLate = stage.notesUntil !== undefined && now <= stage.notesUntil;
        if (!isLate || (!isKnown && !note)) return refuse('chat_ended');
        return disposition === undefined || isKnown
          ? happens({ type: 'noted', ...written })
          : refuse('disposition_unknown');
      }
      if (stage.is !== 'wrap-up') return refuse('chat_not_open');
      return isKnown ? happens({ type: 'finished', by: 'agent', ...written }) : refuse('disposition_unknown');
    },
  ),
  extend: asked({ from: ['agent'], fields: {}, looksBack: true }, (interaction, { actor }, now) => {
    const { stage, place, parked } = interaction;
    if (actor.side !== 'agent' || ownerOf(interaction)?.id !== actor.agentId) return refuse('chat_not_yours');
    if (stage.is !== 'wrap-up') return refuse(stage.is === 'ended' ? 'chat_ended' : 'chat_not_open');
    if (stage.extended >= place.terms.wrapUpExtensions) return refuse('wrap_up_extended');
    const moreMs = place.terms.wrapUpExtendS * 1000;
    if (parked) return happens({ type: 'extended', left: (parked.left ?? 0) + moreMs });
    // The timer may be late.
    return happens({ type: 'extended', wrapUpUntil: Math.max(stage.deadline, now) + moreMs });
  }),
  'expire-wrap-up': own(({ stage, parked }, _, now) =>
    stage.is === 'wrap-up' && !parked && stage.deadline <= now ? happens({ type: 'finished', by: 'system' }) : nothing,
  ),
};

/** A visitor who leaves the line at once did not really wait (D1). */
function leaving({ stage, place }: Interaction, now: number): Outcome {
  const isShort = stage.is === 'waiting' && now - place.waitedFrom < place.terms.dropoutS * 1000;
  return isShort ? 'short-abandoned' : 'abandoned';
}

/** With an agent, the end leads to wrap-up; without one, it is closed at once. */
export function ending(interaction: Interaction, by: EndedBy, outcome: Outcome, now: number): InteractionEvent {
  const { stage, place } = interaction;
  const wrapUp = stage.is === 'handled' ? { wrapUpUntil: now + place.terms.wrapUpS * 1000 } : {};
  const words = {
    ...lastWords(outcome, { terms: place.terms, agent: ownerOf(interaction) }),
    ...asksFor(interaction, outcome),
  };
  const asked = reservedFor(interaction);
  const others = [...seatedGuests(interaction), ...(asked ? [asked] : [])].map(({ id }) => id);
  return { type: 'ended', by, outcome, ...words, ...wrapUp, ...(others.length > 0 ? { frees: others } : {}) };
}
