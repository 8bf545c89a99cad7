/** Who is at the other end of an agent's socket, as its authorizer established. */
import * as z from 'zod/mini';
import { AgentId } from '../../core/ids.ts';
import { Timestamp } from '../../core/interaction/facts.ts';
import { Role } from '../../protocol/agent.ts';

/** What a ticket says beside whose it is. `until`: when the sign-in that it was given for ends, ms. */
export const Ticket = z.object({ id: z.string(), role: Role, until: Timestamp });

export const AgentWho = z.object({
  agentId: AgentId,
  role: Role,
  /** API Gateway hands on a context as texts. */
  until: z.pipe(z.coerce.number(), Timestamp),
});
export type AgentWho = z.infer<typeof AgentWho>;
