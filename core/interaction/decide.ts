/**
 * The rules: `decide(interaction, command, now)` returns the events that the command causes (none if there is nothing left to
 * do), or the reason why not. Pure: no clock, no chance, no I/O.
 */
import { watching } from './clocks.ts';
import { type Command, commandRows } from './commands.ts';
import { folded } from './evolve.ts';
import { type Interaction, isReader, type Unstarted, withPresent } from './state.ts';
import { type Decision, happens, refuse } from './topic.ts';
import { start } from './topics/arriving.ts';

export function decide(interaction: Interaction | Unstarted, command: Command, now: number): Decision {
  if (!interaction.stage) return command.type === 'start' ? start(command, now) : refuse('chat_unknown');
  if (isOfFormerReader(interaction, command)) return refuse('chat_ended');
  const present = command.type === 'lapse' ? interaction : withPresent(interaction, now);
  const decision = commandRows[command.type].decide(present, command as never, now);
  if ('refused' in decision || decision.events.length === 0) return decision;
  const { events } = decision;
  return happens(...events, ...watching(interaction, folded(interaction, events, now), now));
}

/** For them it has ended: they are not told that somebody else goes on with it (A14). */
function isOfFormerReader(interaction: Interaction, command: Command): boolean {
  const { readsFrom } = 'actor' in command && command.actor.side === 'visitor' ? command.actor : {};
  return readsFrom !== undefined && !isReader(interaction, { readsFrom });
}
