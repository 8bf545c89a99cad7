/**
 * What follows from a commit, decided from the chat's state before and after. The desk performs the consequences one after
 * another, including what follows from those. For a repeated command the state before is unknown: `before` is then empty, and
 * everything that should have followed follows again.
 */
import type { AgentId, LaneId } from '../ids.ts';
import { strategies } from '../routing/strategies.ts';
import type { Commit, InteractionEvent } from './events.ts';
import { agentsHeldBy, placeInLineOf } from './holdings.ts';
import {
  askedBy,
  type Interaction,
  isIn,
  isToBePlaced,
  laneOf,
  ownerOf,
  rungBy,
  standsInLine,
  type Unstarted,
} from './state.ts';

export type Consequence =
  /** The agent was given the chat, or it rings them, and their consoles do not know yet. */
  | { type: 'announce'; agentId: AgentId }
  /** From the automated conversation into a queue. */
  | { type: 'place' }
  /**
   * The chat has just joined the line: apply what waiting leads to, then find an agent. `isNewcomer`: the line may now exceed
   * its limit.
   */
  | { type: 'look-for-agent'; isNewcomer: boolean }
  /** A visitor whose page is open has just come into a line, or back to it, and does not know their place. */
  | { type: 'tell-position' }
  /** The agent finished one, and may get another. */
  | { type: 'serve'; agentId: AgentId }
  /** In a queue that rings all: one left the line, and another may ring now. */
  | { type: 'ring-next'; lane: LaneId };

export function consequencesOf(before: Interaction | Unstarted, after: Interaction, commit: Commit): Consequence[] {
  const added = (of: (chat: Interaction | Unstarted) => AgentId[]) =>
    of(after).filter((id) => !of(before).includes(id));
  const [was, is] = [placeInLineOf(before)?.lane, placeInLineOf(after)?.lane];
  const standsStill = was !== undefined && was === is;
  const looks = standsInLine(after) && (!standsStill || (askedBy(after).length === 0 && commit.events.some(endsOffer)));
  const left = standsStill ? undefined : (was ?? leftUnknown(before, after, commit));
  return [
    ...[...added(agentsHeldBy), ...added(rungBy)].map((agentId) => ({ type: 'announce' as const, agentId })),
    ...(isToBePlaced(after) ? [{ type: 'place' as const }] : []),
    ...(looks ? [{ type: 'look-for-agent' as const, isNewcomer: commit.events.some(comesNew) }] : []),
    ...(looks && after.visitor.reach.ids.length > 0 && commit.events.some(comesIn)
      ? [{ type: 'tell-position' as const }]
      : []),
    ...letGo(before, after, commit).map((agentId) => ({ type: 'serve' as const, agentId })),
    ...(left !== undefined && offersToAll(before.stage ? before : after)
      ? [{ type: 'ring-next' as const, lane: left }]
      : []),
  ];
}

function letGo(before: Interaction | Unstarted, after: Interaction, { events }: Commit): AgentId[] {
  const has = agentsHeldBy(after);
  const had = !before.stage ? events.flatMap((event) => letGoBy(event, after)) : agentsHeldBy(before);
  return had.filter((agentId) => !has.includes(agentId));
}

const endsOffer = ({ type }: InteractionEvent): boolean => type === 'offer-rejected' || type === 'offer-expired';

/** As far as an event shows which agent loses the chat. */
function letGoBy(event: InteractionEvent, after: Interaction): AgentId[] {
  if (event.type === 'offer-rejected') return [event.agentId];
  if (event.type === 'offer-expired') return event.agentIds;
  if (event.type === 'queued' && event.because === 'unresumed' && isIn(after, 'waiting'))
    return after.stage.passed ? [after.stage.passed.agentId] : [];
  if (event.type === 'reopened')
    return isIn(after, 'arriving') && after.stage.again?.agent ? [after.stage.again.agent.id] : [];
  if (event.type === 'called' && event.nextAt !== undefined) return [event.agent.id];
  if (event.type === 'left') return [event.agent.id];
  if (event.type === 'transferred') return event.from ? [event.from.id] : [];
  if (event.type === 'accepted') return [...(event.from ? [event.from.id] : []), ...(event.frees ?? [])];
  if (event.type === 'ended') {
    const last = isIn(after, 'ended') && after.stage.agent ? [after.stage.agent.id] : [];
    return [...last, ...(event.frees ?? [])];
  }
  const owner = ownerOf(after);
  return event.type === 'finished' && isIn(after, 'ended') && owner ? [owner.id] : [];
}

/** A repeated command: a chat that has gone to an agent or ended may have left a line. */
const leftUnknown = (before: Interaction | Unstarted, after: Interaction, { events }: Commit): LaneId | undefined =>
  !before.stage && events.some(({ type }) => type === 'accepted' || type === 'ended') ? laneOf(after) : undefined;

/** As the visitor sees it: what they require may have changed while they kept their place. */
const comesIn = (event: InteractionEvent): boolean =>
  comesNew(event) || (event.type === 'queued' && COMES_BACK.includes(event.because));

const COMES_BACK: readonly string[] = ['returned', 'unresumed', 'reopened', 'transferred'];

const comesNew = (event: InteractionEvent): boolean =>
  event.type === 'queued' && (event.because === 'arrived' || event.because === 'overflowed');

const offersToAll = ({ place: { terms } }: Interaction): boolean => strategies[terms.strategy].offersTo === 'all';
