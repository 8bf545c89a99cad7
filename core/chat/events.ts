/** What can happen to a chat. The log of a chat is commits of these; the state is nothing but their fold (`evolve`). */
import * as z from 'zod/mini';
import { AgentId, CommandId, ConnectionId, OfferId, QueueId, WebsiteId } from '../ids.ts';
import { StrategyName } from '../routing/strategies.ts';

/** Milliseconds since 1970 (UTC). */
export const Timestamp = z.int().check(z.nonnegative());

export const Side = z.enum(['visitor', 'agent']);
export type Side = z.infer<typeof Side>;

export const Visitor = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(120)),
  email: z.optional(z.email().check(z.maxLength(254))),
});
export type Visitor = z.infer<typeof Visitor>;

/** The agent as the log remembers them: the name stays readable when the agent has long left. */
export const AgentRef = z.object({ id: AgentId, name: z.string() });
export type AgentRef = z.infer<typeof AgentRef>;

/** The queue's settings that this chat was started with; a later publish does not change a chat under way. */
export const Terms = z.object({
  queueName: z.string(),
  strategy: StrategyName,
  /** How long an agent has to answer an offer, s. */
  offerS: z.int().check(z.positive()),
  /** How long wrap-up may take, s. */
  wrapUpS: z.int().check(z.positive()),
  /** How long the visitor may be away before the chat ends by itself, s (D3). */
  autoFinishS: z.int().check(z.positive()),
  /** Most messages that one side may send within ten seconds. */
  maxMessagesPer10S: z.int().check(z.positive()),
  /** Codes that an agent may close with, in the order shown. */
  dispositions: z.array(z.object({ code: z.string(), label: z.string() })),
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

/** What both the log and the agents' consoles hold word for word. */
export const openEvents = [
  /** Got in line: at the start, and again when the chat comes back. */
  z.object({ type: z.literal('queued'), queueId: QueueId, priority: z.int(), since: Timestamp }),
  z.object({ type: z.literal('offered'), agent: AgentRef, offerId: OfferId, expiresAt: Timestamp }),
  z.object({ type: z.literal('offer-rejected'), agentId: AgentId, offerId: OfferId }),
  z.object({ type: z.literal('offer-expired'), agentId: AgentId, offerId: OfferId }),
  z.object({ type: z.literal('accepted'), agent: AgentRef, how: z.enum(['offer', 'take']) }),
  z.object({ type: z.literal('message'), id: CommandId, from: Side, text: z.string() }),
  z.object({ type: z.literal('visitor-left'), endsAt: Timestamp }),
  z.object({ type: z.literal('visitor-returned') }),
  /** The conversation is over. With `wrapUpUntil` the agent still works on it; without, the chat is closed. */
  z.object({ type: z.literal('ended'), by: EndedBy, outcome: Outcome, wrapUpUntil: z.optional(Timestamp) }),
  z.object({
    type: z.literal('finished'),
    by: z.enum(['agent', 'system']),
    disposition: z.optional(z.string()),
    note: z.optional(z.string()),
  }),
] as const;

export const ChatEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    websiteId: WebsiteId,
    configVersion: z.int(),
    visitor: Visitor,
    culture: z.string(),
    terms: Terms,
    queueId: QueueId,
    priority: z.int(),
  }),
  ...openEvents,
  z.object({ type: z.literal('connected'), side: Side, connectionId: ConnectionId }),
  z.object({ type: z.literal('disconnected'), side: Side, connectionId: ConnectionId }),
]);
export type ChatEvent = z.infer<typeof ChatEvent>;

/** One entry of a chat's log: what one command caused. `seq` counts from 1 without gaps. */
export const Commit = z.object({
  seq: z.int().check(z.positive()),
  at: Timestamp,
  /** The command that caused it. */
  id: CommandId,
  events: z.array(ChatEvent),
});
export type Commit = z.infer<typeof Commit>;
