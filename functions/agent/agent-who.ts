/** Who is at the other end of an agent's socket, as established by its authorizer. */
import * as z from 'zod/mini';
import { AgentId } from '../../core/ids.ts';
import { Timestamp } from '../../core/interaction/facts.ts';
import { Role } from '../../protocol/agent.ts';

/** What a ticket says besides who it belongs to. `until`: when the sign-in it was issued for ends, in ms. */
export const Ticket = z.object({ id: z.string(), role: Role, until: Timestamp });

export const AgentWho = z.object({
  agentId: AgentId,
  role: Role,
  /** API Gateway passes a context on as text. */
  until: z.pipe(z.coerce.number(), Timestamp),
});
export type AgentWho = z.infer<typeof AgentWho>;
