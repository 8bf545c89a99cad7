/**
 * The rules: `decide(interaction, command, now)` returns the events that the command causes (none if there is nothing left to
 * do), or the reason why not. Pure: no clock, no chance, no I/O.
 */
import { watching } from './clocks.ts';
import { type Command, commandRows } from './commands.ts';
import { folded } from './evolve.ts';
import { type Interaction, type Unstarted, withPresent } from './state.ts';
import { type Decision, happens, nothing, refuse } from './topic.ts';
import { start } from './topics/arriving.ts';

export function decide(interaction: Interaction | Unstarted, command: Command, now: number): Decision {
  if (command.type === 'start') return interaction.stage ? nothing : start(command, now);
  if (!interaction.stage) return refuse('chat_unknown');
  const present = command.type === 'lapse' ? interaction : withPresent(interaction, now);
  const decision = commandRows[command.type].decide(present, command as never, now);
  if ('refused' in decision || decision.events.length === 0) return decision;
  const { events } = decision;
  return happens(...events, ...watching(interaction, folded(interaction, events, now), now));
}
