/** What can happen to a chat. The log of a chat is commits of these; the state is nothing but their fold (`evolve`). */
import * as z from 'zod/mini';
import { COMMIT_BYTES, kept } from '../bounds.ts';
import { Zone } from '../calendar/schema.ts';
import { AgentId, CommandId, ConnectionId, GatewayId, OfferId, QueueId } from '../ids.ts';
import { AllConsidered } from '../routing/considered.ts';
import { GatewayReceipt, QueueReceipt } from '../routing/decide-routing.ts';
import { Relaxation, Relaxations, Requirement } from '../routing/requirement.ts';
import { StrategyName } from '../routing/strategies.ts';
import { AllSaid, KeptScenario, Run } from '../scenario/schema.ts';
import {
  Culture,
  Dispositions,
  Email,
  label,
  slug,
  Tags,
  Text,
  TrackingId,
  Value,
  Variables,
  VisitorName,
} from '../words.ts';

/** Milliseconds since 1970 (UTC). */
export const Timestamp = z.int().check(z.nonnegative());

export const Side = z.enum(['visitor', 'agent']);
export type Side = z.infer<typeof Side>;

/** What is in the log was checked at the door. */
export const Visitor = z.object({ name: kept(z.string(), VisitorName), email: z.optional(kept(z.string(), Email)) });
export type Visitor = z.infer<typeof Visitor>;

/** The agent as the log remembers them: the name stays readable when the agent has long left. */
export const AgentRef = z.object({ id: AgentId, name: kept(z.string(), label) });
export type AgentRef = z.infer<typeof AgentRef>;

const Limit = z.int().check(z.nonnegative());

/** The queue's settings that this chat was started with; a later publish does not change a chat under way. */
export const Terms = z.object({
  queueName: kept(z.string(), label),
  strategy: StrategyName,
  /** How long an agent has to answer an offer, s. */
  offerS: z.int().check(z.positive()),
  /** How long wrap-up may take, s. */
  wrapUpS: z.int().check(z.positive()),
  /** How long the visitor may be away before the chat ends by itself, s (D3). */
  autoFinishS: z.int().check(z.positive()),
  /** Most messages that one side may send within ten seconds. */
  maxMessagesPer10S: z.int().check(z.positive()),
  /** Of the tenant's days. */
  zone: kept(z.string(), Zone),
  /** Most chats of the queue that one agent has at once; 0 = as many as the agent may have (B6). */
  agentCapacity: Limit,
  /** Most chats in line; 0 = no limit (B8). */
  maxChats: Limit,
  /** Waiting longer ends the chat, s; 0 = no limit (D2). */
  timeOutS: Limit,
  /** When the chat goes on to another queue, s; 0 = never (B8). */
  overflowS: Limit,
  relax: kept(z.array(Relaxation), Relaxations),
  preferredForS: z.int().check(z.positive()),
  dispositions: kept(z.array(z.object({ code: z.string(), label: z.string() })), Dispositions),
});
export type Terms = z.infer<typeof Terms>;

/** D10: every chat ends in exactly one of these. */
export const Outcome = z.enum([
  'completed',
  'abandoned',
  'short-abandoned',
  'timed-out',
  'rejected',
  'out-of-time',
  'auto-finished',
  'unattended',
  'unmanaged',
  'offline',
]);
export type Outcome = z.infer<typeof Outcome>;

export const EndedBy = z.enum(['visitor', 'agent', 'system']);

/** Whom a chat waits for, alone, until when. */
export const Preferred = z.object({ agent: AgentRef, until: Timestamp });

/** Whatever the rows said: the queue is switched off (G7), or the tenant has as many chats as it may have (B8). */
export const Overruled = z.enum(['switched-off', 'tenant-full']);
export type Overruled = z.infer<typeof Overruled>;

/**
 * Where a chat counts among the tenant's open ones, until its conversation is over (B8). The limit is split over several counters, so
 * that chats which start at once seldom wait for each other; `most` is this one's share.
 */
export const Slot = z.object({ counter: z.int(), most: z.int() });
export type Slot = z.infer<typeof Slot>;

const KeptTags = kept(z.array(z.string()), Tags);

/** Whom a chat rings at the same time: all stand in each commit that rings one more. */
export const MAX_RUNG = 50;
export const Rung = kept(z.array(AgentRef), z.array(AgentRef).check(z.maxLength(MAX_RUNG)));

/** How an agent closes a chat. */
const written = {
  disposition: z.optional(kept(z.string(), slug)),
  note: z.optional(kept(z.string(), Text)),
};

/** What both the log and the agents' consoles hold word for word. */
export const openEvents = [
  /** B9: why the gateway let the chat in, or not. */
  z.object({ type: z.literal('screened'), receipt: GatewayReceipt, overruled: z.exactOptional(Overruled) }),
  /** B9: why it goes to this queue. */
  z.object({ type: z.literal('routed'), receipt: QueueReceipt }),
  /** Got in line: at the start, again when it comes back, and in another lane when what it asks for changes. */
  z.object({
    type: z.literal('queued'),
    because: z.enum(['arrived', 'returned', 'relaxed', 'not-preferred', 'overflowed', 'republished']),
    queueId: QueueId,
    priority: z.int(),
    since: Timestamp,
    /** `since`, later by the time that it did not wait: an agent had it. */
    waitedFrom: Timestamp,
    requires: Requirement,
    /** When waiting will bring something, as far as that was not known before (`waiting.ts`). */
    reviewAt: kept(z.array(Timestamp), z.array(Timestamp).check(z.maxLength(10))),
    preferred: z.exactOptional(Preferred),
    /** When everybody who still waits is told that the queue has closed (D2). */
    closesAt: z.exactOptional(Timestamp),
    /** Where the queue is another than before. */
    terms: z.exactOptional(Terms),
  }),
  z.object({
    type: z.literal('offered'),
    agent: AgentRef,
    offerId: OfferId,
    expiresAt: Timestamp,
    considered: AllConsidered,
  }),
  /** Offered to several at once, the first to accept has it; named again when somebody joins them (`ring-all`). */
  z.object({
    type: z.literal('rung'),
    agents: Rung,
    offerId: OfferId,
    expiresAt: Timestamp,
    considered: AllConsidered,
  }),
  z.object({ type: z.literal('offer-rejected'), agentId: AgentId, offerId: OfferId }),
  z.object({ type: z.literal('offer-expired'), agentId: AgentId, offerId: OfferId }),
  z.object({ type: z.literal('ring-expired'), offerId: OfferId }),
  z.object({ type: z.literal('accepted'), agent: AgentRef, how: z.enum(['offer', 'take']) }),
  z.object({ type: z.literal('message'), id: CommandId, from: Side, text: kept(z.string(), Text) }),
  /** The automated conversation went on by a step: what it said, where it stands, what it knows (B4). */
  z.object({
    type: z.literal('stepped'),
    run: Run,
    said: AllSaid,
    tags: KeptTags,
    variables: Variables,
    external: z.exactOptional(kept(z.string(), Value)),
  }),
  /** Some seconds after the last socket closed: a page that the visitor opens closes one and opens the next, which is no leaving. */
  z.object({ type: z.literal('visitor-left'), endsAt: Timestamp }),
  /** Only after `visitor-left`. */
  z.object({ type: z.literal('visitor-returned') }),
  /** The conversation is over. With `wrapUpUntil` the agent still works on it; without, the chat is closed. */
  z.object({ type: z.literal('ended'), by: EndedBy, outcome: Outcome, wrapUpUntil: z.optional(Timestamp) }),
  z.object({
    type: z.literal('finished'),
    by: z.enum(['agent', 'system']),
    ...written,
  }),
  /** After Foyer finished wrap-up because its time was up: what the agent had chosen and written by then. */
  z.object({ type: z.literal('noted'), ...written }),
] as const;

/** Of the start, what agents see. */
export const AgentsStarted = z.object({
  type: z.literal('started'),
  visitor: Visitor,
  culture: kept(z.string(), Culture),
  tags: KeptTags,
  variables: Variables,
  terms: Terms,
});

export const ChatEvent = z.discriminatedUnion('type', [
  z.extend(AgentsStarted, {
    gatewayId: GatewayId,
    configVersion: z.int(),
    /** The page's own name for this conversation or person. */
    trackingId: z.exactOptional(kept(z.string(), TrackingId)),
    /** Of the gateway, as `terms`, until the chat is routed. */
    queueId: QueueId,
    /** Where the tenant's chats are limited. */
    slot: z.exactOptional(Slot),
  }),
  ...openEvents,
  /** An automated conversation begins, as it was configured then. */
  z.object({ type: z.literal('scripted'), scenario: KeptScenario }),
  z.object({ type: z.literal('connected'), side: Side, connectionId: ConnectionId }),
  /** It has waited long enough to go on, but the queue where it would go is closed until then (B8). */
  z.object({ type: z.literal('overflow-closed'), opensAt: Timestamp }),
  /** `endsAt`: it was the visitor's last one, so that the chat ends by itself then (D3). */
  z.object({
    type: z.literal('disconnected'),
    side: Side,
    connectionId: ConnectionId,
    endsAt: z.exactOptional(Timestamp),
  }),
]);
export type ChatEvent = z.infer<typeof ChatEvent>;

/** Who made a commit, as the log keeps it: `visitor`, `agent ines`, or Foyer itself. */
export const Author = z.union([z.enum(['visitor', 'system']), z.templateLiteral(['agent ', AgentId])]);
export type Author = z.infer<typeof Author>;

/** One entry of a chat's log: what one command caused. `seq` counts from 1 without gaps. */
export const Commit = z.object({
  seq: z.int().check(z.positive()),
  at: Timestamp,
  /** The command that caused it, and whose command it was: the same id from somebody else is another command. */
  id: CommandId,
  by: Author,
  events: kept(z.array(ChatEvent), COMMIT_BYTES.kept),
});
/** `unread`: some of its events are of a later release, and left out. It may be shown; what the chat is cannot be told from it. */
export type Commit = z.infer<typeof Commit> & { unread?: true };
