/** An agent at work: whether they may have one more interaction, and how getting or finishing one changes them. */
import { localTime } from '../calendar/calendar.ts';
import type { Standing } from '../configuration/standings.ts';
import type { AgentId, ConnectionId, InteractionId, QueueId } from '../ids.ts';
import { isOnCall, type Phone } from './phone.ts';

/** The part of an agent that decides who gets an interaction, and who is told. */
export interface ListedAgent {
  id: AgentId;
  name: string;
  status: 'available' | 'paused' | 'offline';
  leaseUntil: number;
  /** Limits the total weight of everything that the agent has at once. */
  capacity: number;
  /** Lanes in whose ready lists the agent is when ready, and lanes that wait for this agent alone. */
  standings: Standing[];
  /** A named place for each interaction, never a counter. */
  reservations: Reservation[];
  /** When the agent last took or finished a chat, or became available. */
  readySince: number;
  /** When the agent was last given a chat; 0 = never. */
  givenAt: number;
  /** The number of chats given on the latest day with any (`2026-12-24`). */
  given: { day: string; count: number };
  /** The order in each ready list, by lane. */
  listed: Record<string, string>;
  phone: Phone;
  /** The one that said hello last is last. */
  connections: ConnectionId[];
  /** The tenant's time zone, for days. */
  zone: string;
  /** Increased by every change except a renewed lease, so that a decision is only written if the agent has not changed since. */
  revision: number;
}

export interface Agent extends ListedAgent {
  /** Of a pause: the id of one of the tenant's reasons. */
  reason?: string | undefined;
  /** Since when the agent has had this status and reason. */
  statusSince: number;
  /** Queues that the agent sees. */
  queues: QueueId[];
  skills: Record<string, number>;
  languages: Record<string, number>;
  /** The version of the configuration that this comes from. */
  version: number;
}

/** What a version of the configuration says about an agent. */
export type AgentProfile = Pick<
  Agent,
  'id' | 'name' | 'capacity' | 'queues' | 'standings' | 'skills' | 'languages' | 'zone' | 'version'
>;

/** `queueId`: the interaction's queue when the place was taken. */
interface Reservation {
  interactionId: InteractionId;
  queueId: QueueId;
  weight: number;
}

export interface Place extends Reservation {
  /** Only an available agent without a call gets an offer; a paused one, or one on a call, may still take from the list. */
  why: 'offer' | 'take';
  /** The most interactions of the queue that one agent may have at once; 0 = limited only by the agent's capacity. */
  most: number;
}

export type NoPlace = 'agent_full' | 'agent_away';

type Busy = Pick<ListedAgent, 'capacity' | 'reservations'>;

export const used = ({ reservations }: Pick<Busy, 'reservations'>): number =>
  reservations.reduce((sum, { weight }) => sum + weight, 0);

/** Whether one more interaction of this queue is within the agent's capacity and the queue's own limit. */
export const hasRoom = (agent: Busy, { queueId, weight, most }: Pick<Place, 'queueId' | 'weight' | 'most'>): boolean =>
  used(agent) + weight <= agent.capacity &&
  (most === 0 || agent.reservations.filter((held) => held.queueId === queueId).length < most);

/** Whether chats may be offered to the agent at all: signed in, available, and not on a call (D7, D8, B12). */
export const isOpenToOffers = (
  { status, leaseUntil, phone }: Pick<ListedAgent, 'status' | 'leaseUntil' | 'phone'>,
  now: number,
) => status === 'available' && leaseUntil > now && !isOnCall(phone, now);

/** B6, D7, D8, B12: the single rule. Undefined if the agent may have it. */
export function mayReserve(agent: ListedAgent, place: Place, now: number): NoPlace | undefined {
  if (!hasRoom(agent, place)) return 'agent_full';
  const mayTake = agent.status !== 'offline' && agent.leaseUntil > now;
  return (place.why === 'offer' ? isOpenToOffers(agent, now) : mayTake) ? undefined : 'agent_away';
}

export function reserve<A extends ListedAgent>(agent: A, { interactionId, queueId, weight }: Place, now: number): A {
  const reservations = [...agent.reservations, { interactionId, queueId, weight }];
  const given = { day: dayOf(agent, now), count: givenToday(agent, now) + 1 };
  return { ...agent, reservations, given, givenAt: now, readySince: now };
}

export const release = <A extends ListedAgent>(agent: A, interactionId: InteractionId, now: number): A => ({
  ...agent,
  reservations: agent.reservations.filter((held) => held.interactionId !== interactionId),
  readySince: now,
});

/** Calls are work too: otherwise the next call, or chat, would go to whoever has just put down the phone. */
export const idleSince = ({ readySince, phone }: Pick<ListedAgent, 'readySince' | 'phone'>): number =>
  Math.max(readySince, phone.since);

/** The day (`2026-12-24`) on which chats given now count. */
const dayOf = ({ zone }: { zone: string }, now: number): string => localTime(zone, now).slice(0, 10);

export const givenToday = (agent: Pick<ListedAgent, 'given' | 'zone'>, now: number): number =>
  agent.given.day === dayOf(agent, now) ? agent.given.count : 0;
