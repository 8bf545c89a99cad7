/** Where an agent is in the ready lists, and in which order. */
import { isOfAgent } from '../configuration/lanes.ts';
import type { Standing } from '../configuration/standings.ts';
import { type Candidate, strategies } from '../routing/strategies.ts';
import { givenToday, hasRoom, idleSince, isOpenToOffers, type ListedAgent, used } from './agent.ts';

/** The part of an agent that decides where they are listed. */
export type Readiness = Pick<
  ListedAgent,
  | 'id'
  | 'status'
  | 'leaseUntil'
  | 'phone'
  | 'capacity'
  | 'standings'
  | 'reservations'
  | 'readySince'
  | 'givenAt'
  | 'given'
  | 'zone'
>;

/** Agents with room for this much are listed. A claim for something heavier is refused if the room is too small. */
const LEAST_WEIGHT = 1;

/** The order in each lane's ready list that contains the agent; empty if they can have no chat now. */
export function listingOf(agent: Readiness, now: number): Record<string, string> {
  const isThere = isOpenToOffers(agent, now);
  const fitting = agent.standings.filter(
    (standing) => isThere && !isOfAgent(standing.lane) && hasRoom(agent, { ...standing, weight: LEAST_WEIGHT }),
  );
  if (fitting.length === 0) return {};
  const { givenAt, capacity } = agent;
  const draw = drawOf(`${agent.id} ${givenAt}`);
  const candidate = {
    idleSince: idleSince(agent),
    givenAt,
    capacity,
    draw,
    used: used(agent),
    today: givenToday(agent, now),
  };
  return Object.fromEntries(fitting.map((standing) => [standing.lane, orderIn(standing, candidate)]));
}

function orderIn({ strategy, rank, place, penalty }: Standing, agent: Omit<Candidate, 'place' | 'penalty'>): string {
  return orderText([rank, ...strategies[strategy].order({ ...agent, place, penalty })]);
}

/** Numbers in text sort correctly only at equal width. */
export const orderText = (numbers: number[]): string => numbers.map((n) => String(n).padStart(15, '0')).join('.');

/** In [0, 1), evenly distributed: FNV-1a of the text. */
function drawOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}
