/** Who is at the other end of a visitor's socket, as established by its authorizer: the visitor of this one chat. */
import * as z from 'zod/mini';
import { InteractionId } from '../../core/ids.ts';

export const VisitorWho = z.object({ interactionId: InteractionId });
export type VisitorWho = z.infer<typeof VisitorWho>;
