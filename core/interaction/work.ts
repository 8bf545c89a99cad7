/** What an agent who holds a place for an interaction is doing with it. */
import type { Work } from '../agent/next-agent.ts';
import type { AgentId } from '../ids.ts';
import type { Interaction, Unstarted } from './state.ts';

/** Undefined if it no longer is with the agent. */
export function workOf(interaction: Interaction | Unstarted, agentId: AgentId): Work | undefined {
  if (!interaction.stage || interaction.stage.is === 'ended') return undefined;
  const has = interaction.people.some(({ agent, as }) => agent.id === agentId && as !== 'asked');
  if (!has) return interaction.offers.some(({ to }) => to.some(({ id }) => id === agentId)) ? 'offered' : undefined;
  if (interaction.parked) return 'parked';
  return interaction.stage.is === 'wrap-up' ? 'wrap-up' : 'handling';
}
