/** Who is at the other end of a visitor's socket, as its authorizer established: the visitor of this one chat. */
import * as z from 'zod/mini';
import { ChatId } from '../../core/ids.ts';

export const VisitorWho = z.object({ chatId: ChatId });
export type VisitorWho = z.infer<typeof VisitorWho>;
