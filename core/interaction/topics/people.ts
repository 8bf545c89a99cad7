/** Who follows an interaction, on which sockets, and when the visitor is away. */
import * as z from 'zod/mini';
import { AgentId, ConnectionId } from '../../ids.ts';
import type { InteractionEvent } from '../events.ts';
import { Side, Timestamp } from '../facts.ts';
import { askedBy, type Interaction, isOver, isWith, MAX_SOCKETS, personIn, socketsOf } from '../state.ts';
import { type Actor, event, happens, nothing, own, refuse } from '../topic.ts';
import { coarse } from '../waits.ts';
import { planned } from './continuity.ts';
import { ending } from './ending.ts';
import { personOf } from './offers.ts';
import { leaving } from './oversight.ts';

/** Longer than a page takes to load on a slow phone: a visitor who is back by then has not left. */
const AWAY_GRACE_MS = 10_000;

/** Longer than a console takes to reload, or to connect again after its network failed. */
const BACK_MS = 60_000;

export const peopleEvents = {
  /** `agentId`: whose socket it is, unless it is the visitor's. */
  connected: event(
    { side: Side, agentId: z.exactOptional(AgentId), connectionId: ConnectionId },
    {
      fold: (interaction, { agentId, connectionId }) =>
        agentId === undefined
          ? visitorFollows(interaction, connectionId)
          : agentFollows(interaction, agentId, connectionId),
    },
  ),
  /** `endsAt`: it was the visitor's last socket, so the chat ends automatically then (D3). */
  disconnected: event(
    { side: Side, connectionId: ConnectionId, endsAt: z.exactOptional(Timestamp) },
    {
      fold: (interaction, { connectionId, endsAt }, at) => {
        const { visitor, people } = interaction;
        const without = (ids: ConnectionId[]) => ids.filter((id) => id !== connectionId);
        return {
          ...interaction,
          people: people.map((person) => ({ ...person, connections: without(person.connections) })),
          visitor: {
            ...{ ...visitor, reach: { ...visitor.reach, ids: without(visitor.reach.ids) } },
            ...(endsAt === undefined ? {} : { away: { since: at, endsAt, told: false } }),
          },
        };
      },
      timers: ({ endsAt }, at) =>
        endsAt === undefined
          ? []
          : [
              { brings: 'tell-away', dueAt: at + AWAY_GRACE_MS },
              { brings: 'auto-finish', dueAt: coarse(endsAt, at) },
            ],
    },
  ),
  /** Some seconds after the last socket closed: going to another page closes one and opens the next, which is not leaving. */
  'visitor-left': event(
    { endsAt: Timestamp },
    {
      agent: 'whole',
      fold: ({ visitor, ...interaction }) => ({
        ...interaction,
        visitor: { ...visitor, ...(visitor.away && { away: { ...visitor.away, told: true } }) },
      }),
    },
  ),
  /** Only after `visitor-left`. */
  'visitor-returned': event({}, { agent: 'whole' }),
};

const newest = (side: Side, ids: ConnectionId[], connectionId: ConnectionId) =>
  [...ids, connectionId].slice(-MAX_SOCKETS[side]);

function visitorFollows({ visitor, ...interaction }: Interaction, connectionId: ConnectionId): Interaction {
  const { away: _, reach, ...others } = visitor;
  return {
    ...interaction,
    visitor: { ...others, reach: { ...reach, ids: newest('visitor', reach.ids, connectionId) } },
  };
}

/** An agent who is asked may look at the offered chat. */
function agentFollows(interaction: Interaction, agentId: AgentId, connectionId: ConnectionId): Interaction {
  const { people } = interaction;
  const known = personIn(interaction, agentId);
  const agent = known?.agent ?? askedBy(interaction).find(({ id }) => id === agentId);
  if (!agent) return interaction;
  const person = personOf(interaction, agent);
  const following = { ...person, connections: newest('agent', person.connections, connectionId) };
  return {
    ...interaction,
    people: known ? people.map((each) => (each === known ? following : each)) : [...people, following],
  };
}

/** For the visitor the chat is over once the conversation is; for its agent, wrap-up still follows. */
const mayFollow = (interaction: Interaction, { side }: Actor): boolean =>
  !isOver(interaction) || (side === 'agent' && interaction.stage.is === 'wrap-up');

/** A supervisor who holds no place is in the chat as long as a socket of theirs is, or is back soon. */
const lastOf = ({ people }: Interaction, connectionId: ConnectionId, now: number): InteractionEvent[] =>
  people.flatMap(({ agent, until, connections: [first, second] }) =>
    until !== undefined && first === connectionId && !second
      ? [{ type: 'monitored' as const, agent, until: Math.min(until, now + BACK_MS) }]
      : [],
  );

/** Their right to watch this queue was checked when they began to, and is checked again every few minutes (`oversight.ts`). */
const mayWatch = (interaction: Interaction, actor: Actor): boolean =>
  actor.side === 'agent' &&
  (actor.role ?? 'agent') !== 'agent' &&
  personIn(interaction, actor.agentId)?.as === 'monitor';

/** Somebody who is asked, and watched while they were signed in as a supervisor, sees from now on what agents see. */
function watchesNoLonger(interaction: Interaction, actor: Extract<Actor, { side: 'agent' }>): InteractionEvent[] {
  const person = personIn(interaction, actor.agentId);
  return person?.as === 'monitor' && !mayWatch(interaction, actor) ? [leaving(person)] : [];
}

export const peopleCommands = {
  connect: own<{ actor: Actor; connectionId: ConnectionId }>((interaction, { actor, connectionId }) => {
    if (!isWith(interaction, actor) && !mayWatch(interaction, actor)) return refuse('chat_not_yours');
    if (!mayFollow(interaction, actor) || socketsOf(interaction, actor.side).includes(connectionId)) return nothing;
    if (actor.side === 'agent')
      return happens(...watchesNoLonger(interaction, actor), {
        type: 'connected',
        side: 'agent',
        agentId: actor.agentId,
        connectionId,
      });
    const connected = { type: 'connected', side: 'visitor', connectionId } as const;
    return interaction.visitor.away?.told ? happens(connected, { type: 'visitor-returned' }) : happens(connected);
  }),
  /** `missed`: the commit with an agent's message that could not be sent to this socket, because it was closed. */
  disconnect: own<{ side: Side; connectionId: ConnectionId; missed?: number | undefined }>(
    (interaction, { side, connectionId, missed }, now) => {
      const sockets = socketsOf(interaction, side);
      if (!sockets.includes(connectionId)) return nothing;
      const disconnected = { type: 'disconnected', side, connectionId } as const;
      const leaves = side === 'visitor' && sockets.length === 1 && !isOver(interaction);
      const endsAt = now + interaction.place.terms.autoFinishS * 1000;
      if (!leaves) return happens(disconnected, ...lastOf(interaction, connectionId, now));
      const unseen = missed === undefined ? [] : planned(interaction, missed - 1, now);
      return happens({ ...disconnected, endsAt }, ...unseen);
    },
  ),
  /** The agent is told that the visitor left if they have not come back by then. The time away counts from when they left. */
  'tell-away': own((interaction, _, now) => {
    const { away } = interaction.visitor;
    if (!away || away.told || isOver(interaction)) return nothing;
    return away.since + AWAY_GRACE_MS <= now ? happens({ type: 'visitor-left', endsAt: away.endsAt }) : nothing;
  }),
  'auto-finish': own((interaction, _, now) => {
    const { away } = interaction.visitor;
    // A planned mail sets its own end, so that the visitor has time to read it.
    const isDue = away !== undefined && !away.mail && away.endsAt <= now && !isOver(interaction);
    return isDue ? happens(ending(interaction, 'system', 'auto-finished', now)) : nothing;
  }),
};
