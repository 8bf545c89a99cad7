/** What somebody, or a timer, wants of a chat. The actor was established by the connection, never by the message. */
import type { AgentId, CommandId, ConnectionId, OfferId, QueueId, WebsiteId } from '../ids.ts';
import type { AgentRef, Terms, Visitor } from './events.ts';

export type Actor = { side: 'visitor' } | { side: 'agent'; agentId: AgentId };

export type Command =
  | {
      type: 'start';
      websiteId: WebsiteId;
      configVersion: number;
      queueId: QueueId;
      priority: number;
      visitor: Visitor;
      culture: string;
      terms: Terms;
      /** The first message, with the id under which it counts as sent. */
      message?: { id: CommandId; text: string };
    }
  | { type: 'offer'; agent: AgentRef; offerId: OfferId }
  | { type: 'accept'; agentId: AgentId; offerId: OfferId }
  | { type: 'reject'; agentId: AgentId; offerId: OfferId }
  /** `queues`: those that the agent may see (B13). */
  | { type: 'take'; agent: AgentRef; queues: QueueId[]; connectionId: ConnectionId }
  | { type: 'message'; id: CommandId; actor: Actor; text: string }
  | { type: 'connect'; actor: Actor; connectionId: ConnectionId }
  | { type: 'disconnect'; side: Actor['side']; connectionId: ConnectionId }
  /** The agent left, or vanished: the chat goes back to where it stood in line (D7). */
  | { type: 'return'; agentId: AgentId }
  | { type: 'end'; actor: Actor }
  | { type: 'finish'; agentId: AgentId; disposition: string; note?: string | undefined }
  /** The timers'. One that comes late, twice, or for a state long gone finds nothing to do. */
  | { type: 'expire-offer' }
  | { type: 'expire-wrap-up' }
  | { type: 'auto-finish' };
