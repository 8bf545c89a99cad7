/**
 * Who is at the other end of a visitor's socket or link: one of the readers of one chat, as their token says, whether or not
 * they still are.
 */
import * as z from 'zod/mini';
import { InteractionId } from '../../core/ids.ts';
import type { Reader } from '../../core/interaction/state.ts';

const Count = z.int().check(z.nonnegative());

/** API Gateway passes numbers on as text. */
export const VisitorWho = z.object({
  interactionId: InteractionId,
  readsFrom: z._default(z.pipe(z.coerce.number(), Count), 0),
});
export type VisitorWho = z.infer<typeof VisitorWho>;

export const visitorOf = (subject: string, claims: Record<string, unknown>): VisitorWho =>
  VisitorWho.parse({ ...claims, interactionId: subject });

/** What a visitor's token says, whatever it is for. */
export const saidOf = ({ interactionId, readsFrom }: VisitorWho) => ({ subject: interactionId, claims: { readsFrom } });

export const readerOf = ({ readsFrom }: VisitorWho): Reader => ({ side: 'visitor', readsFrom });
