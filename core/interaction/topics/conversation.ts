/** The conversation itself. */
import * as z from 'zod/mini';
import { kept } from '../../bounds.ts';
import { CommandId } from '../../ids.ts';
import { cut } from '../../text.ts';
import { Text } from '../../words.ts';
import { Side } from '../facts.ts';
import { EXCERPT_CHARS, type Interaction, isOver, isWith, type Person } from '../state.ts';
import { type Actor, asked, event, happens, refuse } from '../topic.ts';
import { answered } from './arriving.ts';
import { planned } from './continuity.ts';
import { awaited, resuming } from './parking.ts';

const RATE_WINDOW_MS = 10_000;

/** The most messages within `RATE_WINDOW_MS` that become the latest one, which every console that sees the queue is shown. */
const MOST_LATEST = 3;

export const conversationEvents = {
  message: event(
    { id: CommandId, from: Side, text: kept(z.string(), Text) },
    {
      visitor: 'whole',
      agent: 'whole',
      fold: (interaction, { from, text }, at) => {
        const counting = from === 'visitor' ? countedForVisitor(interaction, at) : countedForOwner(interaction, at);
        const { facts, visitor } = counting;
        const excerpt = cut(text, EXCERPT_CHARS);
        if (facts.subject === '') return { ...counting, facts: { ...facts, subject: excerpt } };
        const isNewest = from === 'visitor' && visitor.sent.count <= MOST_LATEST;
        return isNewest ? { ...counting, facts: { ...facts, latest: excerpt } } : counting;
      },
    },
  ),
};

const countedForVisitor = (interaction: Interaction, at: number): Interaction => ({
  ...interaction,
  visitor: { ...interaction.visitor, sent: counted(interaction.visitor.sent, at) },
});

const countedForOwner = (interaction: Interaction, at: number): Interaction => ({
  ...interaction,
  people: interaction.people.map((person) =>
    person.as === 'owner' ? { ...person, sent: counted(person.sent, at) } : person,
  ),
});

const counted = (window: Person['sent'], at: number): Person['sent'] =>
  at < window.since + RATE_WINDOW_MS ? { since: window.since, count: window.count + 1 } : { since: at, count: 1 };

export const conversationCommands = {
  message: asked(
    { from: ['visitor', 'agent'], fields: { id: CommandId, text: Text }, looksBack: true },
    (interaction, { actor, id, text }, now) => {
      if (!isWith(interaction, actor)) return refuse('chat_not_yours');
      if (isOver(interaction)) return refuse('chat_ended');
      if (actor.side === 'agent' && interaction.stage.is !== 'handled') return refuse('chat_not_open');
      const sent = sentBy(interaction, actor);
      const isWithin = sent && now < sent.since + RATE_WINDOW_MS;
      if (isWithin && sent.count >= interaction.place.terms.maxMessagesPer10S) return refuse('rate_limited');
      const message = { type: 'message', id, from: actor.side, text } as const;
      return actor.side === 'visitor'
        ? happens(message, ...answered(interaction, text), ...awaited(interaction, now))
        : happens(...resuming(interaction, 'agent', now), message, ...unseen(interaction, now));
    },
  ),
};

/** Nobody is there to see it. */
const unseen = (interaction: Interaction, now: number) =>
  interaction.visitor.away ? planned(interaction, interaction.seq, now) : [];

const sentBy = ({ visitor, people }: Interaction, actor: Actor): Person['sent'] | undefined =>
  actor.side === 'visitor' ? visitor.sent : people.find(({ agent }) => agent.id === actor.agentId)?.sent;
