/** Does what follows from a commit. Each kind has its own function, which returns the resulting commits. */
import { isOpenToOffers, type ListedAgent } from '../../core/agent/agent.ts';
import { isOnCall } from '../../core/agent/phone.ts';
import type { AgentId, ConnectionId } from '../../core/ids.ts';
import { type Consequence, consequencesOf } from '../../core/interaction/consequences.ts';
import { type Interaction, isToBePlaced, rungBy, socketsOf, standsInLine } from '../../core/interaction/state.ts';
import { isDue } from '../../core/interaction/waiting.ts';
import { isWritten } from '../../core/interaction/written.ts';
import { type Committed, commitsOf, type Execution } from './execute.ts';
import { assignChat } from './find-agent.ts';
import type { DeskParts } from './parts.ts';
import { type Gone, pushCommit } from './push.ts';
import { ringNext } from './ring.ts';
import { runOwn } from './run.ts';
import { serveAgent, serveListed } from './serve-agent.ts';
import { tell, tellPosition } from './tell.ts';

/** A commit and the socket it came from, which gets the answer. A commit of another chat, written with it, has no socket. */
type Done = Committed & { origin?: ConnectionId | undefined };

type Of<T extends Consequence['type']> = Extract<Consequence, { type: T }>;
type Performers = {
  [T in Consequence['type']]: (parts: DeskParts, consequence: Of<T>, of: Done) => Promise<Committed[]>;
};

const performers: Performers = {
  announce,
  place: (parts, _, { chat }) => place(parts, chat),
  'look-for-agent': async (parts, { isNewcomer }, { chat }) =>
    standsInLine(chat) ? lookForAgent(parts, chat, isNewcomer) : [],
  'tell-position': sayPosition,
  serve,
  'ring-next': (parts, { lane }) => ringNext(parts, lane),
};

/** Both sides are told about each commit, and everything that follows is done, including what follows from that. */
export async function followUp(parts: DeskParts, commits: Done[]): Promise<void> {
  const left: (() => Promise<Committed[]>)[] = [];
  const follow = async (done: Done) => {
    const gone = await pushCommit(parts.connections, { ...done, except: done.origin });
    left.unshift(
      ...consequencesOf(done.before, done.chat, done.commit).map((each) => () => perform(parts, each, done)),
      ...gone.map((socket) => () => forgetSocket(parts, done.chat, socket, missedBy(done))),
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
  if (rungBy(chat).includes(agentId) && !(agent && isOpenToOffers(agent, parts.now())))
    return withdrawRing(parts, chat, agentId, agent);
  // Consoles that follow the chat have been told. The agent may have others, which a `take` in one does not reach.
  const others = agent?.connections.filter((id) => id !== origin && !socketsOf(chat, 'agent').includes(id)) ?? [];
  if (agent) await tell(parts, { id: agentId, connections: others }, { t: 'chat', interactionId: chat.id });
  return [];
}

/**
 * A ring holds no place, so nothing refused it when the agent got a call, or left, after the ready list was read. Whoever
 * writes first is seen: an agent's row is written before it is known what rings them.
 */
async function withdrawRing(
  parts: DeskParts,
  { id: interactionId }: Interaction,
  agentId: AgentId,
  agent: ListedAgent | undefined,
): Promise<Committed[]> {
  // Otherwise a row left over, of an agent whose lease has ended, would bring the next ring.
  await parts.agents.refreshReady(agentId, parts.now());
  const because = agent && isOnCall(agent.phone, parts.now()) ? ('call' as const) : ('away' as const);
  return commitsOf(await runOwn(parts, { interactionId, command: { type: 'withdraw-offer', agentId, because } }));
}

export async function place(parts: DeskParts, chat: Interaction): Promise<Committed[]> {
  if (!isToBePlaced(chat)) return [];
  const placement = await parts.routing.placeArriving(chat);
  return commitsOf(await runOwn(parts, { interactionId: chat.id, command: { type: 'place', placement } }));
}

/** By now it may be on offer, or with an agent. */
async function sayPosition(parts: DeskParts, _: Of<'tell-position'>, { chat }: Done): Promise<Committed[]> {
  const { ids } = chat.visitor.reach;
  const now = await parts.chats.load(chat.id);
  if (!now.chat.stage) return [];
  const gone = await tellPosition(parts, now.chat, ids);
  return (await Promise.all(gone.map((socket) => forgetSocket(parts, chat, socket)))).flat();
}

/** The transaction that released the chat shows where the agent is listed: an agent in no list cannot get a chat. */
async function serve(parts: DeskParts, { agentId }: Of<'serve'>, { agents }: Done): Promise<Committed[]> {
  const agent = agents.find(({ id }) => id === agentId);
  if (!agent) return serveAgent(parts, agentId);
  return Object.keys(agent.listed).length > 0 ? serveListed(parts, agent) : [];
}

/** Applies what waiting has led to, then finds an agent, or another lane if nobody looks there. */
export async function lookForAgent(parts: DeskParts, chat: Interaction, isNewcomer: boolean): Promise<Committed[]> {
  const reviewed = await review(parts, chat);
  const moved = hasMoved(reviewed) ? commitsOf(reviewed) : await assignChat(parts, chat);
  if (moved) return moved;
  const turnedAway = isNewcomer && chat.place.terms.maxChats > 0 ? await turnAwayBeyond(parts, chat) : [];
  // Joins the line first, then checks whether an agent looks there. A publish writes first, then checks who waits.
  return turnedAway.length > 0 ? turnedAway : moveIfStranded(parts, chat);
}

/** B8: limits the length of the line. The first to come stay, however many arrive at once. */
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

/** Up to this many simultaneous arrivals are ordered by age. */
const NEWCOMERS = 25;

/** Applies what waiting has led to, whenever a chat joins the line and whenever a timer says so. */
export async function review(parts: DeskParts, chat: Interaction): Promise<Execution> {
  const [overflows, givesUp] = [isDue(chat.place, 'overflow', parts.now()), isDue(chat.place, 'time-out', parts.now())];
  const overflow = overflows ? await parts.routing.overflowOf(chat) : undefined;
  const isStaffed = givesUp ? (await parts.queues.watchers(chat.place.queueId)).length > 0 : undefined;
  return runOwn(parts, { interactionId: chat.id, command: { type: 'review', overflow, isStaffed }, known: chat });
}

/** It is in another place or has ended, and everything that follows from that has been done. */
const hasMoved = (reviewed: Execution): boolean =>
  reviewed.result === 'committed' && reviewed.commit.events.some(({ type }) => type !== 'overflow-closed');

export async function moveIfStranded(parts: DeskParts, chat: Interaction): Promise<Committed[]> {
  const placement = await parts.routing.placeAnew(chat);
  if (!placement) return [];
  return commitsOf(await runOwn(parts, { interactionId: chat.id, command: { type: 'move', placement } }));
}

/** A socket that was found closed, which API Gateway may never report. */
export const forgetSocket = async (
  parts: DeskParts,
  { id: interactionId }: Pick<Interaction, 'id'>,
  { side, connectionId }: Gone,
  missed?: number,
): Promise<Committed[]> =>
  commitsOf(await runOwn(parts, { interactionId, command: { type: 'disconnect', side, connectionId, missed } }));

/** What an agent wrote and a closed socket did not receive (D11). */
const missedBy = ({ commit }: Done): number | undefined =>
  commit.events.some((event) => isWritten(event) && event.from === 'agent') ? commit.seq : undefined;
