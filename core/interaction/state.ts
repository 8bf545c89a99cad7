/** The state of an interaction: the fold of its log. */
import * as z from 'zod/mini';
import { kept } from '../bounds.ts';
import { laneId, laneOfAgent } from '../configuration/lanes.ts';
import { type AgentId, CommandId, ConnectionId, InteractionId, type LaneId, OfferId, QueueId } from '../ids.ts';
import { Requirement } from '../routing/requirement.ts';
import { KeptScenario, Run } from '../scenario/schema.ts';
import { lines, slug, Value, Variables } from '../words.ts';
import {
  AgentRef,
  Asked,
  Contact,
  Forward,
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
  WhyAside,
} from './facts.ts';
import { kindNames, kinds } from './kinds.ts';

const Count = z.int().check(z.nonnegative());

/** How much someone wrote recently: counted in fixed windows (`pace.ts`). */
const Sent = z.object({ since: Timestamp, count: Count });
export const nothingSent = { since: 0, count: 0 };

/** How much of the first and of the latest message the waiting list shows. */
export const EXCERPT_CHARS = 140;
export const Excerpt = kept(z.string(), lines(EXCERPT_CHARS));

/**
 * The most sockets of a visitor, and of one agent, who may have eight consoles open. A side that comes and goes silently would
 * fill the snapshot, so the oldest is dropped. A visitor's dropped socket is closed if open (`functions/desk/push.ts`), so that
 * the tab knows.
 */
export const MAX_SOCKETS = { visitor: 8, agent: 12 };
const socketsOfOne = (side: Side) =>
  kept(z.array(ConnectionId), z.array(ConnectionId).check(z.maxLength(MAX_SOCKETS[side])));

const Place = z.object({
  queueId: QueueId,
  terms: Terms,
  requires: Requirement,
  priority: z.int(),
  /** Kept through offers, so that a chat that comes back gets its old place. */
  since: Timestamp,
  /** `since`, moved forward by the time during which an agent had it: limits count from here. */
  waitedFrom: Timestamp,
  preferred: z.exactOptional(Preferred),
  closesAt: z.exactOptional(Timestamp),
  /** When the queue opens that it would have overflowed to: a timer is set for then. */
  overflowOpensAt: z.exactOptional(Timestamp),
});
export type Place = z.infer<typeof Place>;

/**
 * The chat stays in line while it is offered, unless the offer reserves an agent's place. `as`: what whoever accepts becomes.
 * `by`: the person who offers a conversation that an agent has (D9); a strategy makes the others.
 */
const Offer = z.object({
  ...{ id: OfferId, to: Asked, expiresAt: Timestamp, reserves: z.boolean() },
  as: z.enum(['owner', 'guest']),
  by: z.exactOptional(AgentRef),
});

/** Beside the owner. Every message is sent to each of their consoles. */
export const MAX_GUESTS = 3;
export const MAX_MONITORS = 5;

/**
 * Someone who has the interaction, joined the conversation, watches it, or is asked to take it and looks at it. `lastVisible`:
 * the newest commit that they could see. `until`: of a supervisor who holds no place of an agent's capacity, when they count as
 * gone unless they say that they still look.
 */
const Person = z.object({
  agent: AgentRef,
  as: z.enum(['owner', 'guest', 'monitor', 'asked']),
  until: z.exactOptional(Timestamp),
  connections: socketsOfOne('agent'),
  lastVisible: Count,
  sent: Sent,
});
export type Person = z.infer<typeof Person>;

/** The most messages of a chat that can be changed or taken back: every snapshot lists them. */
export const MAX_REVISED = 100;
/** `of`: the number of the message's commit. `seq`: the commit with its newest text. `isGone`: it has none any more. */
const Revised = z.object({ of: Count, seq: Count, isGone: z.boolean() });

/** The most files that are checked at once: every snapshot lists them. */
export const MAX_UNCHECKED = 10;
/** `id`: of its upload. `of`: the number of the commit with the file. */
const Unchecked = z.object({ id: CommandId, of: Count, until: Timestamp });

const Stage = z.discriminatedUnion('is', [
  /** Not in a queue: an automated conversation is running, or its queue is being decided. `again`: it was open before. */
  z.object({
    is: z.literal('arriving'),
    script: z.exactOptional(z.object({ scenario: KeptScenario, run: z.exactOptional(Run) })),
    again: z.exactOptional(z.object({ agent: z.exactOptional(AgentRef) })),
  }),
  /** `passed`: who last passed it on or let it expire, so that someone else is asked first (B7). */
  z.object({
    is: z.literal('waiting'),
    passed: z.exactOptional(z.object({ agentId: AgentRef.shape.id, at: Timestamp })),
  }),
  z.object({ is: z.literal('handled'), since: Timestamp }),
  /** `extended`: how often. */
  z.object({ is: z.literal('wrap-up'), outcome: Outcome, since: Timestamp, deadline: Timestamp, extended: Count }),
  z.object({
    is: z.literal('ended'),
    outcome: Outcome,
    /** When the conversation ended, and who had it then. */
    at: Timestamp,
    agent: z.exactOptional(AgentRef),
    disposition: z.exactOptional(kept(z.string(), slug)),
    /** Wrap-up ran out: until then its agent may add what they had written (D6). */
    notesUntil: z.exactOptional(Timestamp),
  }),
]);
export type Stage = z.infer<typeof Stage>;

/** Kept by its agent without being worked on. */
export const Parked = z.object({
  since: Timestamp,
  by: z.enum(['agent', 'call']),
  /** Of its wrap-up, in ms: the wrap-up's deadline means nothing meanwhile. */
  left: z.exactOptional(Count),
  /** The visitor waits for an answer: its agent has until then to resume it. */
  replyBy: z.exactOptional(Timestamp),
});
export type Parked = z.infer<typeof Parked>;

/** Work of agents on the conversation (`clocks.ts`). */
const Talk = z.object({
  /** Of all stretches that are over. */
  ms: Count,
  /** When the current stretch began. */
  from: z.exactOptional(Timestamp),
  /** Since when an agent owes an answer; parked time is left out. */
  unanswered: z.exactOptional(Timestamp),
  /** The visitor wrote last. */
  isAsked: z.exactOptional(z.literal(true)),
  /** When the timer comes that looks whether it was answered. */
  checkAt: z.exactOptional(Timestamp),
  /** Its length was reported. */
  isLong: z.exactOptional(z.literal(true)),
});

/**
 * `sender`: the tenant has no address to send from. `refused`: SES does not send this mail. `limited`: too many mails went to
 * its recipient, or in its visitor's name.
 */
export const WhyNotSent = z.enum(['sender', 'refused', 'limited']);

/**
 * The shape of snapshots. A snapshot of another shape is ignored and the log folded again, so raise this whenever the schema
 * changes.
 */
export const SHAPE = 8;

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
    /** The result of external processing, by a scenario or a connector (B2). */
    external: z.exactOptional(kept(z.string(), Value)),
    /** The first message; empty until there is one. */
    subject: Excerpt,
    /** The visitor's latest message; empty while it is the first. */
    latest: Excerpt,
  }),
  /** Numbers of the commits that `subject` and `latest` come from; 0 = they are empty. */
  excerpts: z.object({ subject: Count, latest: Count }),
  revised: z.array(Revised).check(z.maxLength(MAX_REVISED)),
  files: z.object({
    /** How many each side asked for. */
    uploads: z.object({ visitor: Count, agent: Count }),
    unchecked: z.array(Unchecked).check(z.maxLength(MAX_UNCHECKED)),
  }),
  place: Place,
  offers: z.array(Offer).check(z.maxLength(1)),
  people: kept(z.array(Person), z.array(Person).check(z.maxLength(MAX_ASKED + MAX_MONITORS))),
  stage: Stage,
  parked: z.exactOptional(Parked),
  /** It is in the supervisors' inbox, and nobody else has it. */
  aside: z.exactOptional(z.object({ since: Timestamp, because: WhyAside })),
  /** `request`: the commit that asks for the e-mail, and `at` its time. `held`: until its files have been checked. */
  forwarding: z.exactOptional(
    z.object({
      ...Forward.shape,
      ...{
        request: Count,
        at: Timestamp,
        is: z.enum(['held', 'asked', 'sent', 'failed']),
        why: z.exactOptional(WhyNotSent),
      },
    }),
  ),
  /** The newest e-mail with it that the visitor asked for, and how many they asked for (F4). */
  transcript: z.exactOptional(
    z.object({ count: Count, request: Count, at: Timestamp, is: z.enum(['asked', 'sent', 'failed']) }),
  ),
  /** The visitor was asked how it was when it ended; or has said so (F1). */
  feedback: z.exactOptional(z.enum(['asked', 'given'])),
  /**
   * Somebody is called back, at `dueAt` next: after `againS` seconds again, `tries` times in all (`topics/callback.ts`). `isDue`: it
   * is in a queue, or on its way there.
   */
  call: z.exactOptional(z.object({ dueAt: Timestamp, isDue: z.boolean(), tries: Count, againS: Count, made: Count })),
  talk: Talk,
  visitor: z.object({
    /** How pushes reach the visitor. */
    reach: z.object({ by: z.literal('sockets'), ids: socketsOfOne('visitor') }),
    lastVisible: Count,
    /**
     * The commit after which its reader came: 0 for whoever started it. What came before belongs to whoever had the tracking id
     * then, and what comes after does not (A14).
     */
    readsFrom: Count,
    sent: Sent,
    away: z.exactOptional(
      z.object({
        since: Timestamp,
        /** When the chat ends automatically if the visitor stays away (D3). */
        endsAt: Timestamp,
        /** The agent was told that the visitor left. */
        told: z.boolean(),
        /** An e-mail with what agents wrote after this commit is planned for then, and how long the chat then stays open (D11). */
        mail: z.exactOptional(z.object({ after: Count, dueAt: Timestamp, openS: z.int().check(z.positive()) })),
      }),
    ),
  }),
});
export type Interaction = z.infer<typeof Interaction>;

/** An id without commits in the log yet. */
export interface Unstarted {
  id: InteractionId;
  seq: number;
  stage?: undefined;
}

export const unstarted = (id: InteractionId): Unstarted => ({ id, seq: 0 });

export type InStage<Is extends Stage['is']> = Interaction & { stage: Extract<Stage, { is: Is }> };
export const isIn = <Is extends Stage['is']>(
  interaction: Interaction | Unstarted,
  is: Is,
): interaction is InStage<Is> => interaction.stage?.is === is;

/** The conversation is over, even if the agent is still working on it. */
export const isOver = ({ stage: { is } }: Interaction): boolean => is === 'wrap-up' || is === 'ended';

/** When the conversation ended, in ms; never, while it goes on. */
export function endedAt({ stage }: Interaction): number {
  if (stage.is === 'wrap-up') return stage.since;
  return stage.is === 'ended' ? stage.at : Infinity;
}

export const ownerOf = ({ people }: Interaction): AgentRef | undefined =>
  people.find(({ as }) => as === 'owner')?.agent;

export const personIn = ({ people }: Interaction, agentId: AgentId): Person | undefined =>
  people.find(({ agent }) => agent.id === agentId);

/** The agent as someone who may write in it. */
export function writerIn(interaction: Interaction, agentId: AgentId): Person | undefined {
  const person = personIn(interaction, agentId);
  return person?.as === 'owner' || person?.as === 'guest' ? person : undefined;
}

/** Agents in the conversation who hold a place of their capacity for it, beside its owner. */
export const seatedGuests = ({ people }: Interaction): AgentRef[] =>
  people.flatMap(({ agent, as, until }) => (as === 'guest' && until === undefined ? [agent] : []));

export const isCrowded = ({ people }: Interaction): boolean =>
  people.filter(({ as }) => as === 'guest').length >= MAX_GUESTS;

/** Without supervisors who have not said for a while that they still look. */
export const withPresent = (interaction: Interaction, now: number): Interaction =>
  interaction.people.some((person) => !isPresent(person, now))
    ? { ...interaction, people: interaction.people.filter((person) => isPresent(person, now)) }
    : interaction;

export const isPresent = ({ until }: Person, now: number): boolean => until === undefined || until > now;

/** Everyone with an open offer of it. */
export const askedBy = ({ offers }: Interaction): AgentRef[] => offers.flatMap(({ to }) => to);

/** The agent for whom it is reserved until they answer: then it is not in line. */
export const reservedFor = ({ offers }: Interaction): AgentRef | undefined =>
  offers.find(({ reserves }) => reserves)?.to[0];

export const standsInLine = (interaction: Interaction | Unstarted): interaction is InStage<'waiting'> =>
  isIn(interaction, 'waiting') && !reservedFor(interaction);

/** One of those who had a chat as its visitor, one after another, as their token says (`Interaction.visitor`). */
export interface Reader {
  side: 'visitor';
  readsFrom: number;
}

/** Nobody has come back with its tracking id since (A14). */
export const isReader = ({ visitor }: Interaction, { readsFrom }: Pick<Reader, 'readsFrom'>): boolean =>
  visitor.readsFrom === readsFrom;

type Someone = Reader | { side: 'agent'; agentId: AgentId };

/** Who talks in it: its visitor, the agent who has it, and their guests. */
export const talksIn = (interaction: Interaction, actor: Someone): boolean =>
  actor.side === 'visitor' ? isReader(interaction, actor) : writerIn(interaction, actor.agentId) !== undefined;

/** A visitor must be the chat's reader. An agent must be in the chat, or be asked to take it. */
export const isWith = (interaction: Interaction, actor: Someone): boolean =>
  talksIn(interaction, actor) ||
  (actor.side === 'agent' && askedBy(interaction).some(({ id }) => id === actor.agentId));

/** The sockets that follow it on each side. */
export const socketsOf = ({ visitor, people }: Interaction, side: Side): ConnectionId[] =>
  side === 'visitor' ? visitor.reach.ids : people.flatMap(({ connections }) => connections);

/** Its slot among the tenant's open chats, while it has one. */
export const slotOf = (interaction: Interaction | Unstarted): Slot | undefined =>
  interaction.stage && !isOver(interaction) ? interaction.origin.slot : undefined;

/** Where it waits: with those that have the same requirements, or in the lane of the one agent that it waits for. */
export const laneOf = ({ place: { queueId, requires, preferred } }: Interaction): LaneId =>
  preferred ? laneOfAgent(queueId, preferred.agent.id) : laneId({ queueId, requires });

/** It was reopened, left, or its automated conversation has handed it over: its queue must be decided. */
export const isToBePlaced = (interaction: Interaction): boolean =>
  isIn(interaction, 'arriving') &&
  !interaction.aside &&
  (interaction.stage.again !== undefined ||
    interaction.stage.script?.run?.doing.is === 'routing' ||
    (!kinds[interaction.kind].isLive && interaction.call?.isDue !== false));

/** The agents that it rings, all at once. */
export const rungBy = (interaction: Interaction | Unstarted): AgentId[] =>
  standsInLine(interaction) ? askedBy(interaction).map(({ id }) => id) : [];
