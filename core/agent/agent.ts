/** An agent at work: whether they may have one more interaction, and what becomes of them when they get one or let one go. */
import { localTime } from '../calendar/calendar.ts';
import type { Standing } from '../configuration/standings.ts';
import type { AgentId, ConnectionId, InteractionId, QueueId } from '../ids.ts';

/** What of an agent decides who gets an interaction, and who is told. */
export interface ListedAgent {
  id: AgentId;
  name: string;
  status: 'available' | 'paused' | 'offline';
  leaseUntil: number;
  /** The weights of all that the agent has at once add up to this at most. */
  capacity: number;
  /** Lanes in whose ready lists the agent stands when ready, and those that wait for this agent alone. */
  standings: Standing[];
  /** A named place for each interaction, never a counter. */
  reservations: Reservation[];
  /** When the agent last took or finished a chat, or became available. */
  readySince: number;
  /** When the agent was last given a chat; 0 = never. */
  givenAt: number;
  /** Chats given on the last day on which there were any (`2026-12-24`). */
  given: { day: string; count: number };
  /** Order under which the ready rows stand, by lane. */
  listed: Record<string, string>;
  /** Those that said hello last come last. */
  connections: ConnectionId[];
  /** Of the tenant's days. */
  zone: string;
  /** Counts every change but a renewed lease: who writes what was decided from it writes it to the agent as it was then. */
  revision: number;
}

export interface Agent extends ListedAgent {
  reason?: string | undefined;
  /** Queues that the agent may see. */
  queues: QueueId[];
  skills: Record<string, number>;
  languages: Record<string, number>;
  /** Of the configuration that says all this. */
  version: number;
}

/** What a version of the configuration makes of an agent. */
export type AgentProfile = Pick<
  Agent,
  'id' | 'name' | 'capacity' | 'queues' | 'standings' | 'skills' | 'languages' | 'zone' | 'version'
>;

/** `queueId`: of the interaction when the place was taken. */
interface Reservation {
  interactionId: InteractionId;
  queueId: QueueId;
  weight: number;
}

export interface Place extends Reservation {
  /** An offer is for whoever is available; who takes from the list may be paused. */
  why: 'offer' | 'take';
  /** Most interactions of the queue that one agent has at once; 0 = as many as the agent may have. */
  most: number;
}

export type NoPlace = 'agent_full' | 'agent_away';

type Busy = Pick<ListedAgent, 'capacity' | 'reservations'>;

export const used = ({ reservations }: Pick<Busy, 'reservations'>): number =>
  reservations.reduce((sum, { weight }) => sum + weight, 0);

/** Whether one more interaction of this queue is within the capacity, and within the queue's own limit. */
export const hasRoom = (agent: Busy, { queueId, weight, most }: Pick<Place, 'queueId' | 'weight' | 'most'>): boolean =>
  used(agent) + weight <= agent.capacity &&
  (most === 0 || agent.reservations.filter((held) => held.queueId === queueId).length < most);

/** B6, D7, D8: the one rule. Undefined where the agent may have it. */
export function mayReserve(agent: ListedAgent, place: Place, now: number): NoPlace | undefined {
  if (!hasRoom(agent, place)) return 'agent_full';
  const isThere = place.why === 'offer' ? agent.status === 'available' : agent.status !== 'offline';
  return isThere && agent.leaseUntil > now ? undefined : 'agent_away';
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

/** The day (`2026-12-24`) on which chats given now count. */
const dayOf = ({ zone }: { zone: string }, now: number): string => localTime(zone, now).slice(0, 10);

export const givenToday = (agent: Pick<ListedAgent, 'given' | 'zone'>, now: number): number =>
  agent.given.day === dayOf(agent, now) ? agent.given.count : 0;
