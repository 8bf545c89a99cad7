/** What must happen later: to a chat, to an agent, to who waits in a queue. A message of the timers' queue. */
import * as z from 'zod/mini';
import { AgentId, ConnectionId, QueueId } from './ids.ts';
import { Timestamp } from './interaction/facts.ts';
import { ClosingTimer, InteractionTimer } from './interaction/timers.ts';

export const Timer = z.union([
  InteractionTimer,
  ClosingTimer,
  /** `lease`: may have run out. `rights`: another configuration may have given the agent others, or taken them away. */
  z.object({ kind: z.enum(['lease', 'rights']), agentId: AgentId, dueAt: Timestamp }),
  /** The sign-in ends that the socket was opened for. */
  z.object({ kind: z.literal('sign-in'), agentId: AgentId, connectionId: ConnectionId, dueAt: Timestamp }),
  /** Another configuration may no longer have the lanes in which chats of this queue wait. */
  z.object({ kind: z.literal('lanes'), queueId: QueueId, dueAt: Timestamp }),
]);
export type Timer = z.infer<typeof Timer>;
