/** Who was considered when a chat was offered, and why it turned out as it did (B9): part of the offer in the chat's log. */
import * as z from 'zod/mini';
import { kept } from '../bounds.ts';
import { AgentId } from '../ids.ts';

export const Considered = z.object({
  agentId: AgentId,
  why: z.enum([
    'chosen',
    /** Came later in the strategy's order. */
    'later-in-order',
    /** Had passed on this chat a moment before (B7). */
    'passed-it',
    /** Had no place left when asked, because of a simultaneous claim by another chat. */
    'full',
    /** Was no longer there when asked. */
    'away',
  ]),
});
export type Considered = z.infer<typeof Considered>;

/** How many of them a receipt lists. */
export const MAX_CONSIDERED = 10;
export const AllConsidered = kept(z.array(Considered), z.array(Considered).check(z.maxLength(MAX_CONSIDERED)));
