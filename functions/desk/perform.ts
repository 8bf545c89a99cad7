/** Does what follows from a commit, each kind by a function of its own, which answers the commits that this brought. */
import type { ConnectionId } from '../../core/ids.ts';
import { type Consequence, consequencesOf } from '../../core/interaction/consequences.ts';
import { type Interaction, isToBePlaced, socketsOf, standsInLine } from '../../core/interaction/state.ts';
import { isDue } from '../../core/interaction/waiting.ts';
import { type Committed, commitsOf, type Execution } from './execute.ts';
import { assignChat } from './find-agent.ts';
import type { DeskParts } from './parts.ts';
import { type Gone, pushCommit } from './push.ts';
import { ringNext } from './ring.ts';
import { runOwn } from './run.ts';
import { serveAgent, serveListed } from './serve-agent.ts';
import { tell, tellPosition } from './tell.ts';

/** A commit, and the socket that it came from, which has the answer. Another chat's that was written along with it came from none. */
type Done = Committed & { origin?: ConnectionId | undefined };

type Of<T extends Consequence['type']> = Extract<Consequence, { type: T }>;
type Performers = {
  [T in Consequence['type']]: (parts: DeskParts, consequence: Of<T>, of: Done) => Promise<Committed[]>;
};

const performers: Performers = {
  announce,
  place,
  'look-for-agent': async (parts, { isNewcomer }, { chat }) =>
    standsInLine(chat) ? lookForAgent(parts, chat, isNewcomer) : [],
  'tell-position': sayPosition,
  serve,
  'ring-next': (parts, { lane }) => ringNext(parts, lane),
};

/** Both sides are told of each commit, and all that follows is done, what follows from that included. */
export async function followUp(parts: DeskParts, commits: Done[]): Promise<void> {
  const left: (() => Promise<Committed[]>)[] = [];
  const follow = async (done: Done) => {
    const gone = await pushCommit(parts.connections, { ...done, except: done.origin });
    left.unshift(
      ...consequencesOf(done.before, done.chat, done.commit).map((each) => () => perform(parts, each, done)),
      ...gone.map((socket) => () => forgetSocket(parts, done.chat, socket)),
    );
  };
  for (const commit of commits.toReversed()) await follow(commit);
  for (let next = left.shift(); next; next = left.shift())
    for (const commit of (await next()).toReversed()) await follow(commit);
}

const perform = <T extends Consequence['type']>(parts: DeskParts, consequence: Of<T>, of: Done) =>
  (performers[consequence.type] as Performers[T])(parts, consequence, of);

async function announce(parts: DeskParts, { agentId }: Of<'announce'>, { agents, chat, origin }: Done) {
  const agent = agents.find(({ id }) => id === agentId) ?? (await parts.agents.get(agentId));
  // Consoles that follow the chat have heard of it: an agent may have others, which a `take` in one does not reach.
  const others = agent?.connections.filter((id) => id !== origin && !socketsOf(chat, 'agent').includes(id)) ?? [];
  if (agent) await tell(parts, { id: agentId, connections: others }, { t: 'chat', interactionId: chat.id });
  return [];
}

async function place(parts: DeskParts, _: Of<'place'>, { chat }: Done): Promise<Committed[]> {
  if (!isToBePlaced(chat)) return [];
  const placement = await parts.routing.placeAfterTalk(chat);
  return commitsOf(await runOwn(parts, { interactionId: chat.id, command: { type: 'place', placement } }));
}

/** By now it may have been offered, or be with an agent. */
async function sayPosition(parts: DeskParts, _: Of<'tell-position'>, { chat }: Done): Promise<Committed[]> {
  const { ids } = chat.visitor.reach;
  const now = await parts.chats.load(chat.id);
  if (!now.chat.stage) return [];
  const gone = await tellPosition(parts, now.chat, ids);
  return (await Promise.all(gone.map((socket) => forgetSocket(parts, chat, socket)))).flat();
}

/** Of the transaction that let the chat go it is known where the agent stands by it: who is in no list can have none. */
async function serve(parts: DeskParts, { agentId }: Of<'serve'>, { agents }: Done): Promise<Committed[]> {
  const agent = agents.find(({ id }) => id === agentId);
  if (!agent) return serveAgent(parts, agentId);
  return Object.keys(agent.listed).length > 0 ? serveListed(parts, agent) : [];
}

async function lookForAgent(parts: DeskParts, chat: Interaction, isNewcomer: boolean): Promise<Committed[]> {
  const reviewed = await review(parts, chat);
  const moved = hasMoved(reviewed) ? commitsOf(reviewed) : await assignChat(parts, chat);
  if (moved) return moved;
  const turnedAway = isNewcomer && chat.place.terms.maxChats > 0 ? await turnAwayBeyond(parts, chat) : [];
  // Written into the line first, then looked whether anybody stands there: a publish writes first, then looks who waits.
  return turnedAway.length > 0 ? turnedAway : moveIfStranded(parts, chat);
}

/** B8: the line may be so long and no longer. Who came first stays, however many come at once. */
async function turnAwayBeyond(
  parts: DeskParts,
  {
    id,
    place: {
      queueId,
      terms: { maxChats },
    },
  }: Interaction,
): Promise<Committed[]> {
  if ((await parts.queues.countWaiting(queueId, maxChats + 1)) <= maxChats) return [];
  const line = await parts.queues.waitingIn(queueId, maxChats + NEWCOMERS);
  line.sort((a, b) => a.since - b.since || (a.interactionId < b.interactionId ? -1 : 1));
  if (line.slice(0, maxChats).some(({ interactionId }) => interactionId === id)) return [];
  return commitsOf(await runOwn(parts, { interactionId: id, command: { type: 'turn-away' } }));
}

/** So many who come at once are told apart by their age. */
const NEWCOMERS = 25;

/** What waiting has brought, whenever a chat comes to stand in line and whenever a timer says so. */
export async function review(parts: DeskParts, chat: Interaction): Promise<Execution> {
  const overflow = isDue(chat.place, 'overflow', parts.now()) ? await parts.routing.overflowOf(chat) : undefined;
  return runOwn(parts, { interactionId: chat.id, command: { type: 'review', overflow }, known: chat });
}

/** It stands elsewhere or has ended: then all that follows is done with that. */
export const hasMoved = (reviewed: Execution): boolean =>
  reviewed.result === 'committed' && reviewed.commit.events.some(({ type }) => type !== 'overflow-closed');

export async function moveIfStranded(parts: DeskParts, chat: Interaction): Promise<Committed[]> {
  const placement = await parts.routing.placeAnew(chat);
  if (!placement) return [];
  return commitsOf(await runOwn(parts, { interactionId: chat.id, command: { type: 'move', placement } }));
}

/** A socket that was found gone, of which API Gateway may never say so by itself. */
export const forgetSocket = async (
  parts: DeskParts,
  { id: interactionId }: Pick<Interaction, 'id'>,
  { side, connectionId }: Gone,
): Promise<Committed[]> =>
  commitsOf(await runOwn(parts, { interactionId, command: { type: 'disconnect', side, connectionId } }));
