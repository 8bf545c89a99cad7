/** What the rows hold beside their keys, written and read. */
import * as z from 'zod/mini';
import { ChatEvent, type Commit, Timestamp } from '../../core/chat/events.ts';
import { Chat } from '../../core/chat/state.ts';
import { AgentId, ChatId, CommandId, ConnectionId, QueueId } from '../../core/ids.ts';
import type { Agent, ReadyEntry, WaitingEntry } from '../stores.ts';
import { flag, json, names, number, text, textSet, texts } from './attributes.ts';

const time = z.pipe(number, Timestamp);
const queueIds = z.pipe(texts, z.array(QueueId));

// ---- commits and snapshots -------------------------------------------------------------------------------------------------

const CommitRow = z.object({
  seq: number,
  at: time,
  id: z.pipe(text, CommandId),
  events: json(z.array(ChatEvent)),
  /** Only where something follows from the commit: the stream's filter looks at it. */
  follow: z.exactOptional(flag),
});

/** A message costs nothing beyond its put: nothing follows from it, nor from a socket that comes or goes. */
const PLAIN: ChatEvent['type'][] = ['message', 'connected', 'disconnected'];
const follows = ({ events }: Commit) => events.some(({ type }) => !PLAIN.includes(type));

export const commitRow = (commit: Commit) =>
  z.encode(CommitRow, { ...commit, ...(follows(commit) ? { follow: true } : {}) });

export function readCommit(row: unknown): Commit {
  const { seq, at, id, events } = CommitRow.parse(row);
  return { seq, at, id, events };
}

const HeadRow = z.object({ seq: number, chat: json(Chat) });

export const headRow = (chat: Chat) => z.encode(HeadRow, { seq: chat.seq, chat });
export const readHead = (row: unknown): Chat => HeadRow.parse(row).chat;

// ---- queues ----------------------------------------------------------------------------------------------------------------

const WaitingRow = z.object({
  chatId: z.pipe(text, ChatId),
  queueId: z.pipe(text, QueueId),
  priority: number,
  since: time,
  visitorName: text,
  subject: text,
  culture: text,
});

export const waitingRow = (entry: WaitingEntry) => z.encode(WaitingRow, entry);
export const readWaiting = (row: unknown): WaitingEntry => WaitingRow.parse(row);

const ReadyRow = z.object({
  agentId: z.pipe(text, AgentId),
  name: text,
  queueId: z.pipe(text, QueueId),
  since: time,
});

export const readyRow = (entry: ReadyEntry) => z.encode(ReadyRow, entry);
export const readReady = (row: unknown): ReadyEntry => ReadyRow.parse(row);

const WatchRow = z.object({ agentId: z.pipe(text, AgentId), connectionId: z.pipe(text, ConnectionId) });
export type Watch = z.infer<typeof WatchRow>;

export const watchRow = (watch: Watch) => z.encode(WatchRow, watch);
export const readWatch = (row: unknown): Watch => WatchRow.parse(row);

// ---- agents ----------------------------------------------------------------------------------------------------------------

const AgentRow = z.object({
  agentId: z.pipe(text, AgentId),
  name: text,
  status: z.pipe(text, z.enum(['available', 'paused', 'offline'])),
  reason: z.optional(text),
  capacity: number,
  queues: queueIds,
  offeringQueues: queueIds,
  connections: z._default(z.pipe(textSet, z.array(ConnectionId)), []),
  reservations: z.pipe(names, z.array(ChatId)),
  leaseUntil: time,
  readySince: time,
  listedSince: z.optional(time),
  /** Queues whose ready lists hold a row of the agent under `listedSince`. */
  listedIn: z._default(queueIds, []),
  /** Counts every change of the row up. */
  revision: number,
});

/** Where an agent stands in ready lists: in those of these queues, under this time. */
export interface Listing {
  since: number;
  queues: QueueId[];
}

export interface StoredAgent {
  agent: Agent;
  listing: Listing;
  revision: number;
}

export function readAgent(row: unknown): StoredAgent {
  const { agentId, listedIn, revision, ...agent } = AgentRow.parse(row);
  const listing = { since: agent.listedSince ?? agent.readySince, queues: listedIn };
  return { agent: { id: agentId, ...agent }, listing, revision };
}
