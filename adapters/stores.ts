/**
 * What Foyer asks of a store. Two implement it and pass one contract suite (`test/contract`): DynamoDB, and memory for tests.
 * Answers are in the domain's words; an SDK's errors never get out.
 */
import type { Commit } from '../core/chat/events.ts';
import type { Chat } from '../core/chat/state.ts';
import type { Configuration } from '../core/configuration/schema.ts';
import type { AgentId, ChatId, ConnectionId, QueueId } from '../core/ids.ts';

interface LoadedChat {
  chat: Chat;
  /** The newest commits in order, at least all after the asked position. Repeated commands are found here. */
  tail: Commit[];
}

/** `conflict`: another writer was first; load again. `agent_full`, `agent_away`: the reservation was not to be had. */
export type Appended = 'appended' | 'conflict' | 'agent_full' | 'agent_away';

export interface ChatStore {
  /**
   * One strongly consistent query, backwards from the snapshot; goes on to further pages only when `after` lies further back
   * than the newest dozen commits. A chat without commits is `new`.
   */
  load(chatId: ChatId, after?: number): Promise<LoadedChat>;
  /**
   * Appends the commit that turns `before` into `after`: one conditional put; where what the chat holds changes (`holdingOf`)
   * one transaction with the snapshot, the waiting row and the agent's reservation. A reservation needs a lease that runs at
   * `now` and a free place; an offer also an available agent, a take one who is not offline.
   */
  append(before: Chat, commit: Commit, after: Chat, now: number): Promise<Appended>;
  /** Commits after a position, in order, at most `limit`. Strongly consistent. */
  range(chatId: ChatId, after: number, limit: number): Promise<Commit[]>;
  /** Number of the newest commit; 0 for none. Eventually consistent: for heartbeats. */
  newest(chatId: ChatId): Promise<number>;
}

export interface Agent {
  id: AgentId;
  name: string;
  status: 'available' | 'paused' | 'offline';
  reason?: string | undefined;
  /** Most chats at once. */
  capacity: number;
  /** Queues that the agent may see. */
  queues: QueueId[];
  /** Those of them whose strategy offers: the agent stands in their ready lists. */
  offeringQueues: QueueId[];
  connections: ConnectionId[];
  /** A named place per chat, never a counter. */
  reservations: ChatId[];
  leaseUntil: number;
  /** When the agent last took or finished a chat, or became available. */
  readySince: number;
  /** `readySince` under which the ready rows stand; undefined while there are none. */
  listedSince?: number | undefined;
}

export type AgentProfile = Pick<Agent, 'id' | 'name' | 'capacity' | 'queues' | 'offeringQueues'>;

export interface AgentStore {
  get(agentId: AgentId): Promise<Agent | undefined>;
  /** A console connected: profile and connection are written, the lease renewed, the agent watches their queues. */
  connect(profile: AgentProfile, connectionId: ConnectionId, leaseUntil: number, now: number): Promise<Agent>;
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
   * Makes the ready rows what they should be: listed in every offering queue while the agent is available, leased and has a free
   * place; else not. One transaction with `listedSince`, so that there is no row without it. Answers the agent as it is then.
   */
  refreshReady(agentId: AgentId, now: number): Promise<Agent | undefined>;
}

export interface WaitingEntry {
  chatId: ChatId;
  queueId: QueueId;
  priority: number;
  since: number;
  visitorName: string;
  /** The visitor's first words; empty as long as there are none. */
  subject: string;
  culture: string;
}

export interface ReadyEntry {
  agentId: AgentId;
  name: string;
  queueId: QueueId;
  since: number;
}

export interface QueueStore {
  /** The first of a waiting list: priority, then age. Strongly consistent. */
  waiting(queueId: QueueId, limit: number): Promise<WaitingEntry[]>;
  /** The first of a ready list, in the strategy's order. Strongly consistent. */
  ready(queueId: QueueId, limit: number): Promise<ReadyEntry[]>;
  /** How many stand before this place, plus one; counts to 100 at most. */
  position(queueId: QueueId, priority: number, since: number, chatId: ChatId): Promise<number>;
  /** Connections of the consoles that see the queue. */
  watchers(queueId: QueueId): Promise<{ agentId: AgentId; connections: ConnectionId[] }[]>;
}

export interface Published {
  /** Counts from 1. */
  version: number;
  configuration: Configuration;
}

export interface ConfigurationStore {
  /** The version that counts now; undefined before the first. Strongly consistent. */
  current(): Promise<Published | undefined>;
  /** Publishes the next version, whole or not at all, and answers its number. Of two at once each gets a number of its own. */
  publish(configuration: Configuration, now: number): Promise<number>;
}
