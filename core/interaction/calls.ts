/**
 * Work that a commit hands to a function of its own, because it waits for someone else's server: a scenario's call (B4), an
 * e-mail (D11), a file to be checked (E4). Separate from timers, which must not wait for that.
 */
import * as z from 'zod/mini';
import { InteractionId } from '../ids.ts';
import type { Commit, InteractionEvent } from './events.ts';

/** `seq`: the commit that requests it. */
export const Handed = z.object({ interactionId: InteractionId, seq: z.int().check(z.positive()) });
export type Handed = z.infer<typeof Handed>;

const MAILS: readonly InteractionEvent['type'][] = [
  ...(['mail-requested', 'forward-requested', 'transcript-requested', 'letter-requested'] as const),
];

const requests = {
  'scenario-call': (event: InteractionEvent) => event.type === 'stepped' && event.run.doing.is === 'calling',
  'file-check': (event: InteractionEvent) => event.type === 'file',
  mail: (event: InteractionEvent) => MAILS.includes(event.type),
};
export type HandedTo = keyof typeof requests;

/** The functions that have something to do after the commit. */
export const handedTo = ({ events }: Pick<Commit, 'events'>): HandedTo[] =>
  (Object.keys(requests) as HandedTo[]).filter((name) => events.some(requests[name]));
