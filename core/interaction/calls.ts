/** A chat whose automated conversation waits for a call (B4). Separate from timers, which must not wait for another server. */
import * as z from 'zod/mini';
import { InteractionId } from '../ids.ts';
import type { Commit } from './events.ts';

/** `seq`: the commit that requests it. */
export const ScenarioCall = z.object({ interactionId: InteractionId, seq: z.int().check(z.positive()) });
export type ScenarioCall = z.infer<typeof ScenarioCall>;

export const asksForCall = ({ events }: Commit): boolean =>
  events.some((event) => event.type === 'stepped' && event.run.doing.is === 'calling');
