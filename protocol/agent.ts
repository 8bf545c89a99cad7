/** The agent's side: what the console and Foyer say to each other. */
import * as z from 'zod/mini';
import { openEvents, Terms, Timestamp, Visitor } from '../core/chat/events.ts';
import { AgentId, ChatId, CommandId, OfferId, QueueId } from '../core/ids.ts';
import { Refused, Text } from './visitor.ts';

const Position = z.int().check(z.nonnegative());

export const Role = z.enum(['agent', 'supervisor', 'admin']);
export type Role = z.infer<typeof Role>;

export const AgentStatus = z.enum(['available', 'paused', 'offline']);
export type AgentStatus = z.infer<typeof AgentStatus>;

// ---- HTTP: GET /v1/session (Authorization: Bearer <ID token>) ---------------------------------------------------------------

/** Who is signed in, what the console needs to know of the configuration, and a ticket (60 s) that opens the socket. */
export const ConsoleSession = z.object({
  tenant: z.string(),
  agent: z.object({ id: AgentId, name: z.string(), role: Role, capacity: z.int() }),
  queues: z.array(
    z.object({
      id: QueueId,
      name: z.string(),
      strategy: z.string(),
      /** Wait that turns the age red, s; half of it amber. */
      serviceLevelS: z.int(),
      dispositions: z.array(z.object({ code: z.string(), label: z.string() })),
    }),
  ),
  /** `new WebSocket(socketUrl + '?token=' + ticket)` */
  socketUrl: z.string(),
  ticket: z.string(),
});
export type ConsoleSession = z.infer<typeof ConsoleSession>;

// ---- socket: from the console ----------------------------------------------------------------------------------------------

export const AgentFrame = z.discriminatedUnion('t', [
  /** First frame on every connection; answers `welcome`. */
  z.object({ t: z.literal('hello') }),
  /** Every 30 s: renews the agent's lease; answers `pong`. `chats` are those that the console holds. */
  z.object({ t: z.literal('ping'), chats: z.array(ChatId).check(z.maxLength(50)) }),
  /** Answers `status`. */
  z.object({
    t: z.literal('status'),
    id: CommandId,
    status: AgentStatus,
    reason: z.optional(z.string().check(z.maxLength(80))),
  }),
  /** This connection follows the chat from now on; answers `range`. Only for chats that are with this agent. */
  z.object({ t: z.literal('sync'), id: CommandId, chatId: ChatId, after: Position }),
  z.object({ t: z.literal('take'), id: CommandId, chatId: ChatId }),
  z.object({ t: z.literal('accept'), id: CommandId, chatId: ChatId, offerId: OfferId }),
  z.object({ t: z.literal('reject'), id: CommandId, chatId: ChatId, offerId: OfferId }),
  z.object({ t: z.literal('message'), id: CommandId, chatId: ChatId, after: Position, text: Text }),
  /** Ends the conversation; the chat goes to wrap-up. */
  z.object({ t: z.literal('end'), id: CommandId, chatId: ChatId, after: Position }),
  /** Ends wrap-up. */
  z.object({
    t: z.literal('finish'),
    id: CommandId,
    chatId: ChatId,
    after: Position,
    disposition: z.string().check(z.maxLength(64)),
    note: z.optional(z.string().check(z.maxLength(4000))),
  }),
]);
export type AgentFrame = z.infer<typeof AgentFrame>;

// ---- socket: to the console ------------------------------------------------------------------------------------------------

/** What an agent sees of a chat's events: all but which connection came and went. */
export const AgentEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), visitor: Visitor, culture: z.string(), terms: Terms }),
  ...openEvents,
]);
export type AgentEvent = z.infer<typeof AgentEvent>;

/** As `VisitorCommit`. */
export const AgentCommit = z.object({ seq: Position, prev: Position, at: Timestamp, events: z.array(AgentEvent) });
export type AgentCommit = z.infer<typeof AgentCommit>;

/** A chat in the waiting list. */
export const WaitingRow = z.object({
  chatId: ChatId,
  queueId: QueueId,
  visitorName: z.string(),
  /** The visitor's first words; empty as long as there are none. */
  subject: z.string(),
  culture: z.string(),
  priority: z.int(),
  since: Timestamp,
});
export type WaitingRow = z.infer<typeof WaitingRow>;

export const AgentPush = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('welcome'),
    status: AgentStatus,
    reason: z.optional(z.string()),
    /** Chats that are with this agent: ask `sync` for each. */
    chats: z.array(ChatId),
    waiting: z.array(WaitingRow),
    /** The server's clock, so that ages and deadlines are shown right on a laptop whose clock is not. */
    now: Timestamp,
  }),
  /** `chats`: every chat that is with this agent and its newest number; ask `sync` for those unknown or behind. */
  z.object({
    t: z.literal('pong'),
    status: AgentStatus,
    chats: z.record(z.string(), Position),
    now: Timestamp,
  }),
  z.object({ t: z.literal('status'), id: z.optional(CommandId), status: AgentStatus, reason: z.optional(z.string()) }),
  z.object({
    t: z.literal('range'),
    chatId: ChatId,
    seq: Position,
    more: z.boolean(),
    commits: z.array(AgentCommit),
  }),
  z.object({ t: z.literal('ack'), id: CommandId, chatId: ChatId, commit: AgentCommit }),
  Refused,
  z.object({ t: z.literal('commit'), chatId: ChatId, commit: AgentCommit }),
  /** A chat is with you now (an offer, say) that this console may not know: ask `sync`. */
  z.object({ t: z.literal('chat'), chatId: ChatId }),
  z.object({ t: z.literal('waiting'), added: z.array(WaitingRow), removed: z.array(ChatId) }),
]);
export type AgentPush = z.infer<typeof AgentPush>;
