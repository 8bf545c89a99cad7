/**
 * How a queue finds an agent for a chat (B5). A strategy is a row: how chats are offered, and the order of agents in the ready
 * lists. To add one, add a row and a test of its order.
 */
import * as z from 'zod/mini';

/** What decides an agent's place. */
export interface Candidate {
  /** When the agent last took or finished a chat, finished a call, or became available. */
  idleSince: number;
  /** When the agent was last given a chat; 0 = never. */
  givenAt: number;
  /** Chats given today, in the tenant's zone. */
  today: number;
  /** How many chats the agent has, and may have. */
  used: number;
  capacity: number;
  /** Place in the queue's list of members, from 0. */
  place: number;
  penalty: number;
  /** In [0, 1), drawn again whenever the agent is listed. */
  draw: number;
}

interface Strategy {
  /** `nobody`: agents take from the list; `one` after another; `all` at once, and the first to accept gets it. */
  offersTo: 'nobody' | 'one' | 'all';
  /** Where to start reading the ready list: at its head, or anywhere, wrapping around. */
  from?: 'anywhere';
  /** Smallest first, compared number by number. Each is a whole number of at most 15 digits. */
  order(agent: Candidate): number[];
}

const rows = {
  pick: { offersTo: 'nobody', order: ({ idleSince }) => [idleSince] },
  'ring-all': { offersTo: 'all', order: ({ idleSince }) => [idleSince] },
  'longest-idle': { offersTo: 'one', order: ({ idleSince }) => [idleSince] },
  'least-busy': {
    offersTo: 'one',
    order: ({ used, capacity, idleSince }) => [Math.floor((used * 1000) / capacity), idleSince],
  },
  'round-robin': { offersTo: 'one', order: ({ givenAt, place }) => [givenAt, place] },
  random: { offersTo: 'one', from: 'anywhere', order: ({ draw }) => [Math.floor(draw * 1e9)] },
  'fewest-chats': { offersTo: 'one', order: ({ today, idleSince }) => [today, idleSince] },
  linear: { offersTo: 'one', order: ({ place }) => [place] },
  weighted: { offersTo: 'one', order: ({ penalty, idleSince }) => [penalty, idleSince] },
} satisfies Record<string, Strategy>;

export type StrategyName = keyof typeof rows;
export const strategies: Record<StrategyName, Strategy> = rows;
export const StrategyName = z.enum(Object.keys(strategies) as [StrategyName, ...StrategyName[]]);
