/** Whether anybody can ever have a chat of a queue, whoever is there at the moment. */

import { type Requirement, relaxed } from '../routing/requirement.ts';
import { strategies } from '../routing/strategies.ts';
import { seeing, unmet } from './lanes.ts';
import type { Configuration, Queue } from './schema.ts';

type Agent = Configuration['agents'][number];

/** Chats are offered to members; where agents pick, whoever sees the queue takes them (B13). */
export function serversOf({ agents, profiles }: Configuration, queue: Queue): Agent[] {
  const members = new Set(queue.members.map(({ agent }) => agent));
  const sees = seeing(profiles, queue);
  return agents.filter(strategies[queue.strategy].offersTo === 'nobody' ? sees : ({ id }) => members.has(id));
}

/** What is given up at the very moment at which the wait ends comes too late. */
export const comesTooLate = (afterS: number, { timeOutS }: Pick<Queue, 'timeOutS'>): boolean =>
  timeOutS > 0 && timeOutS <= afterS;

/** By whoever can serve the queue at all. */
export function isServed(servers: readonly Agent[], queue: Pick<Queue, 'relax' | 'timeOutS'>, asked: Requirement) {
  const least = queue.relax.filter(({ afterS }) => !comesTooLate(afterS, queue)).reduce(relaxed, asked);
  return servers.some((agent) => unmet(agent, least) === undefined);
}
