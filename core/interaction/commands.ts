/** What somebody, or a timer, wants of a chat. The actor was established by the connection, never by the message. */
import type { AgentId, CommandId, ConnectionId, GatewayId, OfferId, QueueId } from '../ids.ts';
import type { Considered } from '../routing/considered.ts';
import type { GatewayReceipt, QueueReceipt } from '../routing/decide-routing.ts';
import type { Unmet } from '../routing/lanes.ts';
import type { Requirement } from '../routing/requirement.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Variables } from '../words.ts';
import type { AgentRef, Author, Outcome, Overruled, Slot, Terms, Visitor } from './events.ts';

export type Actor = { side: 'visitor' } | { side: 'agent'; agentId: AgentId };

/** Where a chat is to wait, as the queue conditions decided. */
export interface Placement {
  receipt: QueueReceipt;
  queueId: QueueId;
  terms: Terms;
  priority: number;
  requires: Requirement;
  preferred?: AgentRef | undefined;
  /** Whether the queue takes a chat that is not in it yet (`placement.ts`). */
  takes: boolean;
  closesAt?: number | undefined;
}

/** Where a chat that has waited too long goes on (B8). `opensAt`: when that queue does, where it is closed now. */
export type Overflow = Pick<Placement, 'queueId' | 'terms' | 'takes' | 'closesAt'> & { opensAt?: number | undefined };

export type Command =
  | {
      type: 'start';
      gatewayId: GatewayId;
      configVersion: number;
      visitor: Visitor;
      culture: string;
      tags: string[];
      variables: Variables;
      trackingId?: string | undefined;
      /** Of the gateway's queue. */
      queueId: QueueId;
      terms: Terms;
      screened: { receipt: GatewayReceipt; overruled?: Overruled | undefined };
      slot?: Slot | undefined;
      /** What the signal means for this chat. */
      next:
        | { is: 'placed'; placement: Placement }
        | { is: 'scripted'; scenario: Scenario }
        | { is: 'over'; outcome: Outcome };
      /** The first message, with the id under which it counts as sent. */
      message?: { id: CommandId; text: string };
    }
  /** The visitor leaves the automated conversation for a person. */
  | { type: 'person' }
  /** The scenario's call was made. */
  | { type: 'called'; step: string; ok: boolean; answer?: unknown }
  /** Out of the automated conversation into a queue. */
  | { type: 'place'; placement: Placement }
  | { type: 'offer'; agent: AgentRef; offerId: OfferId; considered: Considered[] }
  /** To all of these at once; further ones join an offer that rings. */
  | { type: 'ring'; agents: AgentRef[]; offerId: OfferId; considered: Considered[] }
  /** `connectionId`: where the agent answered, which follows the chat from then on. */
  | { type: 'accept'; agentId: AgentId; offerId: OfferId; connectionId: ConnectionId }
  | { type: 'reject'; agentId: AgentId; offerId: OfferId }
  /** `queues`: those that the agent may see (B13). `unmet`: what the agent lacks for what the chat asks. */
  | {
      type: 'take';
      agent: AgentRef;
      queues: QueueId[];
      unmet: (requires: Requirement) => Unmet | undefined;
      connectionId: ConnectionId;
    }
  | { type: 'message'; id: CommandId; actor: Actor; text: string }
  | { type: 'connect'; actor: Actor; connectionId: ConnectionId }
  | { type: 'disconnect'; side: Actor['side']; connectionId: ConnectionId }
  /** The agent left, or vanished: the chat goes back to where it stood in line (D7). `closesAt`: as `keptUntil` says. */
  | { type: 'return'; agentId: AgentId; closesAt?: number | undefined }
  /** Another configuration was published, which has no lane like the one in which it waits. */
  | { type: 'move'; placement: Placement }
  /** Stands further back than the queue may be long (B8). */
  | { type: 'turn-away' }
  | { type: 'end'; actor: Actor }
  /** Without a disposition only where Foyer has finished already, because the time was up. */
  | { type: 'finish'; agentId: AgentId; disposition?: string | undefined; note?: string | undefined }
  /** The timers'. One that comes late, twice, or for a state long gone finds nothing to do. */
  /** `overflow`: looked up where that is due. */
  | { type: 'review'; overflow?: Overflow | undefined }
  | { type: 'expire-offer' }
  | { type: 'expire-wrap-up' }
  | { type: 'tell-away' }
  | { type: 'auto-finish' };

/** Whose command it is. What no person asked for is Foyer's own. */
export function authorOf(command: Command): Author {
  switch (command.type) {
    case 'start':
    case 'person':
      return 'visitor';
    case 'message':
    case 'connect':
    case 'end':
      return command.actor.side === 'visitor' ? 'visitor' : `agent ${command.actor.agentId}`;
    case 'accept':
    case 'reject':
    case 'finish':
      return `agent ${command.agentId}`;
    case 'take':
      return `agent ${command.agent.id}`;
    default:
      return 'system';
  }
}
