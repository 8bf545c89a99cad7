/** What a chat is at one moment: the fold of its log. What cannot be cannot be written. */
import * as z from 'zod/mini';
import { kept } from '../bounds.ts';
import { AgentId, ConnectionId, GatewayId, InteractionId, type LaneId, OfferId, QueueId } from '../ids.ts';
import { laneId, laneOfAgent } from '../routing/lanes.ts';
import { Requirement } from '../routing/requirement.ts';
import { KeptScenario, Run } from '../scenario/schema.ts';
import { Culture, lines, slug, Tags, TrackingId, Value, Variables } from '../words.ts';
import { AgentRef, Outcome, Preferred, Rung, Slot, Terms, Timestamp, Visitor } from './events.ts';

const Count = z.int().check(z.nonnegative());
const RateWindow = z.object({ since: Timestamp, count: Count });

/** So much of the first words, and of the newest, stands in the waiting list. */
export const EXCERPT_CHARS = 140;
export const Excerpt = kept(z.string(), lines(EXCERPT_CHARS));

/**
 * A side that comes and goes without saying so would fill the snapshot: beyond this the oldest sockets are dropped. A visitor's that
 * is still open is closed (`functions/desk/push.ts`), so that the tab knows. A chat that rings has consoles of several agents.
 */
export const MAX_SOCKETS = { visitor: 8, agent: 100 };
const socketsOf = (side: keyof typeof MAX_SOCKETS) =>
  kept(z.array(ConnectionId), z.array(ConnectionId).check(z.maxLength(MAX_SOCKETS[side])));

const facts = {
  id: InteractionId,
  /** Number of the newest commit. */
  seq: Count,
  gatewayId: GatewayId,
  configVersion: z.int(),
  visitor: Visitor,
  culture: kept(z.string(), Culture),
  tags: kept(z.array(z.string()), Tags),
  variables: Variables,
  /** What a scenario or a connector made of it: result of external processing (B2). */
  external: z.exactOptional(kept(z.string(), Value)),
  trackingId: z.exactOptional(kept(z.string(), TrackingId)),
  slot: z.exactOptional(Slot),
  terms: Terms,
  /** The first words that were written, for the waiting list; empty as long as there are none. */
  subject: Excerpt,
  /** The visitor's newest words, for the same; empty as long as they are the first. */
  latest: Excerpt,
  queueId: QueueId,
  priority: z.int(),
  requires: Requirement,
  preferred: z.exactOptional(Preferred),
  closesAt: z.exactOptional(Timestamp),
  /** When the queue opens that it would have gone on to: a timer was set for then. */
  overflowOpensAt: z.exactOptional(Timestamp),
  /** Kept through offers, so that a chat that comes back stands where it stood. */
  waitingSince: Timestamp,
  /** When it would have begun to wait, had it done nothing else since: limits count from here. */
  waitedFrom: Timestamp,
  /** Sockets on which each side follows this chat. */
  connections: z.object({ visitor: socketsOf('visitor'), agent: socketsOf('agent') }),
  /** Newest commit that each side can see: the `prev` of the next push. */
  lastVisible: z.object({ visitor: Count, agent: Count }),
  /** When the chat ends by itself if the visitor stays away (D3). `told`: the agent was told that the visitor left. */
  away: z.optional(z.object({ endsAt: Timestamp, told: z.boolean() })),
  sent: z.object({ visitor: RateWindow, agent: RateWindow }),
};

const NewChat = z.object({ status: z.literal('new'), id: InteractionId, seq: Count });
/** Not in a queue yet: an automated conversation runs, or it is being decided where the chat goes. */
const Arriving = z.object({
  ...facts,
  status: z.literal('arriving'),
  script: z.exactOptional(z.object({ scenario: KeptScenario, run: z.exactOptional(Run) })),
});
const Waiting = z.object({
  ...facts,
  status: z.literal('waiting'),
  /** Whom it rings; it stays in line meanwhile. */
  ringing: z.exactOptional(z.object({ offerId: OfferId, agents: Rung, expiresAt: Timestamp })),
  /** Who passed it on or let it expire, so that the next one is asked first (B7). */
  passed: z.optional(z.object({ agentId: AgentId, at: Timestamp })),
});
const Offered = z.object({
  ...facts,
  status: z.literal('offered'),
  agent: AgentRef,
  offerId: OfferId,
  expiresAt: Timestamp,
});
const Active = z.object({ ...facts, status: z.literal('active'), agent: AgentRef, acceptedAt: Timestamp });
const WrapUp = z.object({
  ...facts,
  status: z.literal('wrap-up'),
  agent: AgentRef,
  outcome: Outcome,
  wrapUpUntil: Timestamp,
});
const Ended = z.object({
  ...facts,
  status: z.literal('ended'),
  agent: z.optional(AgentRef),
  outcome: Outcome,
  disposition: z.optional(kept(z.string(), slug)),
  /** Wrap-up ran out: until then its agent may add what they had written (D6). */
  notesUntil: z.exactOptional(Timestamp),
});

/**
 * Of the snapshots that are kept of it. Another release's, which have another number, are not read: the log is folded anew. So it is
 * raised whenever the schema changes.
 */
export const CHAT_SHAPE = 1;

export const Chat = z.discriminatedUnion('status', [NewChat, Arriving, Waiting, Offered, Active, WrapUp, Ended]);
export type Chat = z.infer<typeof Chat>;
export type StartedChat = Exclude<Chat, { status: 'new' }>;
export type ArrivingChat = z.infer<typeof Arriving>;
export type WaitingChat = z.infer<typeof Waiting>;

export const newChat = (id: InteractionId): Chat => ({ status: 'new', id, seq: 0 });

/** The conversation is over, whether or not the agent still works on it. */
export const isOver = (chat: StartedChat): boolean => chat.status === 'wrap-up' || chat.status === 'ended';

/** Where the chat counts among the tenant's open ones, as long as it does. */
export const slotOf = (chat: Chat): Slot | undefined => (chat.status === 'new' || isOver(chat) ? undefined : chat.slot);

/** Where a waiting chat stands: among those that ask for the same, or before the one agent that it waits for. */
export const laneOf = ({ queueId, requires, preferred }: StartedChat): LaneId =>
  preferred ? laneOfAgent(queueId, preferred.agent.id) : laneId({ queueId, requires });

export const standsInLine = (chat: Chat): chat is WaitingChat => chat.status === 'waiting';

/** Its automated conversation has handed it over, and it is to be decided where it waits. */
export const isToBePlaced = (chat: Chat): chat is ArrivingChat =>
  chat.status === 'arriving' && chat.script?.run?.doing.is === 'routing';

/** Whom it rings, all at the same time. */
export const rungBy = (chat: Chat): AgentId[] =>
  standsInLine(chat) ? (chat.ringing?.agents.map(({ id }) => id) ?? []) : [];
