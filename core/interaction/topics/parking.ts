/**
 * Parking (D5): an agent keeps an interaction without working on it, by choice or because of a call. It keeps its place of the
 * agent's capacity. Neither its handling nor its wrap-up time runs meanwhile.
 */
import * as z from 'zod/mini';
import type { AgentId } from '../../ids.ts';
import type { InteractionEvent } from '../events.ts';
import { Timestamp } from '../facts.ts';
import { type Interaction, isOver, ownerOf, Parked } from '../state.ts';
import { type Actor, asked, type Decision, event, happens, nothing, own, refuse } from '../topic.ts';

export const parkingEvents = {
  /** `left`: of a wrap-up, in ms. */
  parked: event(
    { by: Parked.shape.by, left: Parked.shape.left },
    {
      agent: 'whole',
      fold: (interaction, { by, left }, at) => ({
        ...interaction,
        parked: { since: at, by, ...(left === undefined ? {} : { left }) },
      }),
    },
  ),
  /** `wrapUpUntil`: the wrap-up continues, with exactly the time that was left. `system`: its agent is gone. */
  resumed: event(
    { by: z.enum(['agent', 'call', 'system']), wrapUpUntil: z.exactOptional(Timestamp) },
    {
      agent: 'whole',
      fold: ({ parked: _, stage, ...interaction }, { wrapUpUntil }) => ({
        ...interaction,
        stage: stage.is === 'wrap-up' && wrapUpUntil !== undefined ? { ...stage, deadline: wrapUpUntil } : stage,
      }),
      timers: ({ wrapUpUntil }) =>
        wrapUpUntil === undefined ? [] : [{ brings: 'expire-wrap-up', dueAt: wrapUpUntil }],
    },
  ),
  /** The visitor waits for an answer in a parked chat: unless someone answers or it is resumed by then, it goes to anyone. */
  'reply-due': event(
    { replyBy: Timestamp },
    {
      agent: 'whole',
      fold: (interaction, { replyBy }) =>
        interaction.parked ? { ...interaction, parked: { ...interaction.parked, replyBy } } : interaction,
      timers: ({ replyBy }) => [{ brings: 'return-parked', dueAt: replyBy }],
    },
  ),
};

export const parkingCommands = {
  /** Whoever is no longer an agent could not resume it, and a parked wrap-up would never end. */
  park: asked({ from: ['agent'], fields: {}, looksBack: true, needs: ['rights'] }, (interaction, { actor }, now) => {
    const isAgent = actor.side === 'agent' && actor.rights !== undefined;
    const refused = isAgent ? refusedTo(actor, interaction) : refuse('chat_not_yours');
    return refused ?? parking(interaction, 'agent', now);
  }),
  resume: asked({ from: ['agent'], fields: {}, looksBack: true }, (interaction, { actor }, now) => {
    const refused = refusedTo(actor, interaction);
    return refused ?? happens(...resuming(interaction, 'agent', now));
  }),
  /** The agent has to take a call (B12). */
  'park-for-call': own<{ agentId: AgentId }>((interaction, { agentId }, now) =>
    isHeldBy(interaction, agentId) ? parking(interaction, 'call', now) : nothing,
  ),
  /** The call is over. What the agent had parked by choice stays parked. */
  'resume-after-call': own<{ agentId: AgentId }>((interaction, { agentId }, now) =>
    isHeldBy(interaction, agentId) && interaction.parked?.by === 'call'
      ? happens(...resuming(interaction, 'call', now))
      : nothing,
  ),
};

const isHeldBy = (interaction: Interaction, agentId: AgentId): boolean =>
  ownerOf(interaction)?.id === agentId && interaction.stage.is !== 'ended';

function refusedTo(actor: Actor, interaction: Interaction): Decision | undefined {
  if (actor.side !== 'agent' || ownerOf(interaction)?.id !== actor.agentId) return refuse('chat_not_yours');
  return interaction.stage.is === 'ended' ? refuse('chat_ended') : undefined;
}

function parking(interaction: Interaction, by: Parked['by'], now: number): Decision {
  const { stage, parked, talk } = interaction;
  if (parked) return nothing;
  const left = stage.is === 'wrap-up' ? { left: Math.max(0, stage.deadline - now) } : {};
  // A question does not wait longer because it came a second before the call.
  return happens({ type: 'parked', by, ...left }, ...(talk.isAsked ? replyDue(interaction, now) : []));
}

/** Nothing if it is not parked. */
export function resuming(
  { stage, parked }: Interaction,
  by: 'agent' | 'call' | 'system',
  now: number,
): InteractionEvent[] {
  if (!parked) return [];
  const rest = stage.is === 'wrap-up' ? { wrapUpUntil: now + (parked.left ?? 0) } : {};
  return [{ type: 'resumed', by, ...rest }];
}

/** An agent's message: the visitor waits for nobody. In a chat that stays parked it is a guest's. */
export function unawaited(interaction: Interaction): Interaction {
  if (interaction.parked?.replyBy === undefined) return interaction;
  const { replyBy: _, ...parked } = interaction.parked;
  return { ...interaction, parked };
}

/** The visitor wrote: once until someone answers, because a timer follows from it. */
export const awaited = (interaction: Interaction, now: number): InteractionEvent[] =>
  interaction.parked && interaction.parked.replyBy === undefined ? replyDue(interaction, now) : [];

function replyDue(interaction: Interaction, now: number): InteractionEvent[] {
  const { parkedReplyS } = interaction.place.terms;
  return parkedReplyS === 0 || isOver(interaction) ? [] : [{ type: 'reply-due', replyBy: now + parkedReplyS * 1000 }];
}
