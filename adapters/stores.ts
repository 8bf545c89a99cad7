/**
 * What Foyer needs from a store. Two implementations pass the same contract suite (`test/contract`): DynamoDB, and memory for
 * tests. Results are in domain terms; SDK errors never leave a store.
 */

import type { Agent, AgentProfile, ListedAgent, NoPlace } from '../core/agent/agent.ts';
import { type Phone, silent } from '../core/agent/phone.ts';
import type { Configuration } from '../core/configuration/schema.ts';
import type { KnownContact } from '../core/contacts/contact.ts';
import type { MatchKey } from '../core/contacts/match.ts';
import type { AgentId, ConnectionId, ContactId, GatewayId, InteractionId, LaneId, QueueId } from '../core/ids.ts';
import type { Commit } from '../core/interaction/events.ts';
import type { Side } from '../core/interaction/facts.ts';
import type { Change, PlaceUse } from '../core/interaction/holdings.ts';
import type { Mark, Marks } from '../core/interaction/marks.ts';
import type { Measures } from '../core/interaction/measures.ts';
import { type Interaction, laneOf, standsInLine, type Unstarted } from '../core/interaction/state.ts';
import type { Counted, Tally } from '../core/interaction/tally.ts';
import type { Place } from '../core/routing/place.ts';
import type { Requirement } from '../core/routing/requirement.ts';
import type { Stay } from '../core/routing/wait.ts';
import type { Alarm } from '../core/thresholds.ts';

/**
 * The most commits, back from the newest, in which a repeated command is looked for. A load stays small however long a chat
 * gets.
 */
export const LOOK_BACK = 100;

interface LoadedChat {
  chat: Interaction | Unstarted;
  /** The newest commits in order, including all after the given position within `LOOK_BACK`. Repeated commands are found here. */
  tail: Commit[];
}

export type Appended =
  /**
   * `agents`: those who got or gave back a place, in their current state. An agent of many lanes beside another one may be
   * missing, and their ready rows are not up to date then.
   */
  | { is: 'appended'; agents: ListedAgent[] }
  /** Another writer was first with this commit, so load again. `of`: the index of the change. */
  | { is: 'conflict'; of: number }
  /** The chat's counter has reached its share of open chats. */
  | { is: 'tenant_full' }
  /**
   * The agent could not be reserved, for the reason from `mayReserve`. `agent` is their current state; undefined if they never
   * connected.
   */
  | { is: NoPlace; of: number; agent?: ListedAgent | undefined };

export interface Recent {
  /** Number of the newest commit; 0 if there is none. */
  seq: number;
  /** The first of the visitor's messages after the agents' last one, as far as the newest few commits show. */
  unansweredSince?: number | undefined;
}

/** What `ChatStore.recent` looks at: short messages of together two kilobytes, which cost as much as one. */
export const RECENT_COMMITS = 6;

/** @param commits the newest ones, in order */
export function recentOf(commits: readonly Commit[]): Recent {
  const messages = commits.flatMap(({ at, events }) =>
    events.flatMap((event) => (event.type === 'message' ? [{ at, from: event.from }] : [])),
  );
  const answered = messages.findLastIndex(({ from }) => from === 'agent');
  return { seq: commits.at(-1)?.seq ?? 0, unansweredSince: messages[answered + 1]?.at };
}

export interface ChatStore {
  /**
   * One strongly consistent query, backwards from the snapshot. Reads further pages only if `after` is older than the newest
   * dozen commits. A chat without commits is `new`.
   */
  load(interactionId: InteractionId, after?: number): Promise<LoadedChat>;
  /**
   * Appends commits of different interactions, all or none: one conditional put, or, if what they hold changes (`holdingsOf`),
   * one transaction with the waiting rows, the agents and their ready rows. `known`: agents as they were at the decision. If
   * they have changed since, their places are decided again.
   */
  append(changes: readonly Change[], now: number, known?: readonly ListedAgent[]): Promise<Appended>;
  /** Commits after a position, in order, at most `limit`. Strongly consistent. */
  range(interactionId: InteractionId, after: number, limit?: number): Promise<Commit[]>;
  /** The tenant's open conversations, as far as they are counted (`Slot`). Strongly consistent. */
  countOpen(): Promise<number>;
  /** How far each side has got in what the other wrote. Strongly consistent. */
  marks(interactionId: InteractionId): Promise<Marks>;
  /** Replaces the side's mark if it moves on (`movesOn`). Returns whether it did. */
  mark(interaction: Interaction, side: Side, mark: Mark): Promise<boolean>;
  /** Number of the newest commit; 0 if there is none. Eventually consistent: for heartbeats. */
  newest(interactionId: InteractionId): Promise<number>;
  /** The same, and whether the visitor waits for an answer. For an agent's heartbeat. */
  recent(interactionId: InteractionId): Promise<Recent>;
}

export interface AgentStore {
  /** Undefined if the agent never connected or was removed. */
  get(agentId: AgentId): Promise<Agent | undefined>;
  /**
   * A console connected: writes the profile and the connection, renews the lease, and lets the agent watch the profile's
   * queues. `outdated`: a later version of the configuration has already been written.
   */
  connect(
    profile: AgentProfile,
    connectionId: ConnectionId,
    leaseUntil: number,
    now: number,
  ): Promise<Agent | 'outdated'>;
  /**
   * Updates the profile of an agent who has connected before. Undefined for anyone else, or if a later version has been
   * written.
   */
  change(profile: AgentProfile): Promise<Agent | undefined>;
  /** Marks the agent as removed in this version, and as offline. Returns what is left of the agent; undefined as for `change`. */
  remove(agentId: AgentId, version: number): Promise<Agent | undefined>;
  /** Forgets the connection. Without connections the agent stops watching queues. The lease runs on. */
  disconnect(agentId: AgentId, connectionId: ConnectionId): Promise<void>;
  renewLease(agentId: AgentId, leaseUntil: number): Promise<Agent | undefined>;
  /** Becoming available sets `readySince` to `now`. */
  setStatus(
    agentId: AgentId,
    status: Agent['status'],
    reason: string | undefined,
    now: number,
  ): Promise<Agent | undefined>;
  /**
   * Changes what is known of the agent's calls. `change` is called again if the agent has changed meanwhile; undefined leaves
   * everything as it is. Undefined for an agent who never connected or was removed.
   */
  changePhone(
    agentId: AgentId,
    change: (agent: Agent) => Phone | undefined,
  ): Promise<{ agent: Agent; isChanged: boolean } | undefined>;
  /**
   * Brings the ready rows up to date (`listingOf`), in one transaction with `listed`, so that there is no row without it.
   * `isChanged`: also if the order is the same, because what the rows carry of the agent has changed. Returns the agent as it is
   * then.
   */
  refreshReady(agentId: AgentId, now: number, isChanged?: boolean): Promise<Agent | undefined>;
}

export interface WaitingEntry {
  interactionId: InteractionId;
  queueId: QueueId;
  lane: LaneId;
  priority: number;
  since: number;
  visitorName: string;
  /** The first message; empty until there is one. */
  subject: string;
  /** The visitor's latest message; empty while it is the first. */
  latest: string;
  culture: string;
  requires: Requirement;
}

/** Undefined for a chat that is not in line. */
export function entryOf(interaction: Interaction | Unstarted): WaitingEntry | undefined {
  if (!standsInLine(interaction)) return undefined;
  const { id: interactionId, place, contact, facts } = interaction;
  const { queueId, priority, since, requires } = place;
  const { subject, latest, culture } = facts;
  const where = { interactionId, queueId, lane: laneOf(interaction), priority, since };
  return { ...where, visitorName: contact.name, subject, latest, culture, requires };
}

/** An item of the supervisors' inbox: what a visitor left instead of a chat, or a chat that nobody took in hours. */
export interface InboxEntry extends NonNullable<Interaction['aside']> {
  interactionId: InteractionId;
  queueId: QueueId;
  kind: Interaction['kind'];
  visitorName: string;
  /** The first message; empty until there is one. */
  subject: string;
  culture: string;
  /** What became of the e-mail with it, and when it was asked for. */
  mail?: 'asked' | 'sent' | 'failed';
  mailAt?: number;
}

/** Undefined for an interaction that no supervisor needs to look at. */
export function inboxEntryOf(interaction: Interaction | Unstarted): InboxEntry | undefined {
  if (!interaction.stage || !interaction.aside) return undefined;
  const { id: interactionId, kind, aside, place, contact, facts, forwarding } = interaction;
  const { subject, culture } = facts;
  return {
    ...{ interactionId, queueId: place.queueId, kind, ...aside, visitorName: contact.name, subject, culture },
    ...(forwarding ? { mail: forwarding.is === 'held' ? 'asked' : forwarding.is, mailAt: forwarding.at } : {}),
  };
}

/** The supervisors' inbox. `ChatStore` writes it, in the transaction of the commit. */
export interface InboxStore {
  /** Oldest first. `after`: only what came after this one. Strongly consistent. */
  list(limit: number, after?: Pick<InboxEntry, 'since' | 'interactionId'>): Promise<InboxEntry[]>;
}

/** A summary of a queue's waiting list. */
export interface Line {
  total: number;
  /** When the longest waiting chat started to wait; undefined if none waits. */
  oldestSince?: number;
  /** The later of two counts is right. 0: never counted. */
  countedAt: number;
}

/** A line's length is remembered at the end of each three minutes of the last hour. */
export const SAMPLE_MS = 3 * 60_000;
export const SAMPLES = 20;

/** `samples`: how many waited at some moments of the last hour, oldest first; where one is missing, as many as at the one before. */
export type SampledLine = Line & { queueId: QueueId; samples: { at: number; total: number }[] };

export const lineOf = (entries: readonly Pick<WaitingEntry, 'since'>[], countedAt: number): Line =>
  entries.length === 0
    ? { total: 0, countedAt }
    : { total: entries.length, countedAt, oldestSince: Math.min(...entries.map(({ since }) => since)) };

export interface ReadyEntry {
  agentId: AgentId;
  name: string;
  lane: LaneId;
  /** As text; the smallest comes first. */
  order: string;
  /** The agent when listed, if the row has room for it. The lease may have been renewed or expired since. */
  agent?: ListedAgent | undefined;
}

/**
 * From a ready row. Whoever claims the agent must check that they are still available and that the lease is running. Nobody on
 * a call is in a list, and a call changes the revision.
 */
export const asListed = (agent: Omit<ListedAgent, 'status' | 'leaseUntil' | 'phone'>): ListedAgent => ({
  ...{ ...agent, status: 'available', leaseUntil: Number.POSITIVE_INFINITY, phone: silent },
});

export interface QueueStore {
  /** The head of a lane's waiting list: by priority, then age. Strongly consistent. */
  waiting(lane: LaneId, limit: number): Promise<WaitingEntry[]>;
  /** The same for several lanes, one list each. */
  waitingInLanes(lanes: readonly LaneId[], limit: number): Promise<WaitingEntry[][]>;
  /** All lanes of a queue, in the same order. `after`: only what is behind this place. Strongly consistent. */
  waitingIn(queueId: QueueId, limit: number, after?: Place): Promise<WaitingEntry[]>;
  /** The number of chats that wait in a queue, counted up to `limit`. */
  countWaiting(queueId: QueueId, limit: number): Promise<number>;
  /** The latest count. Strongly consistent. */
  line(queueId: QueueId): Promise<Line>;
  /** Of every queue in which a chat ever waited. Eventually consistent: for wallboards. */
  lines(): Promise<SampledLine[]>;
  /** Counts the chats that wait in a queue, and stores the result for `line` unless a later count is stored. */
  recount(queueId: QueueId, now: number): Promise<Line>;
  /** The head of a lane's ready list, or its part from an order on. Strongly consistent. */
  ready(lane: LaneId, limit: number, from?: string): Promise<ReadyEntry[]>;
  /** One plus the number of chats ahead of this place in its lane; counts up to 100. */
  position(lane: LaneId, priority: number, since: number, interactionId: InteractionId): Promise<number>;
  /** Connections of the consoles that see the queue. */
  watchers(queueId: QueueId): Promise<{ agentId: AgentId; connections: ConnectionId[] }[]>;
  /** The newest finished stays in the lane's line (`NEWEST_STAYS`), from which waits are estimated. */
  stays(lane: LaneId): Promise<Stay[]>;
  /** Repeating it changes nothing. Deleted after some weeks. */
  noteStay(lane: LaneId, interactionId: InteractionId, stay: Stay): Promise<void>;
}

/** The keys by which measures can be found. `contact`: an e-mail address in any spelling. */
export type MeasuredBy =
  | { day: string }
  | { gatewayId: GatewayId }
  | { queueId: QueueId }
  | { agentId: AgentId }
  | { contactId: ContactId };

/** Measures of closed interactions. */
export interface MeasureStore {
  /**
   * Stored under the day, the gateway, and each queue, agent and contact of the interaction. Repeating it changes nothing; the
   * newest wins.
   */
  note(measures: Measures): Promise<void>;
  /** Those that started from `from` to `to`, both inclusive, oldest first. */
  find(by: MeasuredBy, from: number, to: number, limit: number): Promise<Measures[]>;
  /** The newest first, as far as one read of 1 MB shows. Eventually consistent. */
  newest(by: MeasuredBy, limit: number): Promise<Measures[]>;
}

/** What happened in each queue, by quarters of an hour (E9). */
export interface TallyStore {
  /** Each commit counts once, however often and in whatever order it is given. All or, if it throws, perhaps some of them. */
  add(counted: readonly Counted[]): Promise<void>;
  /** The quarters that began from `from` to `to`, both inclusive. Eventually consistent. */
  find(from: number, to: number): Promise<Tally[]>;
}

/** An agent as a wallboard shows them. */
export interface RosterAgent {
  agentId: AgentId;
  status: Agent['status'];
  reason?: string | undefined;
  /** Since when they have this status and reason. */
  since: number;
  /** Since when a call rings or lasts. */
  callSince?: number | undefined;
  /** Whether a console is open. */
  connected: boolean;
  /** As of the last change; heartbeats do not show here. */
  leaseUntil: number;
}

/** The socket of a supervisor's or administrator's console. `until`: ms; API Gateway has closed it by then. */
export interface Overseer {
  agentId: AgentId;
  connectionId: ConnectionId;
  until: number;
}

/** Thresholds of queues (D1). The table's stream delivers what is written here. Reads are strongly consistent. */
export interface AlarmStore {
  /** The latest of each threshold of the queue. */
  ofQueue(queueId: QueueId): Promise<Alarm[]>;
  /** Of all queues. */
  all(): Promise<Alarm[]>;
  /** Unless one of the same time or later is stored, so repeating it changes nothing. */
  note(alarm: Alarm): Promise<void>;
  /** The queue is looked at again then. One such time for each queue: kept if it is due earlier than the new one. */
  lookAt(look: { queueId: QueueId; dueAt: number }, now: number): Promise<void>;
  /** From now on this console is told. */
  oversee(overseer: Overseer): Promise<void>;
  leave(connectionId: ConnectionId): Promise<void>;
  overseers(): Promise<Overseer[]>;
}

/** A place of an agent's capacity. It exists exactly as long as the reservation. */
export interface RosterPlace extends PlaceUse {
  interactionId: InteractionId;
  visitorName: string;
  /** Since when it has been used for that. */
  since: number;
  /** The visitor's first message that nobody has answered, and when this was last seen to be so. */
  unanswered?: { since: number; seenAt: number } | undefined;
}

/** Who is signed in, and what their places are used for, in one read (E9). `AgentStore` and `ChatStore` write it. */
export interface RosterStore {
  /** Eventually consistent. Agents who have been gone for hours may be included. */
  read(): Promise<{ agents: RosterAgent[]; places: RosterPlace[] }>;
  /** A chat in this place has a message that nobody has answered. Nothing happens if the place is no longer held. */
  noteUnanswered(agentId: AgentId, interactionId: InteractionId, since: number, now: number): Promise<void>;
}

/**
 * What is remembered about visitors apart from their chats: how often they send requests, and which chat a tracking id belongs
 * to.
 */
export interface VisitStore {
  /** The number of requests under this key since then, counted up to `limit`. */
  requests(key: string, since: number, limit: number): Promise<number>;
  /** Records a request. Repeated with the same `id` it counts once. Forgotten some time after `until`. */
  note(key: string, id: string, at: number, until: number): Promise<void>;
  /**
   * Adds `id` to those counted under this key, of which there may be `most`. Repeated, it counts once. `full`: it was not
   * added. One write without a read, and never more than `most` ids are kept. Forgotten some time after `until`.
   */
  admit(key: string, id: string, most: number, until: number): Promise<'admitted' | 'full'>;
  chatOf(gatewayId: GatewayId, trackingId: string, now: number): Promise<InteractionId | undefined>;
  track(gatewayId: GatewayId, trackingId: string, interactionId: InteractionId, until: number): Promise<void>;
}

/** Contacts (C3, E5). None is known by a value by which another one is known. */
export interface ContactStore {
  /**
   * The contact that is known by this value. If there is none, the draft is created, which has it among its `keys`: one of
   * many at once, and all of them get that one. Half a read if it is known, two transacted writes more if it is not.
   */
  matched(match: MatchKey, draft: () => KnownContact): Promise<ContactId>;
  /** The one it was merged into, if it was. Strongly consistent. */
  get(contactId: ContactId): Promise<KnownContact | undefined>;
  /** `was`: as it was read. `conflict`: it has changed since. `taken`: another contact is known by one of the new `keys`. */
  change(contact: KnownContact, was: KnownContact): Promise<'changed' | 'conflict' | 'taken'>;
  /** From now on the other one is the survivor, and everybody known as it too. `conflict`: one of them has changed since. */
  merge(survivor: KnownContact, was: KnownContact, other: KnownContact): Promise<'merged' | 'conflict'>;
}

export interface TicketStore {
  /** True for the first use of this ticket. Remembered until some time after `until`, when the ticket has expired. */
  use(id: string, until: number): Promise<boolean>;
}

/** `id` is in every token signed with it. */
export interface SigningKey {
  id: string;
  secret: Uint8Array;
}

/** A key with which a program of the tenant calls Foyer. Only a hash of its secret is stored. */
export interface MachineKey {
  id: string;
  scope: Scope;
  /** SHA-256 of the secret, in base64url. */
  hash: string;
  createdAt: number;
}

/** What a key may be used for. `voice`: to report calls, and to ask whom to ring. */
export type Scope = 'voice';

export interface MachineKeyStore {
  add(key: MachineKey): Promise<void>;
  /** Undefined if it never existed or was revoked. Strongly consistent, so a revoked key is refused at once. */
  find(id: string): Promise<MachineKey | undefined>;
  /** Oldest first. */
  list(): Promise<MachineKey[]>;
  /** False if there is no such key. */
  revoke(id: string): Promise<boolean>;
}

export interface KeyStore {
  /** The key that currently signs tokens. */
  signer(now: number): Promise<SigningKey>;
  /** The secret to verify a token of this key; undefined if there is no such key or it is no longer accepted. */
  verifier(id: string, now: number): Promise<Uint8Array | undefined>;
  /** Hashes stored addresses, so that they are useless to anyone who reads the table. Rotations do not change it. */
  hidesAddresses(now: number): Promise<Uint8Array>;
  /**
   * Switches to a new signing key. Tokens of the old one are accepted for `acceptedMs`. @throws if another rotation came first
   */
  rotate(now: number, acceptedMs: number): Promise<SigningKey>;
}

export interface Published {
  /** Starts at 1. */
  version: number;
  configuration: Configuration;
}

/** `version`: the one in force. */
export type Publication = { version: number } | { code: 'stale_base'; version: number };

export interface ConfigurationStore {
  /**
   * The version in force; undefined before the first. Strongly consistent. If a later release published it in an unknown
   * format, the last version that could be read. @throws if none has been read
   */
  current(): Promise<Published | undefined>;
  /** An earlier version, unchanged; undefined if it is not kept or has an unknown format. */
  version(version: number): Promise<Configuration | undefined>;
  /** The number of the version in force, even if this release cannot read it; 0 before the first. */
  newest(): Promise<number>;
  /**
   * Publishes the next version, all or nothing. `base` is the version that the draft is based on. If another is in force by
   * now, nothing is published, because its changes would be lost.
   */
  publish(draft: Configuration, base: number, now: number): Promise<Publication>;
}
