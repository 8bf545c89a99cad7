/**
 * The desk runs commands and everything that follows from them before it answers: both sides are informed, an agent's place is
 * taken or given back, a waiting chat finds its agent. Repeating a command repeats what follows, so that a crash in between
 * loses nothing.
 */
import { atMost } from '../../adapters/at-most.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { CallState } from '../../core/agent/phone.ts';
import type { AgentId, CommandId, ConnectionId, InteractionId, QueueId } from '../../core/ids.ts';
import type { Command } from '../../core/interaction/commands.ts';
import { type Interaction, isToBePlaced, standsInLine } from '../../core/interaction/state.ts';
import type { Actor } from '../../core/interaction/topic.ts';
import { strategies } from '../../core/routing/strategies.ts';
import { type Committed, commitsOf, type Execute, type Execution } from './execute.ts';
import { type DeskParts, systemId } from './parts.ts';
import { followUp, forgetSocket, lookForAgent, moveIfStranded, place, review } from './perform.ts';
import type { Gone } from './push.ts';
import { STILL_RINGING } from './ring.ts';
import { runOne, runOwn } from './run.ts';
import { serveAgent } from './serve-agent.ts';

/** How many waiting chats of a queue are checked when another configuration is published, and when the queue closes. */
const MAX_REVIEWED = 10_000;

/**
 * How many of them are handled in parallel: each waits some 30 ms for the table, and a function has one core. Chats already
 * handled are no longer found when the call is repeated.
 */
const AT_ONCE = 20;

/** Chats park when the agent is in the call: while it rings, the agent still answers the visitors, and may not get the call. */
const forCall: Record<CallState, (agentId: AgentId) => Command[]> = {
  ringing: (agentId) => [{ type: 'withdraw-offer', agentId, because: 'call' }],
  'in-call': (agentId) => [...forCall.ringing(agentId), { type: 'park-for-call', agentId }],
  idle: (agentId) => [{ type: 'resume-after-call', agentId }],
};

export type Desk = ReturnType<typeof createDesk>;

export function createDesk(parts: DeskParts) {
  const { chats, queues, routing } = parts;
  const follow = (commits: Committed[]) => followUp(parts, commits);

  /** Runs a command and everything that follows from it. `origin` is the socket it came from. */
  async function run(ask: Execute, origin?: ConnectionId): Promise<Execution> {
    const execution = await runOne(parts, ask);
    const [commit, ...also] = commitsOf(execution);
    if (commit) await followUp(parts, [{ ...commit, origin }, ...also]);
    return execution;
  }

  /** Only if the chat is still in line. */
  async function ofWaiting(interactionId: InteractionId, happen: (chat: Interaction) => Promise<Committed[]>) {
    const { chat } = await chats.load(interactionId);
    if (standsInLine(chat)) await follow(await happen(chat));
  }

  const reviewWait = (interactionId: InteractionId) =>
    ofWaiting(interactionId, async (chat) => commitsOf(await review(parts, chat)));

  /** Chats that ring the agent hold no place of theirs, so they are looked for among the first of each line. */
  async function stopRinging({ id: agentId, standings }: Pick<Agent, 'id' | 'standings'>, because: 'call' | 'away') {
    const lanes = standings.filter(({ strategy }) => strategies[strategy].offersTo === 'all').map(({ lane }) => lane);
    const command = { type: 'withdraw-offer' as const, agentId, because };
    await atMost(AT_ONCE, (await queues.waitingInLanes(lanes, STILL_RINGING)).flat(), async ({ interactionId }) =>
      follow(commitsOf(await runOwn(parts, { interactionId, command }))),
    );
  }

  return {
    run,
    reviewWait,

    /**
     * This socket follows the chat from now on, if the chat belongs to its owner. Looking is not a client command: it has no id
     * to repeat.
     */
    follow: (interactionId: InteractionId, actor: Actor, connectionId: ConnectionId): Promise<Execution> =>
      run({ interactionId, id: systemId(parts), command: { type: 'connect', actor, connectionId } }, connectionId),

    async forget(id: InteractionId, gone: Gone[]): Promise<void> {
      for (const socket of gone) await follow(await forgetSocket(parts, { id }, socket));
    },

    /** For a chat that was passed on while nobody else was free, or that nobody placed after it was reopened. */
    async assign(interactionId: InteractionId): Promise<void> {
      const { chat } = await chats.load(interactionId);
      if (!chat.stage) return;
      if (isToBePlaced(chat)) return follow(await place(parts, chat));
      if (standsInLine(chat)) await follow(await lookForAgent(parts, chat, false));
    },

    /** Closing time, for the whole line at once, because one timer for each chat would cost an execution each. */
    async closeLine(queueId: QueueId): Promise<void> {
      const waiting = await queues.waitingIn(queueId, MAX_REVIEWED);
      await atMost(AT_ONCE, waiting, ({ interactionId }) => reviewWait(interactionId));
    },

    /** Another configuration was published: chats in lanes that it does not have are where nobody looks. */
    async reviewLanes(queueId: QueueId): Promise<void> {
      const isLane = await routing.lanesNow();
      const stranded = (await queues.waitingIn(queueId, MAX_REVIEWED)).filter(({ lane }) => !isLane(lane));
      await atMost(AT_ONCE, stranded, ({ interactionId }) =>
        ofWaiting(interactionId, (chat) => moveIfStranded(parts, chat)),
      );
    },

    /** Somebody wanted to be called now (A7). */
    async callBack(interactionId: InteractionId, id: CommandId): Promise<void> {
      const { chat } = await chats.load(interactionId);
      if (!chat.stage) return;
      const opensAt = await routing.opensFor(chat);
      await run({ interactionId, id, command: { type: 'call-due', opensAt } });
    },

    /** The visitor wrote in a parked chat that its agent did not resume. */
    async returnParked(interactionId: InteractionId, id: CommandId): Promise<void> {
      const { chat } = await chats.load(interactionId);
      if (!chat.stage) return;
      const closesAt = await routing.keptIn(chat.place.queueId);
      await run({ interactionId, id, command: { type: 'return-parked', closesAt } });
    },

    agentMayBeFree: async (agentId: AgentId): Promise<void> => follow(await serveAgent(parts, agentId)),

    /** B12: the agent's phone rings, a call has begun, or it is over. */
    async adaptToCall(agent: Pick<Agent, 'id' | 'reservations' | 'standings'>, state: CallState) {
      const { id: agentId, reservations } = agent;
      for (const { interactionId } of reservations)
        for (const command of forCall[state](agentId))
          await follow(commitsOf(await runOwn(parts, { interactionId, command })));
      if (state !== 'idle') await stopRinging(agent, 'call');
      if (state === 'idle') await follow(await serveAgent(parts, agentId));
    },

    /** The agent leaves, and their chats go back (D7). */
    async returnChats(agent: Pick<Agent, 'id' | 'reservations' | 'standings'>): Promise<void> {
      const { id: agentId, reservations } = agent;
      for (const { interactionId, queueId } of reservations) {
        const closesAt = await routing.keptIn(queueId);
        const command = { type: 'return' as const, agentId, closesAt };
        await follow(commitsOf(await runOwn(parts, { interactionId, command })));
      }
      await stopRinging(agent, 'away');
    },
  };
}
