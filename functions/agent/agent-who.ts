/** Who is at the other end of an agent's socket, as established by its authorizer. */
import * as z from 'zod/mini';
import { kept } from '../../core/bounds.ts';
import { AgentId } from '../../core/ids.ts';
import { Timestamp } from '../../core/interaction/facts.ts';
import { label } from '../../core/words.ts';
import { Role } from '../../protocol/agent.ts';

const Name = kept(z.string(), label);

/** What a ticket says besides who it belongs to. `until`: when the sign-in it was issued for ends, in ms. */
export const Ticket = z.object({ id: z.string(), role: Role, name: Name, until: Timestamp });
export type Ticket = z.infer<typeof Ticket>;

/** API Gateway passes a context on as text, of which only ASCII is promised to arrive. */
export const contextOf = (agentId: AgentId, { role, name, until }: Ticket) => ({
  ...{ agentId, role, name: encodeURIComponent(name), until: String(until) },
});

export const AgentWho = z.object({
  agentId: AgentId,
  role: Role,
  name: z.pipe(z.pipe(z.string(), z.transform(decodeURIComponent)), Name),
  until: z.pipe(z.coerce.number(), Timestamp),
});
export type AgentWho = z.infer<typeof AgentWho>;
