/** $connect of the agents' socket: the ticket, a minute old at most, names the agent and the role. */
import { Role } from '../protocol/agent.ts';
import { type AuthorizerParts, socketAuthorizer } from './authorizer.ts';
import { dynamo, tokens } from './wiring.ts';

export const createHandler = (parts: AuthorizerParts) =>
  socketAuthorizer('agent', parts, (agentId, { role }) => {
    const known = Role.safeParse(role);
    return known.success ? { agentId, role: known.data } : undefined;
  });

export const handler = createHandler({ tokens: tokens(dynamo()), now: Date.now });
