/** What an agent who holds a place for an interaction is doing with it. */
import type { Work } from '../agent/next-agent.ts';
import type { AgentId } from '../ids.ts';
import { askedBy, type Interaction, ownerOf, type Unstarted, writerIn } from './state.ts';

/** Undefined if it no longer is with the agent. Parked is something of its owner's: a guest goes on. */
export function workOf(interaction: Interaction | Unstarted, agentId: AgentId): Work | undefined {
  if (!interaction.stage || interaction.stage.is === 'ended') return undefined;
  if (askedBy(interaction).some(({ id }) => id === agentId)) return 'offered';
  if (!writerIn(interaction, agentId)) return undefined;
  if (interaction.parked && ownerOf(interaction)?.id === agentId) return 'parked';
  return interaction.stage.is === 'wrap-up' ? 'wrap-up' : 'handling';
}
