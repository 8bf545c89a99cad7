import type { Author } from './events.ts';
import type { Side } from './facts.ts';
import type { Interaction } from './state.ts';
import type { Decision, Fields, Need, Of } from './topic.ts';
import { arrivingCommands } from './topics/arriving.ts';
import { callbackCommands } from './topics/callback.ts';
import { continuityCommands } from './topics/continuity.ts';
import { conversationCommands } from './topics/conversation.ts';
import { endingCommands } from './topics/ending.ts';
import { feedbackCommands } from './topics/feedback.ts';
import { filesCommands } from './topics/files.ts';
import { handOverCommands } from './topics/hand-over.ts';
import { lettersCommands } from './topics/letters.ts';
import { limitsCommands } from './topics/limits.ts';
import { lineCommands } from './topics/line.ts';
import { offersCommands } from './topics/offers.ts';
import { offlineCommands } from './topics/offline.ts';
import { oversightCommands } from './topics/oversight.ts';
import { parkingCommands } from './topics/parking.ts';
import { peopleCommands } from './topics/people.ts';
import { reopeningCommands } from './topics/reopening.ts';
import { transcriptCommands } from './topics/transcript.ts';

const rows = {
  ...arrivingCommands,
  ...lineCommands,
  ...limitsCommands,
  ...offersCommands,
  ...conversationCommands,
  ...filesCommands,
  ...parkingCommands,
  ...peopleCommands,
  ...handOverCommands,
  ...oversightCommands,
  ...endingCommands,
  ...continuityCommands,
  ...feedbackCommands,
  ...reopeningCommands,
  ...offlineCommands,
  ...transcriptCommands,
  ...lettersCommands,
  ...callbackCommands,
};
type Rows = typeof rows;
export type CommandType = keyof Rows;

export type Command = {
  [T in CommandType]: { type: T } & Parameters<Rows[T]['decide']>[1];
}[CommandType];

interface AnyCommandRow {
  decide(interaction: Interaction, command: never, now: number): Decision;
  asks?: { from: readonly Side[]; fields: Fields; looksBack?: boolean; needs?: readonly Need[] };
}
/** By type. The command's type guarantees that a row gets only commands of its own type. */
export const commandRows: Record<CommandType, AnyCommandRow> = rows;

// ---- over the wire ---------------------------------------------------------------------------------------------------------

type AskedBy<S extends Side, T extends CommandType> = Rows[T] extends {
  asks: { from: readonly (infer From)[]; fields: infer F extends Fields; looksBack?: infer Looks };
}
  ? S extends From
    ? { t: T; fields: Of<F>; looksBack: Looks }
    : never
  : never;
export type Asks<S extends Side> = { [T in CommandType]: AskedBy<S, T> }[CommandType];

export const asksOf = (side: Side) =>
  Object.entries(commandRows).flatMap(([type, { asks }]) => (asks?.from.includes(side) ? [{ type, ...asks }] : []));

/** Whose command it is. A command that no person asked for is Foyer's own. */
export function authorOf(command: Command): Author {
  if (!('actor' in command)) return 'system';
  const { actor } = command;
  return actor.side === 'visitor' ? 'visitor' : `agent ${actor.agentId}`;
}
