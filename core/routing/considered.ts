/** Who was looked at when a chat was offered, and why it came out as it did (B9): part of the offer in the chat's log. */
import * as z from 'zod/mini';
import { kept } from '../bounds.ts';
import { AgentId } from '../ids.ts';

export const Considered = z.object({
  agentId: AgentId,
  why: z.enum([
    'chosen',
    /** Stood further down in the strategy's order. */
    'later-in-order',
    /** Had passed this chat a moment before (B7). */
    'passed-it',
    /** Had no place left when asked, by another chat's claim at the same time. */
    'full',
    /** Was not there any more when asked. */
    'away',
  ]),
});
export type Considered = z.infer<typeof Considered>;

/** So many of the list stand in a receipt. */
export const MAX_CONSIDERED = 10;
export const AllConsidered = kept(z.array(Considered), z.array(Considered).check(z.maxLength(MAX_CONSIDERED)));
