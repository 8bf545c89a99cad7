/** What must happen later: to a chat, to an agent, to the chats in a queue. A message in the timer queue. */
import * as z from 'zod/mini';
import { AgentId, ConnectionId, QueueId } from './ids.ts';
import { Timestamp } from './interaction/facts.ts';
import { ClosingTimer, InteractionTimer } from './interaction/timers.ts';

export const Timer = z.union([
  InteractionTimer,
  ClosingTimer,
  /**
   * `lease`: may have expired. `rights`: another configuration may have changed or removed the agent's rights. `call`: the phone
   * system may no longer report a call.
   */
  z.object({ kind: z.enum(['lease', 'rights', 'call']), agentId: AgentId, dueAt: Timestamp }),
  /** The sign-in that the socket was opened for ends. */
  z.object({ kind: z.literal('sign-in'), agentId: AgentId, connectionId: ConnectionId, dueAt: Timestamp }),
  /** The longest wait of a queue may have passed its threshold. */
  z.object({ kind: z.literal('longest-wait'), queueId: QueueId, dueAt: Timestamp }),
  /** Another configuration may no longer have the lanes in which chats of this queue wait. */
  z.object({ kind: z.literal('lanes'), queueId: QueueId, dueAt: Timestamp }),
]);
export type Timer = z.infer<typeof Timer>;
