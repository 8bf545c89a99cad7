/**
 * What an interaction holds outside its log: a place in line, places of agents' capacity. Stores move rows by the difference between
 * before and after, so that a chat in line without a row, or a reservation without a chat, cannot arise.
 */
import type { Place } from '../agent/agent.ts';
import type { Moves } from '../agent/moves.ts';
import type { AgentId, LaneId } from '../ids.ts';
import type { Commit } from './events.ts';
import { kinds } from './kinds.ts';
import { type Chat, laneOf } from './state.ts';

export interface PlaceInLine {
  holds: 'place in line';
  lane: LaneId;
  priority: number;
  since: number;
}

export type Holding = PlaceInLine | ({ holds: 'agent'; agentId: AgentId } & Omit<Place, 'interactionId'>);

export function holdingsOf(chat: Chat): Holding[] {
  switch (chat.status) {
    case 'new':
    case 'arriving':
    case 'ended':
      return [];
    case 'waiting':
      return [{ holds: 'place in line', lane: laneOf(chat), priority: chat.priority, since: chat.waitingSince }];
    case 'offered':
      return [withAgent(chat, 'offer')];
    case 'active':
    case 'wrap-up':
      return [withAgent(chat, 'take')];
    default:
      return chat satisfies never;
  }
}

const withAgent = (
  { agent, queueId, terms }: Extract<Chat, { status: 'offered' | 'active' | 'wrap-up' }>,
  why: Place['why'],
): Holding => ({
  ...{ holds: 'agent', agentId: agent.id, why, queueId },
  ...{ weight: kinds.chat.weight, most: terms.agentCapacity },
});

export const placeInLineOf = (chat: Chat): PlaceInLine | undefined =>
  holdingsOf(chat).find((holding) => holding.holds === 'place in line');

/** Those of whose capacity it holds a place. */
export const agentsHeldBy = (chat: Chat): AgentId[] =>
  holdingsOf(chat).flatMap((holding) => (holding.holds === 'agent' ? [holding.agentId] : []));

/** A commit of an interaction, and what it was before and after. */
export interface Change {
  before: Chat;
  commit: Commit;
  after: Chat;
}

/** By agent. Who had it and has it still, as when an offer is accepted, is not among them. */
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
