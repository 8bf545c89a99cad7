/** The agent's side: what the console and Foyer say to each other. */
import * as z from 'zod/mini';
import { COMMIT_BYTES, kept, MAX_QUEUES } from '../core/bounds.ts';
import { AgentId, CommandId, InteractionId, LaneId, QueueId } from '../core/ids.ts';
import { type SeenBy, seenBy } from '../core/interaction/events.ts';
import { AgentRef, Contact, Overruled, Terms, Timestamp } from '../core/interaction/facts.ts';
import { Excerpt } from '../core/interaction/state.ts';
import { Requirement } from '../core/routing/requirement.ts';
import { Signal } from '../core/routing/rows.ts';
import { Culture, Language, Languages, label, line, Proficiency, Skills, slug } from '../core/words.ts';
import { framesOf, Position } from './frames.ts';
import { RANGE_BYTES, Refused, TOKEN_BYTES, URL_BYTES } from './visitor.ts';

/** Chats that an agent has at once, at most. */
const MAX_HELD = 50;
/** Why somebody pauses. */
const Reason = line(80);

/** Why a member of the queue was not asked. `not-ready`: paused, offline, or with as many chats as they may have. */
export const NotChosen = z.enum([
  ...(['later-in-order', 'passed-it', 'full', 'away', 'not-ready'] as const),
  ...(['lacks-skill', 'not-proficient', 'lacks-language'] as const),
]);
export type NotChosen = z.infer<typeof NotChosen>;

export const Role = z.enum(['agent', 'supervisor', 'admin']);
export type Role = z.infer<typeof Role>;

export const AgentStatus = z.enum(['available', 'paused', 'offline']);
export type AgentStatus = z.infer<typeof AgentStatus>;

// ---- HTTP: GET /v1/session (Authorization: Bearer <ID token>) ---------------------------------------------------------------

/** Who is signed in, what the console needs to know of the configuration, and a ticket (60 s) that opens the socket. */
export const ConsoleSession = z.object({
  tenant: kept(z.string(), label),
  person: z.object({ name: kept(z.string(), label), role: Role }),
  /** Not there for supervisors and administrators who answer no chats. */
  agent: z.exactOptional(
    z.object({
      id: AgentId,
      name: AgentRef.shape.name,
      capacity: z.int(),
      skills: kept(z.record(slug, Proficiency), Skills),
      languages: kept(z.record(Language, Proficiency), Languages),
    }),
  ),
  /** Those that the agent sees (B13). */
  queues: z
    .array(
      z.object({
        id: QueueId,
        name: Terms.shape.queueName,
        strategy: kept(z.string(), slug),
        /** Wait that turns the age red, s; half of it amber. */
        serviceLevelS: z.int(),
        dispositions: Terms.shape.dispositions,
      }),
    )
    .check(z.maxLength(MAX_QUEUES)),
  /** `new WebSocket(socketUrl + '?token=' + ticket)` */
  socketUrl: kept(z.string(), URL_BYTES),
  ticket: kept(z.string(), TOKEN_BYTES),
});
export type ConsoleSession = z.infer<typeof ConsoleSession>;
/** Of somebody who answers chats. */
export type AgentSession = ConsoleSession & Required<Pick<ConsoleSession, 'agent'>>;

// ---- HTTP: GET /v1/interactions/{interactionId}/decisions --------------------------------------------------------------------------------

/** One row of a condition table as it stood to the chat: the cells that it has, what each wanted and what was there (B9). */
export const ExplainedRow = z.object({
  /** From 1. */
  row: z.int(),
  note: z.optional(z.string()),
  matched: z.boolean(),
  cells: z.array(z.object({ column: z.string(), wanted: z.unknown(), actual: z.unknown(), holds: z.boolean() })),
});
export type ExplainedRow = z.infer<typeof ExplainedRow>;

const table = {
  at: Timestamp,
  /** Version of the configuration that decided. */
  version: z.int(),
  /** The row that won, from 1; null where none matched. */
  row: z.nullable(z.int()),
  /** Around the row that won; in a long table not all. */
  rows: z.array(ExplainedRow),
};

/** Why a chat came as far as it did, oldest first. */
export const ExplainedDecision = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('signal'),
    ...table,
    signal: Signal,
    overruled: z.optional(Overruled),
    scenario: z.optional(z.string()),
  }),
  z.object({
    kind: z.literal('queue'),
    ...table,
    queue: z.string(),
    priority: z.int(),
    requires: Requirement,
    preferred: z.optional(z.string()),
  }),
  z.object({
    kind: z.literal('agents'),
    at: Timestamp,
    /** Name of the queue, and its strategy at that time. */
    queue: z.string(),
    strategy: z.string(),
    how: z.enum(['offered', 'rung', 'taken']),
    /** Names of those who were asked, or who took it. */
    chosen: z.array(z.string()),
    others: z.array(z.object({ name: z.string(), why: NotChosen })),
  }),
]);
export type ExplainedDecision = z.infer<typeof ExplainedDecision>;

/** Beyond it the newest are left out: a function answers 6 MB at most. */
export const MAX_DECISIONS_BYTES = 2_000_000;
export const DecisionsAnswer = z.object({
  interactionId: InteractionId,
  decisions: kept(z.array(ExplainedDecision), MAX_DECISIONS_BYTES),
});
export type DecisionsAnswer = z.infer<typeof DecisionsAnswer>;

// ---- socket: from the console ----------------------------------------------------------------------------------------------

const Place = z.object({ interactionId: InteractionId, priority: z.int(), since: Timestamp });

/** Beside the frames that bring a command: those of `core/interaction/topics` that an agent may ask for. */
export const AgentFrame = framesOf(
  'agent',
  [
    /** First frame on every connection; answers `welcome`. */
    z.object({ t: z.literal('hello') }),
    /** Every 30 s: renews the agent's lease; answers `pong`. `chats` are those that the console holds. */
    z.object({ t: z.literal('ping'), chats: z.array(InteractionId).check(z.maxLength(MAX_HELD)) }),
    /** Answers `status`. */
    z.object({
      t: z.literal('status'),
      id: CommandId,
      status: AgentStatus,
      reason: z.optional(Reason),
    }),
    /** This connection follows the chat from now on; answers `range`. Only for chats that are with this agent. */
    z.object({ t: z.literal('sync'), id: CommandId, interactionId: InteractionId, after: Position }),
    /** Who waits in a queue that the agent sees, from the first on or behind a place; answers `line`. */
    z.object({ t: z.literal('line'), id: CommandId, queueId: QueueId, after: z.exactOptional(Place) }),
  ],
  { interactionId: InteractionId },
);
export type AgentFrame = z.infer<typeof AgentFrame>;

// ---- socket: to the console ------------------------------------------------------------------------------------------------

/** What an agent sees of a chat's events: all but which connection came and went. */
export const AgentEvent = seenBy('agent');
export type AgentEvent = SeenBy<'agent'>;

/** As `VisitorCommit`. */
export const AgentCommit = z.object({
  seq: Position,
  prev: Position,
  at: Timestamp,
  events: kept(z.array(AgentEvent), COMMIT_BYTES.seen),
});
export type AgentCommit = z.infer<typeof AgentCommit>;

/** A chat in the waiting list of its queue: by priority, the highest first, then by `since`, then by `interactionId`. */
export const WaitingRow = z.object({
  interactionId: InteractionId,
  queueId: QueueId,
  /** Where in the queue: a chat that asks for less stands in another. */
  lane: LaneId,
  visitorName: Contact.shape.name,
  /** The first words that were written; empty as long as there are none. */
  subject: Excerpt,
  /** The visitor's newest words; empty as long as they are the first. */
  latest: Excerpt,
  culture: kept(z.string(), Culture),
  /** What the agent who takes it must have. */
  requires: Requirement,
  priority: z.int(),
  since: Timestamp,
});
export type WaitingRow = z.infer<typeof WaitingRow>;

/** A waiting list as a whole: how many wait in the queue, and since when the one who waits longest. */
/** Rows of a waiting list in one frame: as many as surely fit, beside as many that left. */
export const LINE_ROWS = 40;

const Line = z.object({
  queueId: QueueId,
  total: Position,
  oldestSince: z.exactOptional(Timestamp),
  /** Of two counts the later one is right, whichever came first. */
  countedAt: Timestamp,
});
export type Line = z.infer<typeof Line>;

export const AgentPush = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('welcome'),
    status: AgentStatus,
    reason: z.optional(kept(z.string(), Reason)),
    /** Chats that are with this agent: ask `sync` for each. */
    chats: z.array(InteractionId).check(z.maxLength(MAX_HELD)),
    /** Of each queue that the agent sees: ask `line` for the rows. */
    lines: z.array(Line).check(z.maxLength(MAX_QUEUES)),
    /** The server's clock, so that ages and deadlines are shown right on a laptop whose clock is not. */
    now: Timestamp,
  }),
  /** `chats`: every chat that is with this agent and its newest number; ask `sync` for those unknown or behind. */
  z.object({
    t: z.literal('pong'),
    status: AgentStatus,
    chats: kept(z.record(z.string(), Position), MAX_HELD * 300),
    now: Timestamp,
  }),
  z.object({
    t: z.literal('status'),
    id: z.optional(CommandId),
    status: AgentStatus,
    reason: z.optional(kept(z.string(), Reason)),
  }),
  z.object({
    t: z.literal('range'),
    interactionId: InteractionId,
    seq: Position,
    more: z.boolean(),
    commits: kept(z.array(AgentCommit), RANGE_BYTES),
  }),
  z.object({ t: z.literal('ack'), id: CommandId, interactionId: InteractionId, commit: AgentCommit }),
  Refused,
  z.object({ t: z.literal('commit'), interactionId: InteractionId, commit: AgentCommit }),
  /** A chat is with you now (an offer, say) that this console may not know: ask `sync`. */
  z.object({ t: z.literal('chat'), interactionId: InteractionId }),
  /** Your rights or your queues may be others now: ask `GET /v1/session` again, then say `hello` on this connection once more. */
  z.object({ t: z.literal('changed') }),
  /** Rows behind `after`, the first of them first; `more`: there are others. */
  z.object({
    t: z.literal('line'),
    id: CommandId,
    rows: z.array(WaitingRow).check(z.maxLength(LINE_ROWS)),
    more: z.boolean(),
    ...Line.shape,
  }),
  /** `stand`: chats that stand in line since now, or with other words. One that is removed may stand in another lane. */
  z.object({
    t: z.literal('waiting'),
    stand: z.array(WaitingRow).check(z.maxLength(LINE_ROWS)),
    removed: z.array(z.object({ interactionId: InteractionId, lane: LaneId })).check(z.maxLength(LINE_ROWS)),
    ...Line.shape,
  }),
]);
export type AgentPush = z.infer<typeof AgentPush>;
