/**
 * How a queue finds an agent for a chat (B5). A strategy is a row: whether chats are offered at all, and in which order agents
 * stand in the queue's ready list. To add one, add a row and a test of its order.
 */
import * as z from 'zod/mini';

interface ReadyAgent {
  /** When the agent last took or finished a chat, or became available. */
  readySince: number;
}

interface Strategy {
  /** False: nobody is offered anything; agents take from the list. */
  offers: boolean;
  /** Place in the ready list, smallest first. */
  order(agent: ReadyAgent): number;
}

export const strategies = {
  pick: { offers: false, order: (agent) => agent.readySince },
  'longest-idle': { offers: true, order: (agent) => agent.readySince },
} as const satisfies Record<string, Strategy>;

export type StrategyName = keyof typeof strategies;
export const StrategyName = z.enum(['pick', 'longest-idle'] as const satisfies StrategyName[]);
