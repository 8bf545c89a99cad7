/**
 * What an interaction holds outside its log: a place in line, and places of agents' capacity. Stores move rows by the
 * difference between before and after, so a chat in line without a row, or a reservation without a chat, cannot arise.
 */
import type { Place } from '../agent/agent.ts';
import type { Moves } from '../agent/moves.ts';
import type { AgentId, LaneId, QueueId } from '../ids.ts';
import type { Commit } from './events.ts';
import { kinds } from './kinds.ts';
import { askedBy, type Interaction, laneOf, ownerOf, reservedFor, seatedGuests, type Unstarted } from './state.ts';

export interface PlaceInLine {
  holds: 'place in line';
  lane: LaneId;
  priority: number;
  since: number;
}

export type Holding = PlaceInLine | ({ holds: 'agent'; agentId: AgentId } & Omit<Place, 'interactionId'>);

export function holdingsOf(interaction: Interaction | Unstarted): Holding[] {
  if (!interaction.stage) return [];
  const reserved = reservedFor(interaction);
  const owner = ownerOf(interaction);
  switch (interaction.stage.is) {
    case 'arriving':
    case 'ended':
      return [];
    case 'waiting': {
      const { priority, since } = interaction.place;
      return reserved
        ? [withAgent(interaction, reserved.id, 'offer')]
        : [{ holds: 'place in line', lane: laneOf(interaction), priority, since }];
    }
    case 'handled':
      return [
        ...[...(owner ? [owner] : []), ...seatedGuests(interaction)].map(({ id }) =>
          withAgent(interaction, id, 'take'),
        ),
        // D9: whoever is to have it, or to join, holds a place from the offer on; the giver keeps theirs until then.
        ...(reserved ? [withAgent(interaction, reserved.id, 'offer')] : []),
      ];
    case 'wrap-up':
      return owner ? [withAgent(interaction, owner.id, 'take')] : [];
    default:
      return interaction.stage satisfies never;
  }
}

const withAgent = (interaction: Interaction, agentId: AgentId, why: Place['why']): Holding => ({
  ...{ holds: 'agent', agentId },
  ...placeOf(interaction, why),
});

/** The capacity that it uses of the agent who has it. */
export const placeOf = ({ kind, place }: Interaction, why: Place['why']): Omit<Place, 'interactionId'> => ({
  ...{ why, queueId: place.queueId, weight: kinds[kind].weight, most: place.terms.agentCapacity },
});

export const placeUses = ['offered', 'active', 'parked', 'wrap-up'] as const;

/** What an agent's place is used for. */
export interface PlaceUse {
  agentId: AgentId;
  queueId: QueueId;
  weight: number;
  is: (typeof placeUses)[number];
}

export const placeUsesOf = (interaction: Interaction | Unstarted): PlaceUse[] =>
  holdingsOf(interaction).flatMap((holding) =>
    holding.holds === 'agent' && interaction.stage
      ? [
          {
            ...{ agentId: holding.agentId, queueId: holding.queueId, weight: holding.weight },
            is: usedFor(interaction, holding.agentId),
          },
        ]
      : [],
  );

function usedFor(interaction: Interaction, agentId: AgentId): PlaceUse['is'] {
  if (askedBy(interaction).some(({ id }) => id === agentId)) return 'offered';
  if (interaction.parked && ownerOf(interaction)?.id === agentId) return 'parked';
  return interaction.stage.is === 'wrap-up' ? 'wrap-up' : 'active';
}

export const placeInLineOf = (interaction: Interaction | Unstarted): PlaceInLine | undefined =>
  holdingsOf(interaction).find((holding) => holding.holds === 'place in line');

/** The agents whose capacity it uses. */
export const agentsHeldBy = (interaction: Interaction | Unstarted): AgentId[] =>
  holdingsOf(interaction).flatMap((holding) => (holding.holds === 'agent' ? [holding.agentId] : []));

/** A commit of an interaction, with the state before and after it. */
export interface Change {
  before: Interaction | Unstarted;
  commit: Commit;
  after: Interaction;
}

/** By agent. Leaves out an agent who keeps it, for example by accepting an offer. */
export function movesOf(changes: readonly Pick<Change, 'before' | 'after'>[]): Map<AgentId, Moves> {
  const moves = new Map<AgentId, Moves>();
  const ofAgent = (agentId: AgentId): Moves => {
    const known = moves.get(agentId) ?? { released: [], reserved: [] };
    moves.set(agentId, known);
    return known;
  };
  for (const { before, after } of changes) {
    const [had, has] = [agentsHeldBy(before), agentsHeldBy(after)];
    for (const agentId of had) if (!has.includes(agentId)) ofAgent(agentId).released.push(before.id);
    for (const holding of holdingsOf(after)) {
      if (holding.holds !== 'agent' || had.includes(holding.agentId)) continue;
      const { holds: _, agentId, ...place } = holding;
      ofAgent(agentId).reserved.push({ ...place, interactionId: after.id });
    }
  }
  return moves;
}
