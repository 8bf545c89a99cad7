/**
 * The desk: commands go in, and what follows from them is done before the answer goes out: both sides are told, an agent's place
 * is taken or given back, a waiting chat finds its agent. Repeating a command repeats what follows, so that a crash in between
 * loses nothing.
 */
import { atMost } from '../../adapters/at-most.ts';
import type { AgentStore, ChatStore, QueueStore } from '../../adapters/stores.ts';
import type { Agent, ListedAgent } from '../../core/agent/agent.ts';
import type { CommandId, ConnectionId, InteractionId, QueueId } from '../../core/ids.ts';
import type { Actor } from '../../core/interaction/commands.ts';
import { agentsHeldBy, placeInLineOf } from '../../core/interaction/holdings.ts';
import { type ArrivingChat, laneOf, type StartedChat, type WaitingChat } from '../../core/interaction/state.ts';
import { isDue } from '../../core/interaction/waiting.ts';
import { strategies } from '../../core/routing/strategies.ts';
import { createAssignment } from './assignment.ts';
import { type Execute, type Execution, execute } from './execute.ts';
import { type Connections, type Gone, pushCommit } from './push.ts';
import type { Routing } from './routing.ts';

/** Waiting chats of a queue that are looked through when another configuration is published, and when the queue closes. */
const MAX_REVIEWED = 10_000;

/**
 * Of these, chats that are handled at the same time: each waits for the table some 30 ms, and one function has one core. Who was done
 * is no longer there when the call comes again.
 */
const AT_ONCE = 20;

export interface DeskParts {
  chats: ChatStore;
  agents: AgentStore;
  queues: QueueStore;
  routing: Pick<Routing, 'placeAfterTalk' | 'placeAnew' | 'lanesNow' | 'keptIn' | 'overflowOf'>;
  connections: Pick<Connections, 'post'>;
  now: () => number;
  newId: () => string;
  /** A number from 0 up to but without 1. */
  chance: () => number;
}

export type Desk = ReturnType<typeof createDesk>;
type Committed = Extract<Execution, { before: unknown }>;

export function createDesk({ chats, agents, queues, routing, connections, now, newId, chance }: DeskParts) {
  const systemId = () => newId() as CommandId;
  const assignment = createAssignment({ agents, queues, run, tell, now, newId, chance });

  /** Runs a command and everything that follows from it. `origin` is the socket it came from. */
  async function run(ask: Execute, origin?: ConnectionId): Promise<Execution> {
    const execution = await execute(chats, ask, now());
    if (execution.result === 'refused' || execution.result === 'nothing') return execution;
    const gone = await pushCommit(connections, { ...execution, except: origin });
    await settle(execution, origin);
    await forget(ask.interactionId, gone);
    return execution;
  }

  /** From now on this socket follows the chat, if the chat is its owner's. To look is no command of a client's: it has no id that could be repeated. */
  const follow = (interactionId: InteractionId, actor: Actor, connectionId: ConnectionId): Promise<Execution> =>
    run({ interactionId, id: systemId(), command: { type: 'connect', actor, connectionId } }, connectionId);

  /** Sockets that were found gone, of which API Gateway may never say so by itself. */
  async function forget(interactionId: InteractionId, gone: Gone[]): Promise<void> {
    for (const { side, connectionId } of gone) {
      await run({ interactionId, id: systemId(), command: { type: 'disconnect', side, connectionId } });
    }
  }

  /** What a commit moved: the agent who came to have the chat, the one who no longer has it, the chat that waits. */
  async function settle(execution: Committed, origin?: ConnectionId): Promise<void> {
    const { before, chat, commit } = execution;
    const moved = execution.result === 'committed' ? execution.agents : [];
    const [had, has] = [agentsHeldBy(before), agentsHeldBy(chat)];
    for (const agentId of has.filter((id) => !had.includes(id))) {
      const agent = moved.find(({ id }) => id === agentId) ?? (await agents.get(agentId));
      // Consoles that follow the chat have heard of it: an agent may have others, which a `take` in one does not reach.
      const others = agent?.connections.filter((id) => id !== origin && !chat.connections.agent.includes(id)) ?? [];
      if (agent) await tell({ ...agent, connections: others }, { t: 'chat', interactionId: chat.id });
    }
    if (chat.status === 'arriving') await place(chat);
    const left = placeInLineOf(before)?.lane;
    const stands = left !== undefined && left === placeInLineOf(chat)?.lane;
    if (chat.status === 'waiting' && (!stands || commit.events.some(({ type }) => type === 'ring-expired'))) {
      const isFound = (await review(chat)) || (await assignment.findAgent(chat, commit.events.some(isNewcomer)));
      // Written into the line first, then looked whether anybody stands there: a publish writes first, then looks who waits.
      if (!isFound) await moveIfStranded(chat);
    }
    for (const agentId of had.filter((id) => !has.includes(id))) await assignment.agentMayBeFree(agentId);
    if (left !== undefined && !stands && offersToAll(chat)) await assignment.ringNext(left);
    // A repeated command does not say what was before: a chat that has gone to an agent or ended may have left a line.
    if (before.status === 'new' && commit.events.some(isLeaving) && offersToAll(chat))
      await assignment.ringNext(laneOf(chat));
  }

  /** Out of the automated conversation into a queue; nothing while that goes on. */
  async function place(chat: ArrivingChat): Promise<void> {
    const doing = chat.script?.run?.doing.is;
    if (doing !== 'routing') return;
    const placement = await routing.placeAfterTalk(chat);
    await run({ interactionId: chat.id, id: systemId(), command: { type: 'place', placement } });
  }

  async function moveIfStranded(chat: WaitingChat): Promise<void> {
    const placement = await routing.placeAnew(chat);
    if (placement) await run({ interactionId: chat.id, id: systemId(), command: { type: 'move', placement } });
  }

  /** Another configuration was published: chats in lanes that it does not have stand where nobody looks. */
  async function reviewLanes(queueId: QueueId): Promise<void> {
    const isLane = await routing.lanesNow();
    const stranded = (await queues.waitingIn(queueId, MAX_REVIEWED)).filter(({ lane }) => !isLane(lane));
    await atMost(AT_ONCE, stranded, async ({ interactionId }) => {
      const { chat } = await chats.load(interactionId);
      if (chat.status === 'waiting') await moveIfStranded(chat);
    });
  }

  /**
   * What waiting has brought, whenever a chat comes to stand in line and whenever a timer says so. Answers whether that moved it: then
   * all that follows has happened.
   */
  async function review(chat: WaitingChat): Promise<boolean> {
    const overflow = isDue(chat, 'overflow', now()) ? await routing.overflowOf(chat) : undefined;
    const command = { type: 'review' as const, overflow };
    const execution = await run({ interactionId: chat.id, id: systemId(), command, known: chat });
    return execution.result === 'committed' && execution.commit.events.some(({ type }) => type !== 'overflow-closed');
  }

  async function reviewWait(interactionId: InteractionId): Promise<void> {
    const { chat } = await chats.load(interactionId);
    if (chat.status === 'waiting') await review(chat);
  }

  /** The hour has struck: for all in line at once, since each would cost an execution of its own. */
  async function closeLine(queueId: QueueId): Promise<void> {
    const waiting = await queues.waitingIn(queueId, MAX_REVIEWED);
    await atMost(AT_ONCE, waiting, ({ interactionId }) => reviewWait(interactionId));
  }

  async function tell(
    agent: Pick<ListedAgent, 'id' | 'connections'>,
    frame: Parameters<Connections['post']>[2],
  ): Promise<void> {
    const results = await Promise.all(
      agent.connections.map(async (id) => ({ id, result: await connections.post('agent', id, frame) })),
    );
    for (const { id, result } of results) if (result === 'gone') await agents.disconnect(agent.id, id);
  }

  /** For a chat that was passed on while nobody else was free. */
  async function assign(interactionId: InteractionId): Promise<void> {
    const { chat } = await chats.load(interactionId);
    if (chat.status === 'waiting' && !(await review(chat))) await assignment.assignChat(chat);
  }

  /** The agent leaves: nobody's chat stays with somebody who is not there (D7). */
  async function returnChats({ id: agentId, reservations }: Agent): Promise<void> {
    for (const { interactionId, queueId } of reservations) {
      const closesAt = await routing.keptIn(queueId);
      await run({ interactionId, id: systemId(), command: { type: 'return', agentId, closesAt } });
    }
  }

  const { agentMayBeFree } = assignment;
  return { run, follow, forget, assign, reviewWait, closeLine, agentMayBeFree, returnChats, reviewLanes };
}

const isNewcomer = (event: { type: string; because?: string }): boolean =>
  event.type === 'queued' && (event.because === 'arrived' || event.because === 'overflowed');

const isLeaving = ({ type }: { type: string }): boolean => type === 'accepted' || type === 'ended';

const offersToAll = ({ terms }: StartedChat): boolean => strategies[terms.strategy].offersTo === 'all';
