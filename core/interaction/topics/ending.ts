/** The end of the conversation, and the wrap-up that may follow it (D6). */
import * as z from 'zod/mini';
import { LastWords } from '../../messages.ts';
import { line, Text } from '../../words.ts';
import type { InteractionEvent } from '../events.ts';
import { closingWords, EndedBy, Outcome, Timestamp } from '../facts.ts';
import { type Interaction, isOver, isWith, ownerOf } from '../state.ts';
import { asked, event, happens, nothing, own, refuse, view } from '../topic.ts';
import { lastWords } from './messages.ts';
import { resuming } from './parking.ts';

/** A laptop shut on Friday in the middle of a note sends it on Monday. */
const LATE_NOTE_MS = 3 * 24 * 60 * 60 * 1000;

/** `says`: the tenant's last words to the visitor. */
const ended = { by: EndedBy, outcome: Outcome, says: z.optional(LastWords) };

export const endingEvents = {
  /** The conversation is over. With `wrapUpUntil` the agent is still working on it; without, it is closed. */
  ended: event(
    { ...ended, wrapUpUntil: z.optional(Timestamp) },
    {
      visitor: view(
        'ended',
        ended,
        ({ by, outcome, says }: { by: EndedBy; outcome: Outcome; says?: string | undefined }) => ({
          ...{ by, outcome },
          ...(says === undefined ? {} : { says }),
        }),
      ),
      agent: 'whole',
      fold: (interaction, { outcome, wrapUpUntil }, at) =>
        wrapUpUntil !== undefined && ownerOf(interaction)
          ? inWrapUp(interaction, outcome, wrapUpUntil, at)
          : { ...interaction, offers: [], people: [], stage: { is: 'ended', outcome } },
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
        return { ...interaction, stage: { is: 'ended', outcome: stage.outcome, ...chosen, ...late } };
      },
      measured: () => true,
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
  { parked, ...interaction }: Interaction,
  outcome: Outcome,
  deadline: number,
  at: number,
): Interaction {
  return {
    ...{ ...interaction, stage: { is: 'wrap-up', outcome, deadline } },
    ...(parked ? { parked: { ...parked, left: deadline - at } } : {}),
  };
}

export const endingCommands = {
  end: asked({ from: ['visitor', 'agent'], fields: {}, looksBack: true }, (interaction, { actor }, now) => {
    if (!isWith(interaction, actor)) return refuse('chat_not_yours');
    if (isOver(interaction)) return refuse('chat_ended');
    const isHandled = interaction.stage.is === 'handled';
    if (actor.side === 'agent' && !isHandled) return refuse('chat_not_open');
    const resumed = actor.side === 'agent' ? resuming(interaction, 'agent', now) : [];
    return happens(...resumed, ending(interaction, actor.side, isHandled ? 'completed' : 'abandoned', now));
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
  'expire-wrap-up': own(({ stage, parked }, _, now) =>
    stage.is === 'wrap-up' && !parked && stage.deadline <= now ? happens({ type: 'finished', by: 'system' }) : nothing,
  ),
};

/** With an agent, the end leads to wrap-up; without one, it is closed at once. */
export function ending(interaction: Interaction, by: EndedBy, outcome: Outcome, now: number): InteractionEvent {
  const { stage, place } = interaction;
  const wrapUp = stage.is === 'handled' ? { wrapUpUntil: now + place.terms.wrapUpS * 1000 } : {};
  const says = lastWords(outcome, { terms: place.terms, agent: ownerOf(interaction) });
  return { type: 'ended', by, outcome, ...says, ...wrapUp };
}
