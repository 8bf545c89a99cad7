/**
 * What Foyer asks of a store. Two implement it and pass one contract suite (`test/contract`): DynamoDB, and memory for tests.
 * Answers are in the domain's words; an SDK's errors never get out.
 */

import type { Agent, AgentProfile, ListedAgent, NoPlace } from '../core/agent/agent.ts';
import type { Configuration } from '../core/configuration/schema.ts';
import type { AgentId, ConnectionId, GatewayId, InteractionId, LaneId, QueueId } from '../core/ids.ts';
import type { Commit } from '../core/interaction/events.ts';
import type { Change } from '../core/interaction/holdings.ts';
import { type Interaction, laneOf, standsInLine, type Unstarted } from '../core/interaction/state.ts';
import type { Place } from '../core/routing/place.ts';
import type { Requirement } from '../core/routing/requirement.ts';
import type { Flow } from '../core/routing/wait.ts';

/** Commits, back from the newest, among which a repeated command is looked for at most: a load stays small however long a chat gets. */
export const LOOK_BACK = 100;

interface LoadedChat {
  chat: Interaction | Unstarted;
  /** The newest commits in order, all after the asked position as far as they are within `LOOK_BACK`. Repeated commands are found here. */
  tail: Commit[];
}

export type Appended =
  /** `agents`: those who got a place or gave one back, as they are now. */
  | { is: 'appended'; agents: ListedAgent[] }
  /** Another writer was first with the commit of this change; load again. `of`: which one, from 0. */
  | { is: 'conflict'; of: number }
  /** The chat's counter has its share of open chats. */
  | { is: 'tenant_full' }
  /** The reservation was not to be had, as `mayReserve` says. `agent`: as they are; not there for one who never came. */
  | { is: NoPlace; of: number; agent?: ListedAgent | undefined };

export interface ChatStore {
  /**
   * One strongly consistent query, backwards from the snapshot; goes on to further pages only when `after` lies further back
   * than the newest dozen commits. A chat without commits is `new`.
   */
  load(interactionId: InteractionId, after?: number): Promise<LoadedChat>;
  /**
   * Appends commits, each of another interaction, all or none: one conditional put; where what they hold changes (`holdingsOf`) one
   * transaction with the waiting rows, the agents and their ready rows. `known`: agents as they were when it was decided. Where they
   * have changed since, it is decided again from what they are.
   */
  append(changes: readonly Change[], now: number, known?: readonly ListedAgent[]): Promise<Appended>;
  /** Commits after a position, in order, at most `limit`. Strongly consistent. */
  range(interactionId: InteractionId, after: number, limit: number): Promise<Commit[]>;
  /** Chats of the tenant whose conversation goes on, as far as they are counted (`Slot`). Strongly consistent. */
  countOpen(): Promise<number>;
  /** Number of the newest commit; 0 for none. Eventually consistent: for heartbeats. */
  newest(interactionId: InteractionId): Promise<number>;
}

export interface AgentStore {
  /** Undefined for who never came, or was removed. */
  get(agentId: AgentId): Promise<Agent | undefined>;
  /**
   * A console connected: profile and connection are written, the lease renewed, the agent watches their queues. `outdated`: a later
   * version of the configuration has been written already.
   */
  connect(
    profile: AgentProfile,
    connectionId: ConnectionId,
    leaseUntil: number,
    now: number,
  ): Promise<Agent | 'outdated'>;
  /** Writes what another version makes of an agent who came before. Undefined for others, and where a later one was written. */
  change(profile: AgentProfile): Promise<Agent | undefined>;
  /** No longer an agent by this version, and offline. Answers what is left of the agent; undefined as `change`. */
  remove(agentId: AgentId, version: number): Promise<Agent | undefined>;
  /** The connection is forgotten; with the last one the agent stops watching queues. The lease runs on. */
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
   * Makes the ready rows what they should be (`listingOf`). One transaction with `listed`, so that there is no row without it.
   * Answers the agent as it is then.
   */
  refreshReady(agentId: AgentId, now: number): Promise<Agent | undefined>;
}

export interface WaitingEntry {
  interactionId: InteractionId;
  queueId: QueueId;
  lane: LaneId;
  priority: number;
  since: number;
  visitorName: string;
  /** The first words that were written; empty as long as there are none. */
  subject: string;
  /** The visitor's newest words; empty as long as they are the first. */
  latest: string;
  culture: string;
  requires: Requirement;
}

/** Undefined for a chat that stands in no line. */
export function entryOf(interaction: Interaction | Unstarted): WaitingEntry | undefined {
  if (!standsInLine(interaction)) return undefined;
  const { id: interactionId, place, contact, facts } = interaction;
  const { queueId, priority, since, requires } = place;
  const { subject, latest, culture } = facts;
  const where = { interactionId, queueId, lane: laneOf(interaction), priority, since };
  return { ...where, visitorName: contact.name, subject, latest, culture, requires };
}

/** A queue's waiting list as a whole. */
export interface Line {
  total: number;
  /** Since when the one who waits longest waits; not there where nobody does. */
  oldestSince?: number;
  /** Of two counts the later one is right. 0: never. */
  countedAt: number;
}

export const lineOf = (entries: readonly Pick<WaitingEntry, 'since'>[], countedAt: number): Line =>
  entries.length === 0
    ? { total: 0, countedAt }
    : { total: entries.length, countedAt, oldestSince: Math.min(...entries.map(({ since }) => since)) };

export interface ReadyEntry {
  agentId: AgentId;
  name: string;
  lane: LaneId;
  /** As text; smaller comes first. */
  order: string;
  /** As they were when listed, where the row has room for that; the lease may have been renewed since, or have run out. */
  agent?: ListedAgent | undefined;
}

/** Of a ready row: whoever claims by it makes sure that they are still available, and that the lease runs. */
export const asListed = (agent: Omit<ListedAgent, 'status' | 'leaseUntil'>): ListedAgent => ({
  ...{ ...agent, status: 'available', leaseUntil: Number.POSITIVE_INFINITY },
});

export interface QueueStore {
  /** The first of a lane's waiting list: priority, then age. Strongly consistent. */
  waiting(lane: LaneId, limit: number): Promise<WaitingEntry[]>;
  /** The same of several lanes, each by itself. */
  waitingInLanes(lanes: readonly LaneId[], limit: number): Promise<WaitingEntry[][]>;
  /** Of all lanes of a queue, in the same order; `after`: what stands behind this place. Strongly consistent. */
  waitingIn(queueId: QueueId, limit: number, after?: Place): Promise<WaitingEntry[]>;
  /** How many wait in a queue, counted up to `limit`. */
  countWaiting(queueId: QueueId, limit: number): Promise<number>;
  /** As it was counted last. Strongly consistent. */
  line(queueId: QueueId): Promise<Line>;
  /** Counts who waits in a queue, for `line` as well unless that knows of a later count. */
  recount(queueId: QueueId, now: number): Promise<Line>;
  /** The first of a lane's ready list from an order on, or from the head. Strongly consistent. */
  ready(lane: LaneId, limit: number, from?: string): Promise<ReadyEntry[]>;
  /** How many stand before this place in its lane, plus one; counts to 100 at most. */
  position(lane: LaneId, priority: number, since: number, interactionId: InteractionId): Promise<number>;
  /** Connections of the consoles that see the queue. */
  watchers(queueId: QueueId): Promise<{ agentId: AgentId; connections: ConnectionId[] }[]>;
  /** How quickly the lane moved of late. */
  flow(lane: LaneId): Promise<Flow>;
  saveFlow(lane: LaneId, flow: Flow): Promise<void>;
}

/** What is remembered of visitors beside their chats: how often they ask, and which chat an external tracking id belongs to. */
export interface VisitStore {
  /** Requests under this key since then, counted up to `limit`. */
  requests(key: string, since: number, limit: number): Promise<number>;
  /** Notes one request; repeated with the same `id` it counts once. Forgotten some time after `until`. */
  note(key: string, id: string, at: number, until: number): Promise<void>;
  /**
   * Counts what is named by `id` among those under this key, of which there may be `most`; repeated it counts once. `full`: it is
   * not among them. One write, which reads nothing, and no more than `most` ids are kept. Forgotten some time after `until`.
   */
  admit(key: string, id: string, most: number, until: number): Promise<'admitted' | 'full'>;
  chatOf(gatewayId: GatewayId, trackingId: string, now: number): Promise<InteractionId | undefined>;
  track(gatewayId: GatewayId, trackingId: string, interactionId: InteractionId, until: number): Promise<void>;
}

export interface TicketStore {
  /** True for the first who uses this ticket. Remembered until some time after `until`, when it has expired by itself. */
  use(id: string, until: number): Promise<boolean>;
}

/** `id` stands in every token that was signed with it. */
export interface SigningKey {
  id: string;
  secret: Uint8Array;
}

export interface KeyStore {
  /** What tokens are signed with now. */
  signer(now: number): Promise<SigningKey>;
  /** What a token of this key is checked with; undefined where there is no such key, or it counts no more. */
  verifier(id: string, now: number): Promise<Uint8Array | undefined>;
  /** Makes what is kept of addresses useless to whoever reads the table. The same through every rotation. */
  hidesAddresses(now: number): Promise<Uint8Array>;
  /** From now on another key signs; what the old one signed is accepted for as long. @throws when another rotation came between. */
  rotate(now: number, acceptedMs: number): Promise<SigningKey>;
}

export interface Published {
  /** Counts from 1. */
  version: number;
  configuration: Configuration;
}

/** `version`: the one that counts now. */
export type Publication = { version: number } | { code: 'stale_base'; version: number };

export interface ConfigurationStore {
  /**
   * The version that counts now; undefined before the first. Strongly consistent. Where a later release published it in a format that
   * this one does not know, the last one that it could read. @throws where it has read none.
   */
  current(): Promise<Published | undefined>;
  /** An earlier version, as it was; undefined where it is not kept, or of a format that is not known. */
  version(version: number): Promise<Configuration | undefined>;
  /** The number of the version that counts now, whether or not this release can read it; 0 before the first. */
  newest(): Promise<number>;
  /**
   * Publishes the next version, whole or not at all. `base` is the version that the draft was made from: when another counts by now,
   * nothing is published, since whoever published that one would lose it.
   */
  publish(draft: Configuration, base: number, now: number): Promise<Publication>;
}
