/** A stored agent as the routing looks at one, the same for every store. */
import { localTime } from '../core/calendar/calendar.ts';
import type { Readiness } from '../core/routing/lanes.ts';
import type { Agent } from './stores.ts';

export function readinessOf(agent: Agent, now: number): Readiness {
  const isThere = agent.status === 'available' && agent.leaseUntil > now;
  return { ...agent, isThere, today: agent.given.day === dayOf(agent, now) ? agent.given.count : 0 };
}

/** The day (`2026-12-24`) on which chats given now count. */
export const dayOf = ({ zone }: { zone: string }, now: number): string => localTime(zone, now).slice(0, 10);
