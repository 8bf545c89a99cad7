/** The command in a frame, with the actor that the connection established. */
import type { ConnectionId } from '../../core/ids.ts';
import { type Command, type CommandType, commandRows } from '../../core/interaction/commands.ts';
import type { Side } from '../../core/interaction/facts.ts';
import type { Actor, Fields, Need, Target } from '../../core/interaction/topic.ts';
import type { CommandFrame } from '../../protocol/frames.ts';

/** The frame was parsed with the schema of the command's row, so its fields are the command's. */
export function commandOf<S extends Side>(
  frame: CommandFrame<S, Fields>,
  actor: Actor,
  connectionId: ConnectionId,
  target?: Target,
) {
  const { t: type, ...fields } = frame;
  return { type, ...fields, actor, connectionId, ...(target ? { target } : {}) } as unknown as Command;
}

export const isNeeded = (need: Need, type: CommandType): boolean =>
  commandRows[type].asks?.needs?.includes(need) ?? false;
