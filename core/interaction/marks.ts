/**
 * How far each side has got in what the other wrote. Beside the log: a mark is not an event, so it moves no position, sets no
 * timer and never competes with a message.
 */
import * as z from 'zod/mini';
import { MAX_SEQ } from '../bounds.ts';
import { type Side, Timestamp } from './facts.ts';
import type { Interaction } from './state.ts';

const Seq = z.int().check(z.nonnegative(), z.lte(MAX_SEQ));

/**
 * Numbers of the newest commits with a message of the other side that this side's device has (`got`), and that was on its screen
 * (`read`, at most `got`).
 */
export const Reached = z.object({ got: Seq, read: Seq });
export type Reached = z.infer<typeof Reached>;

/** `at`: when Foyer heard of it. */
export const Mark = z.object({ ...Reached.shape, at: Timestamp });
export type Mark = z.infer<typeof Mark>;

export const Marks = z.object({ visitor: z.exactOptional(Mark), agent: z.exactOptional(Mark) }) satisfies z.ZodMiniType<
  Partial<Record<Side, Mark>>
>;
export type Marks = z.infer<typeof Marks>;

/** Nobody has more than there is, nor has read what they do not have. */
export function markOf({ seq }: Interaction, reached: Reached, at: number): Mark {
  const got = Math.min(reached.got, seq);
  return { got, read: Math.min(reached.read, got), at };
}

/** Neither number goes back, and one goes on. */
export const movesOn = (before: Reached | undefined, { got, read }: Reached): boolean =>
  before ? got >= before.got && read >= before.read && got + read > before.got + before.read : got > 0;
