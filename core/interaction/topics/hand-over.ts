/**
 * A conversation goes to someone else, or someone joins it (D9). To an agent it is an offer while it goes on: both hold a place
 * until the other agent answers, and nothing else changes if they do not. To a queue it goes at once.
 */
import * as z from 'zod/mini';
import { kept } from '../../bounds.ts';
import { AgentId, CommandId, OfferId, QueueId } from '../../ids.ts';
import { lines } from '../../words.ts';
import type { InteractionEvent } from '../events.ts';
import { AgentRef, Timestamp } from '../facts.ts';
import { kinds } from '../kinds.ts';
import { type Overflow, termsFor } from '../placement.ts';
import { type Interaction, isCrowded, isOver, ownerOf, personIn, reservedFor, seatedGuests } from '../state.ts';
import {
  type Actor,
  type AskedCommand,
  asked,
  type Decision,
  event,
  happens,
  type Refusal,
  refuse,
  type Target,
  view,
} from '../topic.ts';
import { inLine } from './line.ts';
import { says } from './messages.ts';
import { gets, personOf, withdrawn } from './offers.ts';
import { leaving, overseer } from './oversight.ts';

/** What the next one must know, in a few sentences. */
const Note = lines(1000);
const note = z.exactOptional(kept(z.string(), Note));

/** The visitor knows agents by name only. */
const Named = { agent: z.object({ name: AgentRef.shape.name }) };
const named = ({ agent: { name } }: { agent: AgentRef }) => ({ agent: { name } });

export const handOverEvents = {
  /** `by` asks the agent to take the conversation over, or to join it. */
  proposed: event(
    {
      ...{ agent: AgentRef, offerId: OfferId, expiresAt: Timestamp, as: z.enum(['owner', 'guest']), by: AgentRef },
      note,
    },
    {
      agent: 'whole',
      fold: (interaction, { agent, offerId: id, expiresAt, as, by }) => ({
        ...withdrawn(interaction, () => true),
        offers: [{ id, to: [agent], expiresAt, reserves: true, as, by }],
      }),
      timers: ({ expiresAt }) => [{ brings: 'expire-offer', dueAt: expiresAt }],
    },
  ),
  /** What is said with a transfer that needs no answer. `from`: who had the conversation until then. */
  transferred: event({ by: AgentRef, from: z.exactOptional(AgentRef), note }, { agent: 'whole' }),
  /** `until`: a supervisor, who holds no place of an agent's capacity (`oversight.ts`). */
  joined: event(
    { agent: AgentRef, until: z.exactOptional(Timestamp) },
    {
      visitor: view('joined', Named, named),
      agent: 'whole',
      fold: (interaction, { agent, until }) => joined(interaction, agent, until),
      timers: ({ until }) => (until === undefined ? [] : [{ brings: 'lapse', dueAt: until }]),
    },
  ),
  left: event(
    { agent: AgentRef },
    {
      visitor: view('left', Named, named),
      agent: 'whole',
      fold: (interaction, { agent }) => ({
        ...interaction,
        people: interaction.people.filter((person) => person.agent.id !== agent.id),
      }),
    },
  ),
};

function joined(interaction: Interaction, agent: AgentRef, until: number | undefined): Interaction {
  const { until: _, ...person } = personOf(interaction, agent);
  const guest = { ...person, as: 'guest' as const, ...(until === undefined ? {} : { until }) };
  const others = interaction.people.filter((each) => each.agent.id !== agent.id);
  const offers = interaction.offers.filter(({ to }) => to.every(({ id }) => id !== agent.id));
  return { ...interaction, offers, people: [...others, guest] };
}

/** Whom or where to. The server looks it up. */
const To = z.union([z.strictObject({ agentId: AgentId }), z.strictObject({ queueId: QueueId })]);

interface HandOver extends AskedCommand {
  id: CommandId;
  note?: string | undefined;
}

export const handOverCommands = {
  /** To a guest, who knows the conversation already, and to a queue at once; any other agent is asked. */
  transfer: asked(
    {
      ...{ from: ['agent'], fields: { id: CommandId, to: To, note: z.optional(Note) }, looksBack: true },
      needs: ['oversight', 'target'],
    },
    (interaction, command, now) => {
      const by = handsOver(interaction, command.actor);
      if (typeof by === 'string') return refuse(by);
      const { target, to } = command;
      if (!target) return refuse('agentId' in to ? 'target_unknown' : 'queue_unknown');
      return 'agent' in target
        ? toAgent(interaction, by, target, command, now)
        : toQueue(interaction, by, target.queue, command, now);
    },
  ),
  invite: asked(
    {
      ...{ from: ['agent'], fields: { id: CommandId, to: To, note: z.optional(Note) }, looksBack: true },
      needs: ['oversight', 'target'],
    },
    (interaction, command, now) => {
      const by = handsOver(interaction, command.actor);
      if (typeof by === 'string') return refuse(by);
      const { target } = command;
      if (!target || !('agent' in target)) return refuse('target_unknown');
      if (interaction.stage.is !== 'handled') return refuse('chat_not_open');
      if (isCrowded(interaction)) return refuse('chat_crowded');
      const talks = personIn(interaction, target.agent.id)?.as;
      if (talks === 'owner' || talks === 'guest') return refuse('target_in_chat');
      return proposes(interaction, by, target, 'guest', command, now);
    },
  ),
  /** Whoever is asked to take it over, or to join, is asked no longer. */
  withdraw: asked({ from: ['agent'], fields: {}, needs: ['oversight'] }, (interaction, { actor }) => {
    const mine = actsFor(interaction, actor);
    if (!mine) return refuse('chat_not_yours');
    const offer = interaction.offers.find(({ by }) => by !== undefined);
    if (!offer) return refuse('offer_over');
    const agentIds = offer.to.map(({ id }) => id);
    return happens({ type: 'offer-expired', offerId: offer.id, agentIds, because: 'withdrawn' });
  }),
  /** A guest, or someone who watches. The owner hands it over instead. */
  leave: asked({ from: ['agent'], fields: {} }, (interaction, { actor }) => {
    const person = actor.side === 'agent' ? personIn(interaction, actor.agentId) : undefined;
    if (!person) return refuse('chat_not_yours');
    return person.as === 'guest' || person.as === 'monitor' ? happens(leaving(person)) : refuse('chat_not_open');
  }),
};

/** The agent who has it, or a supervisor of its queue. */
function actsFor(interaction: Interaction, actor: Actor): AgentRef | undefined {
  if (actor.side !== 'agent') return undefined;
  const owner = ownerOf(interaction);
  return owner?.id === actor.agentId ? owner : overseer(interaction, actor);
}

function handsOver(interaction: Interaction, actor: Actor): AgentRef | Refusal {
  const by = actsFor(interaction, actor);
  if (!by) return 'chat_not_yours';
  if (isOver(interaction)) return 'chat_ended';
  if (interaction.stage.is === 'arriving' && !interaction.aside) return 'chat_not_open';
  return reservedFor(interaction) ? 'transfer_under_way' : by;
}

function toAgent(
  interaction: Interaction,
  by: AgentRef,
  target: Extract<Target, { agent: AgentRef }>,
  command: HandOver,
  now: number,
): Decision {
  if (ownerOf(interaction)?.id === target.agent.id) return refuse('target_in_chat');
  const knows = seatedGuests(interaction).some(({ id }) => id === target.agent.id);
  if (!knows)
    return proposes(interaction, by, target, 'owner', command, now, ...intoLine(interaction, by, command, now));
  return happens(transferred(interaction, by, command), ...gets(interaction, target.agent, 'transfer', now));
}

/** The offer has the id of the command that made it. */
function proposes(
  { place }: Interaction,
  by: AgentRef,
  { agent, queues }: Extract<Target, { agent: AgentRef }>,
  as: 'owner' | 'guest',
  { id, note }: HandOver,
  now: number,
  ...before: InteractionEvent[]
): Decision {
  if (!queues.includes(place.queueId)) return refuse('target_lacks_queue');
  return happens(...before, {
    ...{ type: 'proposed', agent, offerId: OfferId.parse(id), expiresAt: now + place.terms.offerS * 1000, as, by },
    ...(note === undefined ? {} : { note }),
  });
}

/** From the supervisors' inbox: it waits for anyone if the agent does not take it. */
function intoLine(interaction: Interaction, by: AgentRef, command: HandOver, now: number): InteractionEvent[] {
  const { kind, aside, place } = interaction;
  if (!aside) return [];
  const { closesAt: _, preferred: __, ...there } = place;
  return [
    transferred(interaction, by, { ...command, note: undefined }),
    inLine(kind, 'transferred', there, { since: place.since, waitedFrom: now }, now),
  ];
}

/** It keeps its age, so that nobody waits longer for being transferred; the queue's limits on waiting count from now. */
function toQueue(interaction: Interaction, by: AgentRef, queue: Overflow, command: HandOver, now: number): Decision {
  const { kind, place, stage } = interaction;
  const isSame = queue.queueId === place.queueId;
  if (isSame && stage.is === 'waiting') return refuse('target_in_chat');
  // What nobody waits for can wait for its queue to open.
  if (!queue.takes && kinds[kind].isLive) return refuse('queue_closed');
  const there = { ...queue, priority: place.priority, requires: isSame ? place.requires : {} };
  return happens(
    transferred(interaction, by, command),
    ...says('transfer', { terms: termsFor(kind, queue.terms), visitor: interaction.contact.name }),
    inLine(kind, 'transferred', there, { since: place.since, waitedFrom: now }, now),
  );
}

function transferred(interaction: Interaction, by: AgentRef, { note }: HandOver) {
  const from = ownerOf(interaction);
  return {
    ...{ type: 'transferred' as const, by },
    ...(from ? { from } : {}),
    ...(note === undefined ? {} : { note }),
  };
}
