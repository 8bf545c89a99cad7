/** $connect of the agent socket: the ticket, at most a minute old and valid for one socket, identifies the agent and the role. */
import type { TicketStore } from '../adapters/stores.ts';
import { AgentId } from '../core/ids.ts';
import { contextOf, Ticket } from './agent/agent-who.ts';
import { type AuthorizerParts, socketAuthorizer } from './edge/authorizer.ts';
import { dynamo, ticketStore, tokens } from './wiring.ts';

export const createHandler = ({ tickets, ...parts }: AuthorizerParts & { tickets: TicketStore }) =>
  socketAuthorizer('agent', parts, async (agentId, claims) => {
    const ticket = Ticket.safeParse(claims);
    if (!ticket.success || !(await tickets.use(ticket.data.id, ticket.data.until))) return undefined;
    return contextOf(AgentId.parse(agentId), ticket.data);
  });

const client = dynamo();
export const handler = createHandler({ tokens: tokens(client), tickets: ticketStore(client), now: Date.now });
