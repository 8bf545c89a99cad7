/** Where an interaction is to wait, as the queue conditions decided. */
import type { QueueId } from '../ids.ts';
import type { QueueReceipt } from '../routing/decide-routing.ts';
import type { Requirement } from '../routing/requirement.ts';
import type { AgentRef, Terms } from './facts.ts';

export interface Placement {
  receipt: QueueReceipt;
  queueId: QueueId;
  terms: Terms;
  priority: number;
  requires: Requirement;
  preferred?: AgentRef | undefined;
  /** Whether the queue takes a chat that is not in it yet (`core/routing/placement.ts`). */
  takes: boolean;
  closesAt?: number | undefined;
}

/** Where a chat that has waited too long goes on (B8). `opensAt`: when that queue does, where it is closed now. */
export type Overflow = Pick<Placement, 'queueId' | 'terms' | 'takes' | 'closesAt'> & { opensAt?: number | undefined };
