/** Who is at the other end of an agent's socket, as its authorizer established. */
import * as z from 'zod/mini';
import { AgentId } from '../core/ids.ts';
import { Role } from '../protocol/agent.ts';

export const AgentWho = z.object({ agentId: AgentId, role: Role });
export type AgentWho = z.infer<typeof AgentWho>;
