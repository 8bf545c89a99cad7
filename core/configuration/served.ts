/** Whether anyone can ever have a chat of a queue, regardless of who is there now. */

import { type Requirement, relaxed } from '../routing/requirement.ts';
import { strategies } from '../routing/strategies.ts';
import { seeing, unmet } from './lanes.ts';
import type { Configuration, Queue } from './schema.ts';

type Agent = Configuration['agents'][number];

/** Chats are offered to members. Where agents pick, anyone who sees the queue can take them (B13). */
export function serversOf({ agents, profiles }: Configuration, queue: Queue): Agent[] {
  const members = new Set(queue.members.map(({ agent }) => agent));
  const sees = seeing(profiles, queue);
  return agents.filter(strategies[queue.strategy].offersTo === 'nobody' ? sees : ({ id }) => members.has(id));
}

/** Relaxing at the very moment at which the wait ends is too late. */
export const comesTooLate = (afterS: number, { timeOutS }: Pick<Queue, 'timeOutS'>): boolean =>
  timeOutS > 0 && timeOutS <= afterS;

/** By those who can serve the queue at all. */
export function isServed(servers: readonly Agent[], queue: Pick<Queue, 'relax' | 'timeOutS'>, asked: Requirement) {
  const least = queue.relax.filter(({ afterS }) => !comesTooLate(afterS, queue)).reduce(relaxed, asked);
  return servers.some((agent) => unmet(agent, least) === undefined);
}
