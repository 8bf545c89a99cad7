/** Offers: to whom an interaction is offered, one after another or all at once, and what they answer. */
import * as z from 'zod/mini';
import { unmet } from '../../configuration/lanes.ts';
import { AgentId, OfferId } from '../../ids.ts';
import { AllConsidered, type Considered } from '../../routing/considered.ts';
import { strategies } from '../../routing/strategies.ts';
import type { InteractionEvent } from '../events.ts';
import { AgentRef, Asked, MAX_ASKED, Timestamp } from '../facts.ts';
import { type Interaction, isOver, nothingSent, ownerOf, type Person, reservedFor } from '../state.ts';
import {
  type AskedCommand,
  asked,
  type Decision,
  event,
  happens,
  nothing,
  own,
  type Refusal,
  refuse,
  view,
} from '../topic.ts';
import { greets, says } from './messages.ts';

/** How long an agent who passed on a chat is not asked again; after that anyone is asked, rather than nobody (B7). */
export const OFFER_AGAIN_MS = 10_000;

const someoneElse = (_: unknown, at: number) => [{ brings: 'find-agent' as const, dueAt: at + OFFER_AGAIN_MS }];

export const offersEvents = {
  /**
   * To one agent, whose place it reserves; or to several at once, of whom the first to accept gets it (`ring-all`). If others
   * join later, all are listed again.
   */
  offered: event(
    { agents: Asked, offerId: OfferId, expiresAt: Timestamp, reserves: z.boolean(), considered: AllConsidered },
    {
      agent: 'whole',
      fold: (interaction, { agents: to, offerId: id, expiresAt, reserves }) => ({
        ...interaction,
        offers: [{ id, to, expiresAt, reserves, as: 'owner' }],
      }),
      timers: ({ expiresAt }) => [{ brings: 'expire-offer', dueAt: expiresAt }],
    },
  ),
  /** `call`: the agent's phone rang (B12); `away`: the agent left (D7). Neither passed on it, and others may be asked. */
  'offer-rejected': event(
    { agentId: AgentId, offerId: OfferId, because: z.exactOptional(z.enum(['call', 'away'])) },
    {
      agent: 'whole',
      fold: (interaction, { agentId, because }, at) => {
        const rest = withdrawn(interaction, ({ id }) => id === agentId);
        if (because === undefined) return passedBy(rest, agentId, at);
        return rest.offers.length > 0 ? rest : passedBy(rest, undefined, at);
      },
      timers: someoneElse,
    },
  ),
  /** `withdrawn`: by the one who had asked (D9). */
  'offer-expired': event(
    {
      ...{ offerId: OfferId, agentIds: z.array(AgentId).check(z.maxLength(MAX_ASKED)) },
      because: z.exactOptional(z.literal('withdrawn')),
    },
    {
      agent: 'whole',
      fold: (interaction, _, at) => {
        const passing = reservedFor(interaction) ?? interaction.place.preferred?.agent;
        return passedBy(
          withdrawn(interaction, () => true),
          passing?.id,
          at,
        );
      },
      timers: someoneElse,
    },
  ),
  /** D9: `from`: who had the conversation until then, and goes on with other things. `frees`: someone else who was asked. */
  accepted: event(
    {
      agent: AgentRef,
      how: z.enum(['offer', 'take', 'transfer', 'take-over', 'inherited']),
      from: z.exactOptional(AgentRef),
      frees: z.exactOptional(z.array(AgentId).check(z.maxLength(1))),
    },
    {
      visitor: view('accepted', { agent: z.object({ name: AgentRef.shape.name }) }, (event: { agent: AgentRef }) => ({
        agent: { name: event.agent.name },
      })),
      agent: 'whole',
      fold: (interaction, { agent }, at) => {
        const { until: _, ...person } = personOf(interaction, agent);
        const others = interaction.people.filter(({ as, agent: { id } }) => staysOn.includes(as) && id !== agent.id);
        return {
          ...{ ...interaction, offers: [], people: [{ ...person, as: 'owner' }, ...others] },
          stage: interaction.stage.is === 'handled' ? interaction.stage : { is: 'handled', since: at },
        };
      },
      measured: () => true,
    },
  ),
};

/** Whom somebody else's getting the conversation leaves in it. */
const staysOn: readonly Person['as'][] = ['guest', 'monitor'];

/**
 * So that someone else is asked first; undefined: anyone may be, also whoever passed on it before. A conversation that an agent
 * has just stays theirs.
 */
const passedBy = (interaction: Interaction, agentId: AgentId | undefined, at: number): Interaction =>
  interaction.stage.is === 'waiting'
    ? { ...interaction, stage: { is: 'waiting', ...(agentId ? { passed: { agentId, at } } : {}) } }
    : interaction;

/** Without the offers to these agents, and without those of them who looked at it. */
export function withdrawn(interaction: Interaction, from: (agent: AgentRef) => boolean): Interaction {
  const offers = interaction.offers
    .map((offer) => ({ ...offer, to: offer.to.filter((agent) => !from(agent)) }))
    .filter(({ to }) => to.length > 0);
  return {
    ...interaction,
    offers,
    people: interaction.people.filter(({ agent, as }) => as !== 'asked' || !from(agent)),
  };
}

/** With their current position if they already follow it; otherwise as someone new to it. */
export const personOf = ({ people, seq }: Interaction, agent: AgentRef): Person =>
  people.find((person) => person.agent.id === agent.id) ?? {
    ...{ agent, as: 'asked', connections: [], lastVisible: seq, sent: nothingSent },
  };

export const offersCommands = {
  /** `agents`: more agents for an offer that goes to all. */
  offer: own<{ agents: AgentRef[]; offerId: OfferId; considered: Considered[] }>(offer),
  /** The socket on which the agent answered follows the chat from then on. */
  accept: asked({ from: ['agent'], fields: { offerId: OfferId } }, (interaction, command, now) => {
    const agent = answering(interaction, command);
    if (typeof agent === 'string') return refuse(agent);
    const isInvited = interaction.offers.some(({ as }) => as === 'guest');
    const got = isInvited ? [{ type: 'joined', agent } as const] : gets(interaction, agent, 'offer', now);
    return happens(...got, ...follows(interaction, agent.id, command));
  }),
  reject: asked({ from: ['agent'], fields: { offerId: OfferId } }, (interaction, command) => {
    const agent = answering(interaction, command);
    return typeof agent === 'string'
      ? refuse(agent)
      : happens({ type: 'offer-rejected', agentId: agent.id, offerId: command.offerId });
  }),
  /** From the list (E2). */
  take: asked({ from: ['agent'], fields: {}, needs: ['rights'] }, (interaction, command, now) => {
    const { actor } = command;
    const { place, stage } = interaction;
    if (actor.side !== 'agent' || !actor.rights?.queues.includes(place.queueId)) return refuse('queue_not_yours');
    if (stage.is !== 'waiting' || reservedFor(interaction))
      return refuse(isOver(interaction) ? 'chat_ended' : 'chat_taken');
    if (unmet(actor.rights, place.requires)) return refuse('requirement_unmet');
    const agent = { id: actor.agentId, name: actor.rights.name };
    return happens(...gets(interaction, agent, 'take', now), ...follows(interaction, agent.id, command));
  }),
  /** The agent's phone rings, or the agent is away. */
  'withdraw-offer': own<{ agentId: AgentId; because: 'call' | 'away' }>(({ offers }, { agentId, because }) => {
    const offer = offers.find(({ to }) => to.some(({ id }) => id === agentId));
    return offer ? happens({ type: 'offer-rejected', agentId, offerId: offer.id, because }) : nothing;
  }),
  'expire-offer': own((interaction, _, now) => {
    const over = interaction.offers.find(({ expiresAt }) => expiresAt <= now);
    return over ? happens({ type: 'offer-expired', offerId: over.id, agentIds: over.to.map(({ id }) => id) }) : nothing;
  }),
};

/**
 * Somebody gets the conversation, out of the line or from the agent who has it. The visitor is told in the tenant's words, and by
 * the first who has it in the agent's name: whoever follows would only ask again what is known already (C6).
 */
export function gets(
  interaction: Interaction,
  agent: AgentRef,
  how: 'offer' | 'take' | 'transfer' | 'take-over' | 'inherited',
  now: number,
): InteractionEvent[] {
  const from = ownerOf(interaction);
  const { place, contact, talk } = interaction;
  const about = { terms: place.terms, visitor: contact.name, agent };
  const asked = reservedFor(interaction);
  const frees = asked && asked.id !== agent.id ? { frees: [asked.id] } : {};
  const isFirst = !from && talk.ms === 0;
  return [
    ...(from ? says('transfer', about) : []),
    ...says('taken', about),
    from
      ? { type: 'accepted', agent, how: how === 'offer' ? 'transfer' : how, from, ...frees }
      : { type: 'accepted', agent, how },
    ...(isFirst ? greets(about, now) : []),
  ];
}

/** The socket on which someone got the chat follows it. */
export function follows(interaction: Interaction, agentId: AgentId, { connectionId }: AskedCommand) {
  if (!connectionId || personFollows(interaction, agentId, connectionId)) return [];
  return [{ type: 'connected', side: 'agent', agentId, connectionId } as const];
}

const personFollows = ({ people }: Interaction, agentId: AgentId, connectionId: string): boolean =>
  people.some(({ agent, connections }) => agent.id === agentId && connections.some((id) => id === connectionId));

function offer(
  interaction: Interaction,
  { agents, offerId, considered }: { agents: AgentRef[]; offerId: OfferId; considered: Considered[] },
  now: number,
): Decision {
  const { stage, offers, place } = interaction;
  if (stage.is !== 'waiting') return refuse(isOver(interaction) ? 'chat_ended' : 'chat_taken');
  const reserves = strategies[place.terms.strategy].offersTo === 'one';
  if (reserves && offers.length > 0) return refuse('chat_taken');
  const [standing = { id: offerId, to: [], expiresAt: now + place.terms.offerS * 1000 }] = offers;
  const isFurther = ({ id }: AgentRef) =>
    mayBeOffered(interaction, id, now) && !standing.to.some((agent) => agent.id === id);
  const further = agents.filter(isFurther).slice(0, (reserves ? 1 : MAX_ASKED) - standing.to.length);
  if (further.length === 0) return reserves ? refuse('offer_over') : nothing;
  const { id, to, expiresAt } = standing;
  return happens({ type: 'offered', agents: [...to, ...further], offerId: id, expiresAt, reserves, considered });
}

/** The agent who answers the offer, if it is still open and was made to them. */
function answering(
  { offers }: Interaction,
  { actor, offerId }: { actor: AskedCommand['actor']; offerId: OfferId },
): AgentRef | Refusal {
  const offer = offers.find(({ id }) => id === offerId);
  if (!offer) return 'offer_over';
  return offer.to.find(({ id }) => actor.side === 'agent' && id === actor.agentId) ?? 'chat_not_yours';
}

export const mayBeOffered = ({ stage }: Interaction, agentId: AgentId, now: number): boolean =>
  stage.is === 'waiting' && (stage.passed?.agentId !== agentId || now >= stage.passed.at + OFFER_AGAIN_MS);
