/**
 * What supervisors do in conversations of queues that they see (D9, B13): watch unseen, whisper to the agent, join, take over.
 * Nobody notices who watches, and the visitor nothing of a whisper.
 */
import * as z from 'zod/mini';
import { kept } from '../../bounds.ts';
import { CommandId } from '../../ids.ts';
import { Text } from '../../words.ts';
import type { InteractionEvent } from '../events.ts';
import { AgentRef, Timestamp } from '../facts.ts';
import { counted, writesTooFast } from '../pace.ts';
import {
  type Interaction,
  isCrowded,
  isOver,
  isPresent,
  MAX_MONITORS,
  ownerOf,
  type Person,
  personIn,
} from '../state.ts';
import { type Actor, asked, event, happens, nothing, own, type Refusal, refuse } from '../topic.ts';
import { follows, gets, personOf } from './offers.ts';

/**
 * Whoever watches, or joined without a place of an agent's capacity, says this often that they still do, and may: so a publish
 * that takes the right away and a laptop that was shut are noticed without anyone looking for them.
 */
export const WATCH_MS = 5 * 60_000;

export const oversightEvents = {
  /** `until`: unless they say before that they go on. */
  monitored: event(
    { agent: AgentRef, until: Timestamp },
    {
      supervisor: 'whole',
      fold: (interaction, { agent, until }) => watches(interaction, agent, until),
      timers: ({ until }) => [{ brings: 'lapse', dueAt: until }],
    },
  ),
  unmonitored: event(
    { agent: AgentRef },
    {
      supervisor: 'whole',
      fold: (interaction, { agent }) => ({
        ...interaction,
        people: interaction.people.filter((person) => person.agent.id !== agent.id),
      }),
    },
  ),
  /** To the agents in the conversation. */
  whispered: event(
    { id: CommandId, by: AgentRef, text: kept(z.string(), Text) },
    { agent: 'whole', fold: (interaction, { by }, at) => counted(interaction, by, at) },
  ),
};

/** One who joined goes on as a guest. */
function watches(interaction: Interaction, agent: AgentRef, until: number): Interaction {
  const known = personIn(interaction, agent.id);
  const as = known?.as === 'guest' ? 'guest' : 'monitor';
  const person = { ...personOf(interaction, agent), as, until } as const;
  return { ...interaction, people: [...interaction.people.filter((each) => each !== known), person] };
}

export const oversightCommands = {
  /** Also says that one goes on watching. */
  watch: asked({ from: ['agent'], fields: {}, needs: ['oversight'] }, (interaction, command, now) => {
    const agent = overseerOf(interaction, command.actor);
    if (typeof agent === 'string') return refuse(agent);
    const known = personIn(interaction, agent.id);
    if (known && known.as !== 'asked' && known.until === undefined) return nothing;
    const watching = interaction.people.filter(({ as }) => as === 'monitor');
    if (!known && watching.length >= MAX_MONITORS) return refuse('chat_crowded');
    return happens({ type: 'monitored', agent, until: now + WATCH_MS }, ...follows(interaction, agent.id, command));
  }),
  /** Only the agents in the conversation read it. */
  whisper: asked(
    { from: ['agent'], fields: { id: CommandId, text: Text }, looksBack: true, needs: ['oversight'] },
    (interaction, { actor, id, text }, now) => {
      const by = overseerOf(interaction, actor);
      if (typeof by === 'string') return refuse(by);
      const known = personIn(interaction, by.id);
      if (known?.as !== 'monitor' && known?.as !== 'guest') return refuse('chat_not_yours');
      if (interaction.stage.is !== 'handled') return refuse('chat_not_open');
      if (writesTooFast(interaction, known, now)) return refuse('rate_limited');
      return happens({ type: 'whispered', id, by, text });
    },
  ),
  /** Without being asked (barge in). */
  join: asked({ from: ['agent'], fields: {}, looksBack: true, needs: ['oversight'] }, (interaction, command, now) => {
    const agent = entering(interaction, command.actor);
    if (typeof agent === 'string') return refuse(agent);
    if (personIn(interaction, agent.id)?.as === 'guest') return refuse('target_in_chat');
    if (isCrowded(interaction)) return refuse('chat_crowded');
    return happens({ type: 'joined', agent, until: now + WATCH_MS }, ...follows(interaction, agent.id, command));
  }),
  /** With a place of their own capacity, like every agent who has a conversation. */
  'take-over': asked(
    { from: ['agent'], fields: {}, looksBack: true, needs: ['oversight'] },
    (interaction, command, now) => {
      const agent = entering(interaction, command.actor);
      if (typeof agent === 'string') return refuse(agent);
      return happens(...gets(interaction, agent, 'take-over', now), ...follows(interaction, agent.id, command));
    },
  ),
  /** Of those who have not said that they go on. Nobody else may see them any more by now (`decide.ts`). */
  lapse: own(({ people }, _, now) => happens(...people.filter((person) => !isPresent(person, now)).map(leaving))),
};

/** Whoever holds no place leaves without giving one back. */
export const leaving = ({ as, agent }: Pick<Person, 'as' | 'agent'>): InteractionEvent =>
  as === 'monitor' ? { type: 'unmonitored', agent } : { type: 'left', agent };

/** The actor as a supervisor who sees its queue. */
export function overseer({ place }: Interaction, actor: Actor): AgentRef | undefined {
  if (actor.side !== 'agent' || !actor.oversight) return undefined;
  const { name, queues } = actor.oversight;
  return queues === 'all' || queues.includes(place.queueId) ? { id: actor.agentId, name } : undefined;
}

function overseerOf(interaction: Interaction, actor: Actor): AgentRef | Refusal {
  if (actor.side !== 'agent' || !actor.oversight) return 'not_supervisor';
  const agent = overseer(interaction, actor);
  if (!agent) return 'queue_not_yours';
  return isOver(interaction) && !interaction.aside ? 'chat_ended' : agent;
}

/** Only into a conversation that an agent has: one that waits is taken from the list. */
function entering(interaction: Interaction, actor: Actor): AgentRef | Refusal {
  const agent = overseerOf(interaction, actor);
  if (typeof agent === 'string') return agent;
  if (interaction.stage.is !== 'handled') return 'chat_not_open';
  return ownerOf(interaction)?.id === agent.id ? 'target_in_chat' : agent;
}
