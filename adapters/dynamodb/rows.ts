/** What the rows hold beside their keys, written and read. */
import * as z from 'zod/mini';
import { Author, ChatEvent, type Commit, Timestamp } from '../../core/chat/events.ts';
import { isFollowed } from '../../core/chat/followed.ts';
import { Chat } from '../../core/chat/state.ts';
import { AgentId, ChatId, CommandId, ConnectionId, LaneId, QueueId } from '../../core/ids.ts';
import { Standing } from '../../core/routing/lanes.ts';
import { Requirement } from '../../core/routing/requirement.ts';
import { Flow } from '../../core/routing/wait.ts';
import type { Agent, Line, ReadyEntry, WaitingEntry } from '../stores.ts';
import { flag, json, number, text, textSet, texts } from './attributes.ts';
import { lastGiven } from './keys.ts';

const time = z.pipe(number, Timestamp);
/** A map of chats, each with the queue whose chat it was. */
const reservations = z.pipe(
  z.object({ M: z.record(z.string(), text) }),
  z.transform(({ M }) =>
    Object.entries(M).map(([chatId, queueId]) => ({ chatId: ChatId.parse(chatId), queueId: QueueId.parse(queueId) })),
  ),
);
const queueIds = z.pipe(texts, z.array(QueueId));

// ---- commits and snapshots -------------------------------------------------------------------------------------------------

const CommitRow = z.object({
  seq: number,
  at: time,
  id: z.pipe(text, CommandId),
  by: z.pipe(text, Author),
  events: json(z.array(ChatEvent)),
  /** Only where something follows from the commit: the stream's filter looks at it. */
  follow: z.exactOptional(flag),
});

export const commitRow = (commit: Commit) =>
  z.encode(CommitRow, { ...commit, ...(isFollowed(commit) ? { follow: true } : {}) });

export function readCommit(row: unknown): Commit {
  const { seq, at, id, by, events } = CommitRow.parse(row);
  return { seq, at, id, by, events };
}

const HeadRow = z.object({ seq: number, chat: json(Chat) });

export const headRow = (chat: Chat) => z.encode(HeadRow, { seq: chat.seq, chat });
export const readHead = (row: unknown): Chat => HeadRow.parse(row).chat;

const OpenRow = z.object({ open: number });
export const readOpen = (row: unknown): number => OpenRow.parse(row).open;

// ---- queues ----------------------------------------------------------------------------------------------------------------

const WaitingRow = z.object({
  chatId: z.pipe(text, ChatId),
  queueId: z.pipe(text, QueueId),
  lane: z.pipe(text, LaneId),
  priority: number,
  since: time,
  visitorName: text,
  subject: text,
  latest: text,
  culture: text,
  requires: json(Requirement),
});

export const waitingRow = (entry: WaitingEntry) => z.encode(WaitingRow, entry);
export const readWaiting = (row: unknown): WaitingEntry => WaitingRow.parse(row);

const ReadyRow = z.object({
  agentId: z.pipe(text, AgentId),
  name: text,
  lane: z.pipe(text, LaneId),
  order: text,
});

export const readyRow = (entry: ReadyEntry) => z.encode(ReadyRow, entry);
export const readReady = (row: unknown): ReadyEntry => ReadyRow.parse(row);

const LineRow = z.object({ total: number, oldestSince: z.exactOptional(time) });

export const lineRow = (line: Line) => z.encode(LineRow, line);
export const readLine = (row: unknown): Line => LineRow.parse(row);

const FlowRow = z.object({ flow: json(Flow) });

export const flowRow = (flow: Flow) => z.encode(FlowRow, { flow });
export const readFlow = (row: unknown): Flow => FlowRow.parse(row).flow;

const WatchRow = z.object({ agentId: z.pipe(text, AgentId), connectionId: z.pipe(text, ConnectionId) });
export type Watch = z.infer<typeof WatchRow>;

export const watchRow = (watch: Watch) => z.encode(WatchRow, watch);
export const readWatch = (row: unknown): Watch => WatchRow.parse(row);

// ---- configuration -----------------------------------------------------------------------------------------------------------

export const PointerRow = z.object({ version: number, digest: text, publishedAt: number });
export type Pointer = z.infer<typeof PointerRow>;
export const readPointer = (row: unknown): Pointer => PointerRow.parse(row);

// ---- agents ----------------------------------------------------------------------------------------------------------------

const Profile = z.object({
  standings: z.array(Standing),
  skills: z.record(z.string(), z.number()),
  languages: z.record(z.string(), z.number()),
  zone: z.string(),
});
const ProfileText = json(Profile);
export const profileText = (profile: z.infer<typeof Profile>) => z.encode(ProfileText, Profile.parse(profile));

const AgentRow = z.object({
  agentId: z.pipe(text, AgentId),
  name: text,
  status: z.pipe(text, z.enum(['available', 'paused', 'offline'])),
  reason: z.optional(text),
  capacity: number,
  queues: queueIds,
  profile: ProfileText,
  connections: z._default(z.pipe(textSet, z.array(ConnectionId)), []),
  reservations,
  leaseUntil: time,
  readySince: time,
  givenAt: time,
  listed: z._default(json(z.record(z.string(), z.string())), {}),
  /** Counts every change of the row up. */
  revision: number,
  removed: z._default(flag, false),
  version: number,
});

export interface StoredAgent {
  agent: Agent;
  revision: number;
  /** No longer an agent; what is left holds places of chats in wrap-up. */
  removed: boolean;
}

export function readAgent(row: Record<string, unknown> | undefined): StoredAgent {
  const { agentId, profile, revision, removed, ...agent } = AgentRow.parse(row);
  return {
    agent: { id: agentId, ...agent, ...profile, given: lastGiven(row as Record<string, { N?: string }>) },
    revision,
    removed,
  };
}
