/** Frames that carry a command, derived from the command's row, so that each is described in one place. */
import * as z from 'zod/mini';
import { MAX_SEQ } from '../core/bounds.ts';
import { CommandId } from '../core/ids.ts';
import { type Asks, asksOf } from '../core/interaction/commands.ts';
import type { Side } from '../core/interaction/facts.ts';
import type { Fields, Of } from '../core/interaction/topic.ts';

/** Position in the log: the `seq` of the last commit that the client has. 0 = none. */
export const Position = z.int().check(z.nonnegative(), z.lte(MAX_SEQ));

/**
 * `after`: the newest position up to which the sender has looked for this command. A repeated id is looked for after it. If it
 * is more than 100 commits back, the command is refused as `behind`: request the range, and send the command again if it is not
 * in it.
 */
type FrameOf<A extends Asks<Side>, More extends Fields> = A extends unknown
  ? { t: A['t']; id: CommandId } & Of<More> & A['fields'] & (true extends A['looksBack'] ? { after: number } : unknown)
  : never;
export type CommandFrame<S extends Side, More extends Fields> = FrameOf<Asks<S>, More>;

/** A schema for each command frame, and for a side's other frames. */
export const framesOf = <S extends Side, Other extends z.ZodMiniObject, More extends Fields>(
  side: S,
  others: Other[],
  more: More,
) => {
  const commands = asksOf(side).map(({ type, fields, looksBack }) =>
    z.object({
      ...{ t: z.literal(type), id: CommandId, ...more },
      ...(looksBack ? { after: Position } : {}),
      ...fields,
    }),
  );
  return z.discriminatedUnion('t', [...others, ...commands] as never) as unknown as z.ZodMiniType<
    z.infer<Other> | CommandFrame<S, More>
  >;
};
