/** What an interaction is at one moment: the fold of its log. */
import * as z from 'zod/mini';
import { kept } from '../bounds.ts';
import { laneId, laneOfAgent } from '../configuration/lanes.ts';
import { type AgentId, ConnectionId, InteractionId, type LaneId, OfferId, QueueId } from '../ids.ts';
import { Requirement } from '../routing/requirement.ts';
import { KeptScenario, Run } from '../scenario/schema.ts';
import { lines, slug, Value, Variables } from '../words.ts';
import {
  AgentRef,
  Asked,
  Contact,
  KeptCulture,
  KeptTags,
  MAX_ASKED,
  Origin,
  Outcome,
  Preferred,
  type Side,
  type Slot,
  Terms,
  Timestamp,
} from './facts.ts';
import { kindNames } from './kinds.ts';

const Count = z.int().check(z.nonnegative());

/** What somebody wrote of late: counted in fixed windows (`RATE_WINDOW_MS`). */
const Sent = z.object({ since: Timestamp, count: Count });
export const nothingSent = { since: 0, count: 0 };

/** How much of the first words, and of the newest, stands in the waiting list. */
export const EXCERPT_CHARS = 140;
export const Excerpt = kept(z.string(), lines(EXCERPT_CHARS));

/**
 * Most sockets of a visitor, and of one agent, who may have eight consoles open. A side that comes and goes without saying so would fill the snapshot, so the oldest is dropped. A visitor's
 * that is still open is closed (`functions/desk/push.ts`), so that the tab knows.
 */
export const MAX_SOCKETS = { visitor: 8, agent: 12 };
const socketsOfOne = (side: Side) =>
  kept(z.array(ConnectionId), z.array(ConnectionId).check(z.maxLength(MAX_SOCKETS[side])));

const Place = z.object({
  queueId: QueueId,
  terms: Terms,
  requires: Requirement,
  priority: z.int(),
  /** Kept through offers, so that a chat that comes back stands where it stood. */
  since: Timestamp,
  /** `since`, later by the time that it did not wait because an agent had it: limits count from here. */
  waitedFrom: Timestamp,
  preferred: z.exactOptional(Preferred),
  closesAt: z.exactOptional(Timestamp),
  /** When the queue opens that it would have gone on to: a timer was set for then. */
  overflowOpensAt: z.exactOptional(Timestamp),
});
export type Place = z.infer<typeof Place>;

/** It stands in line while it is offered, unless the offer reserves a place of the agent's. */
const Offer = z.object({ id: OfferId, to: Asked, expiresAt: Timestamp, reserves: z.boolean() });

/** An agent who has the interaction, or is asked to and looks at it. `lastVisible`: newest commit that they could see. */
const Person = z.object({
  agent: AgentRef,
  as: z.enum(['owner', 'asked']),
  connections: socketsOfOne('agent'),
  lastVisible: Count,
  sent: Sent,
});
export type Person = z.infer<typeof Person>;

const Stage = z.discriminatedUnion('is', [
  /** Not in a queue yet: an automated conversation runs, or it is being decided where it goes. */
  z.object({
    is: z.literal('arriving'),
    script: z.exactOptional(z.object({ scenario: KeptScenario, run: z.exactOptional(Run) })),
  }),
  /** `passed`: who passed it on or let it expire last, so that the next one is asked first (B7). */
  z.object({
    is: z.literal('waiting'),
    passed: z.exactOptional(z.object({ agentId: AgentRef.shape.id, at: Timestamp })),
  }),
  z.object({ is: z.literal('handled'), since: Timestamp }),
  z.object({ is: z.literal('wrap-up'), outcome: Outcome, deadline: Timestamp }),
  z.object({
    is: z.literal('ended'),
    outcome: Outcome,
    disposition: z.exactOptional(kept(z.string(), slug)),
    /** Wrap-up ran out: until then its agent may add what they had written (D6). */
    notesUntil: z.exactOptional(Timestamp),
  }),
]);
export type Stage = z.infer<typeof Stage>;

/** The shape of snapshots. One of another shape is not read, and the log is folded again; so raise it whenever the schema changes. */
export const SHAPE = 3;

export const Interaction = z.object({
  id: InteractionId,
  /** Number of the newest commit. */
  seq: Count,
  kind: z.enum(kindNames),
  origin: Origin,
  contact: Contact,
  facts: z.object({
    culture: KeptCulture,
    tags: KeptTags,
    variables: Variables,
    /** Result of external processing: what a scenario or a connector made of it (B2). */
    external: z.exactOptional(kept(z.string(), Value)),
    /** The first words that were written; empty as long as there are none. */
    subject: Excerpt,
    /** The visitor's newest words; empty as long as they are the first. */
    latest: Excerpt,
  }),
  place: Place,
  offers: z.array(Offer).check(z.maxLength(1)),
  people: kept(z.array(Person), z.array(Person).check(z.maxLength(MAX_ASKED))),
  stage: Stage,
  visitor: z.object({
    /** How pushes reach the visitor. */
    reach: z.object({ by: z.literal('sockets'), ids: socketsOfOne('visitor') }),
    lastVisible: Count,
    sent: Sent,
    /** When the chat ends by itself if the visitor stays away (D3). `told`: the agent was told that the visitor left. */
    away: z.exactOptional(z.object({ endsAt: Timestamp, told: z.boolean() })),
  }),
});
export type Interaction = z.infer<typeof Interaction>;

/** An id of which the log has no commit yet. */
export interface Unstarted {
  id: InteractionId;
  seq: number;
  stage?: undefined;
}

export const unstarted = (id: InteractionId): Unstarted => ({ id, seq: 0 });

type InStage<Is extends Stage['is']> = Interaction & { stage: Extract<Stage, { is: Is }> };
export const isIn = <Is extends Stage['is']>(
  interaction: Interaction | Unstarted,
  is: Is,
): interaction is InStage<Is> => interaction.stage?.is === is;

/** The conversation is over, whether or not the agent still works on it. */
export const isOver = ({ stage: { is } }: Interaction): boolean => is === 'wrap-up' || is === 'ended';

export const ownerOf = ({ people }: Interaction): AgentRef | undefined =>
  people.find(({ as }) => as === 'owner')?.agent;

/** Whom an offer that still stands was made to. */
export const askedBy = ({ offers }: Interaction): AgentRef[] => offers.flatMap(({ to }) => to);

/** Whom it is reserved for until they answer: then it does not stand in line. */
export const reservedFor = ({ offers }: Interaction): AgentRef | undefined =>
  offers.find(({ reserves }) => reserves)?.to[0];

export const standsInLine = (interaction: Interaction | Unstarted): interaction is InStage<'waiting'> =>
  isIn(interaction, 'waiting') && !reservedFor(interaction);

/** A visitor's connection is bound to its chat; an agent must be the one who has it, or is asked to. */
export const isWith = (
  interaction: Interaction,
  actor: { side: 'visitor' } | { side: 'agent'; agentId: AgentId },
): boolean =>
  actor.side === 'visitor' ||
  interaction.people.some(({ agent, as }) => as === 'owner' && agent.id === actor.agentId) ||
  askedBy(interaction).some(({ id }) => id === actor.agentId);

/** On which each side follows it. */
export const socketsOf = ({ visitor, people }: Interaction, side: Side): ConnectionId[] =>
  side === 'visitor' ? visitor.reach.ids : people.flatMap(({ connections }) => connections);

/** Where it counts among the tenant's open chats, as long as it does. */
export const slotOf = (interaction: Interaction | Unstarted): Slot | undefined =>
  interaction.stage && !isOver(interaction) ? interaction.origin.slot : undefined;

/** Where it waits: among those that ask for the same, or before the one agent that it waits for. */
export const laneOf = ({ place: { queueId, requires, preferred } }: Interaction): LaneId =>
  preferred ? laneOfAgent(queueId, preferred.agent.id) : laneId({ queueId, requires });

/** Its automated conversation has handed it over, and it is to be decided where it waits. */
export const isToBePlaced = (interaction: Interaction): boolean =>
  isIn(interaction, 'arriving') && interaction.stage.script?.run?.doing.is === 'routing';

/** Whom it rings, all at the same time. */
export const rungBy = (interaction: Interaction | Unstarted): AgentId[] =>
  standsInLine(interaction) ? askedBy(interaction).map(({ id }) => id) : [];
