/** The wallboard (E9): what its frames contain. What each figure means: docs/wallboard.md. */
import * as z from 'zod/mini';
import { kept } from '../core/bounds.ts';
import { AgentId, InteractionId, QueueId } from '../core/ids.ts';
import { AgentRef, Contact, Terms, Timestamp } from '../core/interaction/facts.ts';
import { placeUses } from '../core/interaction/holdings.ts';
import { figureNames } from '../core/interaction/tally.ts';
import { ThresholdName, Thresholds } from '../core/thresholds.ts';
import { line } from '../core/words.ts';

/** `hour`: the running quarter of an hour and the four before. `week`: since Monday, in the tenant's time zone. */
export const Period = z.enum(['today', 'hour', 'week']);
export type Period = z.infer<typeof Period>;

const Count = z.int().check(z.nonnegative());

/** Sums; what is missing is 0. Durations in ms. */
const Figures = z.object(
  Object.fromEntries(figureNames.map((name) => [name, z.exactOptional(z.int())])) as Record<
    (typeof figureNames)[number],
    z.ZodMiniExactOptional<z.ZodMiniNumberFormat>
  >,
);

const BoardQueue = z.object({
  id: QueueId,
  name: Terms.shape.queueName,
  /** Waiting now, and since when the oldest has. */
  waiting: Count,
  oldestSince: z.exactOptional(Timestamp),
  /** How many waited at the end of each three minutes, oldest first; the last one is now. At most an hour. */
  samples: z.array(Count),
  figures: Figures,
  /** Conversations with agents now, those that are parked included. */
  active: Count,
  /** Its members who are signed in, and those of them who could get a chat now. */
  signedIn: Count,
  ready: Count,
  /** Whether it accepts chats; if not, when it will. */
  isOpen: z.boolean(),
  opensAt: z.exactOptional(Timestamp),
  /** The thresholds that are passed now, and the limits (D1). */
  passed: z.array(ThresholdName),
  limits: Thresholds,
  /** The longest wait that counts as answered in time, in seconds. */
  serviceLevelS: z.int(),
});
export type BoardQueue = z.infer<typeof BoardQueue>;
export type Threshold = BoardQueue['passed'][number];

/** A place of the agent's capacity. Without `chat` it is used for a queue that the viewer does not see. */
const BoardPlace = z.object({
  is: z.enum(placeUses),
  weight: z.int(),
  since: Timestamp,
  chat: z.exactOptional(
    z.object({
      interactionId: InteractionId,
      queueId: QueueId,
      visitorName: Contact.shape.name,
      /** The visitor's first message that nobody has answered. */
      unansweredSince: z.exactOptional(Timestamp),
    }),
  ),
});
export type BoardPlace = z.infer<typeof BoardPlace>;

const BoardAgent = z.object({
  id: AgentId,
  name: AgentRef.shape.name,
  /** The queues that they serve, as far as the viewer sees them. */
  queues: z.array(QueueId),
  status: z.enum(['available', 'paused', 'offline']),
  reason: z.exactOptional(line(80)),
  since: Timestamp,
  /** Since when a call rings or lasts (B12). */
  callSince: z.exactOptional(Timestamp),
  /** No console is open: then their chats go back to the line. */
  lostAt: z.exactOptional(Timestamp),
  capacity: z.int(),
  places: z.array(BoardPlace),
});
export type BoardAgent = z.infer<typeof BoardAgent>;

/** A frame has 128 KB. What does not fit is left out, and counted: what needs somebody is left out last. */
export const QUEUES_BYTES = 60_000;
export const AGENTS_BYTES = 60_000;
export const QUARTERS_BYTES = 120_000;

export const Board = z.object({
  queues: kept(z.array(BoardQueue), QUEUES_BYTES),
  moreQueues: Count,
  /** By name. */
  agents: kept(z.array(BoardAgent), AGENTS_BYTES),
  moreAgents: Count,
  /** Over all agents and queues that the viewer sees, whether shown or not. */
  totals: z.object({
    signedIn: Count,
    ready: Count,
    /** Of agents who are not paused: the places they have, and those that are used. */
    capacity: Count,
    used: Count,
    /** Conversations in the whole tenant that count for its limit; 0 without a limit. */
    open: Count,
    maxChats: Count,
  }),
});
export type Board = z.infer<typeof Board>;

/** [number of the quarter after `from`, answered, in time, dropped out, handlings, ms of handling and wrap-up together] */
const Quarter = z.tuple([z.int(), z.int(), z.int(), z.int(), z.int(), z.int()]);

export const Quarters = z.object({
  from: Timestamp,
  /** Quarters in which nothing happened are left out. */
  queues: kept(z.array(z.object({ id: QueueId, quarters: z.array(Quarter) })), QUARTERS_BYTES),
  /** Queues that are left: ask again with `skip`. */
  more: Count,
});
export type Quarters = z.infer<typeof Quarters>;
