/** The agent side: the messages between the console and Foyer. */
import * as z from 'zod/mini';
import { COMMIT_BYTES, kept, MAX_CONTACT_FIELDS, MAX_LISTS, MAX_QUEUES } from '../core/bounds.ts';
import { ContactEdit } from '../core/contacts/edit.ts';
import { AgentId, CommandId, ContactFieldId, InteractionId, LaneId, ListId, QueueId } from '../core/ids.ts';
import { type SeenBy, seenBy } from '../core/interaction/events.ts';
import { AgentRef, Contact, Outcome, Overruled, Role, Terms, Timestamp, WhyAside } from '../core/interaction/facts.ts';
import { kindNames } from '../core/interaction/kinds.ts';
import { Mark, Marks, Reached } from '../core/interaction/marks.ts';
import { Excerpt } from '../core/interaction/state.ts';
import { Requirement } from '../core/routing/requirement.ts';
import { Signal } from '../core/routing/rows.ts';
import {
  Culture,
  Language,
  Languages,
  label,
  lines,
  Proficiency,
  Skills,
  slug,
  VariableName,
  Variables,
} from '../core/words.ts';
import { Board, Period, Quarters } from './board.ts';
import { FileLinkAnswer, fileLinkFields, UploadAnswer } from './files.ts';
import { framesOf, Position } from './frames.ts';
import { MAX_ALARMS, SeenAlarm } from './supervisor.ts';
import { RANGE_BYTES, Refused, TOKEN_BYTES, URL_BYTES } from './visitor.ts';

/** The most chats that an agent can have at once. */
export const MAX_HELD = 50;
/** The id of one of the tenant's reasons for a pause. */
const Reason = slug;

/** Why a member of the queue was not asked. `not-ready`: paused, offline or at capacity. */
export const NotChosen = z.enum([
  ...(['later-in-order', 'passed-it', 'full', 'away', 'not-ready'] as const),
  ...(['lacks-skill', 'not-proficient', 'lacks-language'] as const),
]);
export type NotChosen = z.infer<typeof NotChosen>;

export { Role };

export const AgentStatus = z.enum(['available', 'paused', 'offline']);
export type AgentStatus = z.infer<typeof AgentStatus>;

// ---- HTTP: GET /v1/session (Authorization: Bearer <ID token>) ---------------------------------------------------------------

/** Who is signed in, the part of the configuration that the console needs, and a ticket (60 s) that opens the socket. */
export const ConsoleSession = z.object({
  tenant: kept(z.string(), label),
  person: z.object({ id: AgentId, name: kept(z.string(), label), role: Role }),
  /** Absent for supervisors and administrators who do not answer chats. */
  agent: z.exactOptional(
    z.object({
      id: AgentId,
      name: AgentRef.shape.name,
      capacity: z.int(),
      skills: kept(z.record(slug, Proficiency), Skills),
      languages: kept(z.record(Language, Proficiency), Languages),
    }),
  ),
  /** Why the agent may pause, in the order of the configuration (D8). */
  pauseReasons: z
    .array(z.object({ id: kept(z.string(), slug), label: kept(z.string(), label) }))
    .check(z.maxLength(30)),
  /** The queues that the agent sees (B13). */
  queues: z
    .array(
      z.object({
        id: QueueId,
        name: Terms.shape.queueName,
        strategy: kept(z.string(), slug),
        /** The wait, in seconds, at which the age turns red; amber at half of it. */
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

// ---- HTTP: GET /v1/interactions/{interactionId}/decisions --------------------------------------------------------------------------------

/** One row of a condition table as evaluated for the chat: its cells, each with the wanted and the actual value (B9). */
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
  /** The version of the configuration that decided. */
  version: z.int(),
  /** The winning row, from 1; null if none matched. */
  row: z.nullable(z.int()),
  /** The rows around the winning one; not all of a long table. */
  rows: z.array(ExplainedRow),
};

/** Why a chat went where it did, oldest first. */
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
    /** Names of the agents who were asked, or of the one who took it. */
    chosen: z.array(z.string()),
    others: z.array(z.object({ name: z.string(), why: NotChosen })),
  }),
]);
export type ExplainedDecision = z.infer<typeof ExplainedDecision>;

/** The newest decisions are left out beyond this size, because a function can return at most 6 MB. */
export const MAX_DECISIONS_BYTES = 2_000_000;
export const DecisionsAnswer = z.object({
  interactionId: InteractionId,
  decisions: kept(z.array(ExplainedDecision), MAX_DECISIONS_BYTES),
});
export type DecisionsAnswer = z.infer<typeof DecisionsAnswer>;

// ---- HTTP: GET /v1/interactions/{interactionId}/contact ------------------------------------------------------------------

/** The newest of a contact's interactions. */
export const EARLIER = 20;

const Earlier = z.object({
  interactionId: InteractionId,
  kind: z.enum(kindNames),
  startedAt: Timestamp,
  outcome: Outcome,
  subject: Excerpt,
  /** Of the queue where it was last, as far as it is known by now. */
  queue: z.optional(kept(z.string(), label)),
  agents: kept(z.array(z.string()), z.array(label).check(z.maxLength(10))),
});

/** Who an interaction is with (E5). */
export const ContactAnswer = z.object({
  interactionId: InteractionId,
  /** On file, in contrast to what the visitor says in this interaction. Missing if nothing leads to a contact. */
  contact: z.optional(
    z.object({
      /** Counts its changes. */
      revision: z.int(),
      ...{ name: Contact.shape.name, email: Contact.shape.email, phone: Contact.shape.phone },
      fields: Variables,
      /** The contact lists that it is on. */
      lists: kept(
        z.array(z.object({ id: ListId, name: z.string() })),
        z.array(z.object({ id: slug, name: label })).check(z.maxLength(MAX_LISTS)),
      ),
      since: Timestamp,
    }),
  ),
  /** What the tenant calls its contact fields, in their order. */
  fields: kept(
    z.array(z.object({ id: ContactFieldId, label: z.string() })),
    z.array(z.object({ id: VariableName, label })).check(z.maxLength(MAX_CONTACT_FIELDS)),
  ),
  /** What the form calls the answers among the variables, in its order. */
  asked: kept(
    z.array(z.object({ variable: z.string(), label: z.string() })),
    z.array(z.object({ variable: VariableName, label: lines(200) })).check(z.maxLength(40)),
  ),
  /** Newest first: of the contact, without this one. */
  earlier: z.array(Earlier).check(z.maxLength(EARLIER)),
});
export type ContactAnswer = z.infer<typeof ContactAnswer>;

/** Body of `PUT /v1/interactions/{interactionId}/contact`, answered like the GET. `revision`: the one that was looked at. */
export const ContactChange = z.union([
  z.object({ revision: z.int(), is: ContactEdit }),
  /** Another interaction, whose contact is the same person. */
  z.object({ revision: z.int(), merges: InteractionId }),
]);
export type ContactChange = z.infer<typeof ContactChange>;

// ---- socket: from the console ----------------------------------------------------------------------------------------------

/** Of a board's content: the same digest means the same content. */
const Digest = z.string().check(z.maxLength(22), z.regex(/^[\w-]+$/));

const Place = z.object({ interactionId: InteractionId, priority: z.int(), since: Timestamp });

const InboxPlace = z.object({ since: Timestamp, interactionId: InteractionId });

/** The frames besides those with a command from `core/interaction/topics` that an agent may send. */
export const AgentFrame = framesOf(
  'agent',
  [
    /** First frame on every connection; answered with `welcome`. */
    z.object({ t: z.literal('hello') }),
    /** Every 30 s: renews the agent's lease; answered with `pong`. `chats` are those that the console holds. */
    z.object({ t: z.literal('ping'), chats: z.array(InteractionId).check(z.maxLength(MAX_HELD)) }),
    /** Answered with `status`. */
    z.object({
      t: z.literal('status'),
      id: CommandId,
      status: AgentStatus,
      reason: z.optional(Reason),
    }),
    /** This connection follows the chat from now on; answered with `range`. Only for the agent's own chats. */
    z.object({ t: z.literal('sync'), id: CommandId, interactionId: InteractionId, after: Position }),
    /** Whom and where the chat could be handed over to; answered with `targets`. */
    z.object({ t: z.literal('targets'), id: CommandId, interactionId: InteractionId }),
    /** The chats that wait in a queue that the agent sees, from the start or after a place; answered with `line`. */
    z.object({ t: z.literal('line'), id: CommandId, queueId: QueueId, after: z.exactOptional(Place) }),
    /**
     * The wallboard, for supervisors and administrators, at most once a second. `queueId`: of the agents only those who serve it.
     * `known`: the digest of the one shown.
     */
    z.object({
      ...{ t: z.literal('board'), id: CommandId, period: Period, queueId: z.exactOptional(QueueId) },
      known: z.exactOptional(Digest),
    }),
    /** What supervisors must look at, oldest first; answered with `inbox`. `after`: `next` of the answer before. */
    z.object({ t: z.literal('inbox'), id: CommandId, after: z.exactOptional(InboxPlace) }),
    /** What happened in each quarter of an hour since then, at most a day ago. `skip`: queues that have been received. */
    z.object({ t: z.literal('quarters'), id: CommandId, from: Timestamp, skip: z.exactOptional(Position) }),
    z.object({ ...fileLinkFields, interactionId: InteractionId }),
    /** Like the visitor's. Never while an internal note is written. */
    z.object({
      t: z.literal('presence'),
      interactionId: InteractionId,
      typing: z.boolean(),
      reached: z.optional(Reached),
    }),
  ],
  { interactionId: InteractionId },
);
export type AgentFrame = z.infer<typeof AgentFrame>;

// ---- socket: to the console ------------------------------------------------------------------------------------------------

/** What agents see of a chat's events, and supervisors who watch it: everything except which connection came and went. */
export const AgentEvent = seenBy('supervisor');
export type AgentEvent = SeenBy<'supervisor'>;

/** Like `VisitorCommit`. */
export const AgentCommit = z.object({
  seq: Position,
  prev: Position,
  at: Timestamp,
  events: kept(z.array(AgentEvent), COMMIT_BYTES.seen),
});
export type AgentCommit = z.infer<typeof AgentCommit>;

/** A chat in its queue's waiting list: by priority, highest first, then by `since`, then by `interactionId`. */
export const WaitingRow = z.object({
  interactionId: InteractionId,
  queueId: QueueId,
  /** Its lane in the queue. A chat with relaxed requirements is in another one. */
  lane: LaneId,
  visitorName: Contact.shape.name,
  /** The first message; empty until there is one. */
  subject: Excerpt,
  /** The visitor's latest message; empty while it is the first. */
  latest: Excerpt,
  culture: kept(z.string(), Culture),
  /** What an agent needs in order to take it. */
  requires: Requirement,
  priority: z.int(),
  since: Timestamp,
});
export type WaitingRow = z.infer<typeof WaitingRow>;

/** An item of the supervisors' inbox: what a visitor left instead of a chat, or a chat that nobody took in hours (C4, C5). */
export const InboxRow = z.object({
  ...{ interactionId: InteractionId, queueId: QueueId, kind: z.enum(kindNames), since: Timestamp, because: WhyAside },
  ...{ visitorName: Contact.shape.name, subject: Excerpt, culture: kept(z.string(), Culture) },
  /** What became of the e-mail with it, and when it was asked for. */
  mail: z.exactOptional(z.enum(['asked', 'sent', 'failed'])),
  mailAt: z.exactOptional(Timestamp),
});
export type InboxRow = z.infer<typeof InboxRow>;

/** In one frame. */
export const INBOX_ROWS = 50;

/** Of agents, and as much of queues: hundreds of each. A frame has 128 KB. */
export const TARGETS_BYTES = 60_000;

/** Rows of a waiting list in one frame: as many as are sure to fit, along with as many that left. */
export const LINE_ROWS = 40;

/** A summary of a waiting list: how many chats wait in the queue, and how long the oldest has waited. */
const Line = z.object({
  queueId: QueueId,
  total: Position,
  oldestSince: z.exactOptional(Timestamp),
  /** The later of two counts is right, whichever arrives first. */
  countedAt: Timestamp,
});
export type Line = z.infer<typeof Line>;

/** The agent's phone rings, or they are on a call, and since when. No chats are offered meanwhile (B12). */
const AgentCall = z.object({ state: z.enum(['ringing', 'in-call']), since: Timestamp });
export type AgentCall = z.infer<typeof AgentCall>;

const ownStatus = {
  status: AgentStatus,
  reason: z.optional(kept(z.string(), Reason)),
  /** Since when the agent has had this status, with this reason. */
  since: z.exactOptional(Timestamp),
  call: z.exactOptional(AgentCall),
};

export const AgentPush = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('welcome'),
    ...ownStatus,
    /** The agent's chats: send `sync` for each. */
    chats: z.array(InteractionId).check(z.maxLength(MAX_HELD)),
    /** For each queue that the agent sees: send `line` for the rows. */
    lines: z.array(Line).check(z.maxLength(MAX_QUEUES)),
    /** For supervisors: the thresholds that are passed now. */
    alarms: z.exactOptional(z.array(SeenAlarm).check(z.maxLength(MAX_ALARMS))),
    /** The server's clock, so that ages and deadlines are right on a computer with a wrong clock. */
    now: Timestamp,
  }),
  /** `chats`: the agent's chats with their newest numbers; send `sync` for those unknown or behind. */
  z.object({
    t: z.literal('pong'),
    ...ownStatus,
    chats: kept(z.record(z.string(), Position), MAX_HELD * 300),
    now: Timestamp,
  }),
  z.object({
    t: z.literal('status'),
    id: z.optional(CommandId),
    ...ownStatus,
  }),
  z.object({
    t: z.literal('range'),
    interactionId: InteractionId,
    seq: Position,
    more: z.boolean(),
    commits: kept(z.array(AgentCommit), RANGE_BYTES),
    marks: Marks,
  }),
  /** Without `commit` there was nothing left to do. */
  z.object({
    ...{ t: z.literal('ack'), id: CommandId, interactionId: InteractionId },
    commit: z.exactOptional(AgentCommit),
  }),
  Refused,
  UploadAnswer,
  FileLinkAnswer,
  z.object({ t: z.literal('commit'), interactionId: InteractionId, commit: AgentCommit }),
  /** Like the visitor's. By the visitor, or by an agent: also this one, in another window. */
  z.object({
    t: z.literal('presence'),
    interactionId: InteractionId,
    agent: z.optional(AgentRef),
    typing: z.boolean(),
    mark: z.optional(Mark),
  }),
  /** A chat is now assigned to you (an offer, for example) that this console may not know: send `sync`. */
  z.object({ t: z.literal('chat'), interactionId: InteractionId }),
  /** Your rights or queues may have changed: call `GET /v1/session` again, then send `hello` on this connection. */
  z.object({ t: z.literal('changed') }),
  /**
   * Agents who are signed in and see the chat's queue, those who could get it first, and all queues. `takes`: enabled and in
   * hours; if not, `opensAt` says when it will be.
   */
  z.object({
    t: z.literal('targets'),
    id: CommandId,
    interactionId: InteractionId,
    agents: kept(
      z.array(
        z.object({
          ...AgentRef.shape,
          is: z.enum(['ready', 'full', 'paused', 'call']),
          used: z.int(),
          capacity: z.int(),
        }),
      ),
      TARGETS_BYTES,
    ),
    queues: kept(
      z.array(
        z.object({
          ...{ id: QueueId, name: Terms.shape.queueName, takes: z.boolean(), waiting: Position },
          opensAt: z.exactOptional(Timestamp),
        }),
      ),
      TARGETS_BYTES,
    ),
    /** Agents and queues that are left out, because there are too many. */
    more: Position,
  }),
  /** Rows after `after`, in order. `more`: there are others. */
  z.object({
    t: z.literal('line'),
    id: CommandId,
    rows: z.array(WaitingRow).check(z.maxLength(LINE_ROWS)),
    more: z.boolean(),
    ...Line.shape,
  }),
  /** Without `board` it is the known one. */
  z.object({ t: z.literal('board'), id: CommandId, now: Timestamp, digest: Digest, board: z.exactOptional(Board) }),
  z.object({ t: z.literal('quarters'), id: CommandId, now: Timestamp, quarters: Quarters }),
  /** `next`: there may be more after it. */
  z.object({
    ...{ t: z.literal('inbox'), id: CommandId, rows: z.array(InboxRow).check(z.maxLength(INBOX_ROWS)) },
    next: z.exactOptional(InboxPlace),
  }),
  /** `stand`: chats that have just joined the line, or whose text has changed. A removed chat may be in another lane. */
  z.object({
    t: z.literal('waiting'),
    stand: z.array(WaitingRow).check(z.maxLength(LINE_ROWS)),
    removed: z.array(z.object({ interactionId: InteractionId, lane: LaneId })).check(z.maxLength(LINE_ROWS)),
    ...Line.shape,
  }),
  /** To supervisors. The later one of a queue and threshold is right. */
  z.object({ t: z.literal('alarm'), ...SeenAlarm.shape }),
]);
export type AgentPush = z.infer<typeof AgentPush>;
