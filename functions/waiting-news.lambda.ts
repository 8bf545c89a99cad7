/**
 * Consoles hear of their waiting lists, visitors of their place in line, from the table's stream. Every step
 * may happen twice. Timers go another way (`arm-timers`): a flood of chats that makes this late delays none.
 */
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { atMost } from '../adapters/at-most.ts';
import { type Change, readChange } from '../adapters/dynamodb/stream.ts';
import type { AgentStore, ChatStore, QueueStore, WaitingEntry } from '../adapters/stores.ts';
import type { AgentId, ConnectionId, LaneId, QueueId } from '../core/ids.ts';
import { isIn, ownerOf } from '../core/interaction/state.ts';
import { estimatedWait, type Flow, flowAfter } from '../core/routing/wait.ts';
import { type AgentPush, LINE_ROWS } from '../protocol/agent.ts';
import type { Desk } from './desk/desk.ts';
import type { Connections } from './desk/push.ts';
import { reportLate } from './edge/behind.ts';
import { log } from './edge/stack.ts';
import { agentStore, chatStore, desk, dynamo, queueStore, sockets } from './wiring.ts';

/** So many at the head of a line hear of every move; who stands further back hears at the next reconnect. */
const TOLD_POSITIONS = 10;

/** Whoever left sooner found an agent at once, which says nothing of how quickly a line moves. */
const STOOD_MS = 2000;

/** Consoles that are told at the same time. */
const AT_ONCE = 40;

type Move = Extract<Change, { entry: unknown }>;
type Rows = Pick<Extract<AgentPush, { t: 'waiting' }>, 'stand' | 'removed'>;

interface Parts {
  chats: ChatStore;
  queues: QueueStore;
  agents: Pick<AgentStore, 'disconnect'>;
  connections: Connections;
  desk: Pick<Desk, 'forget'>;
  now: () => number;
}

export function createHandler({ chats, queues, agents, connections, desk, now }: Parts) {
  /** A batch that fails comes again whole, then in halves: all that is told is what the table says by then. */
  return async ({ Records }: DynamoDBStreamEvent, context: Context): Promise<void> => {
    reportLate(Records, context, now());
    const moves = Records.map(readChange).filter(isMove);
    const ofQueues = Map.groupBy(moves, ({ entry }) => entry.queueId);
    await Promise.all([...ofQueues].map(([queueId, ofQueue]) => tellConsoles(queueId, ofQueue, context)));
    const left = moves.filter(({ kind }) => kind === 'left line').map(({ entry }) => entry);
    const ofLanes = Map.groupBy(left, ({ lane }) => lane);
    await Promise.all([...ofLanes].map(([lane, ofLane]) => tellVisitors(lane, ofLane)));
  };

  async function tellConsoles(queueId: QueueId, moves: Move[], context: Context): Promise<void> {
    // Before it is asked who watches: a console that comes in between reads this count.
    const line = await queues.recount(queueId, now());
    const watchers = await queues.watchers(queueId);
    const frames = framesOf(moves).map((rows) => ({ t: 'waiting' as const, queueId, ...line, ...rows }));
    const consoles = watchers.flatMap(({ agentId, connections: ids }) => ids.map((id) => ({ agentId, id })));
    await atMost(AT_ONCE, consoles, ({ agentId, id }) => tellConsole(agentId, id, frames, context));
  }

  /** One console that cannot be told keeps the news from no other. */
  async function tellConsole(agentId: AgentId, id: ConnectionId, frames: AgentPush[], context: Context): Promise<void> {
    try {
      for (const frame of frames) {
        if ((await connections.post('agent', id, frame)) !== 'gone') continue;
        await agents.disconnect(agentId, id);
        return;
      }
    } catch (error) {
      log('error', context, { code: 'not_told', error: String(error) });
    }
  }

  async function tellVisitors(lane: LaneId, left: WaitingEntry[]): Promise<void> {
    let flow: Flow | undefined;
    for (const entry of left) flow = await noteFlow(entry);
    if (flow) await tellPositions(lane, flow);
  }

  /** How quickly the lane moves, of which the estimated wait is made (B14). */
  async function noteFlow({ interactionId, lane, since }: WaitingEntry): Promise<Flow> {
    const before = await queues.flow(lane);
    const leftAt = now();
    if (leftAt - since < STOOD_MS) return before;
    const { chat } = await chats.load(interactionId);
    const gaveUp = isIn(chat, 'waiting') || (isIn(chat, 'ended') && !ownerOf(chat));
    // Time with an agent, between two stays in line, is no waiting.
    const waitedFrom = chat.stage ? chat.place.waitedFrom : since;
    const flow = flowAfter(before, { since: waitedFrom, leftAt, gaveUp });
    await queues.saveFlow(lane, flow);
    return flow;
  }

  async function tellPositions(lane: LaneId, flow: Flow): Promise<void> {
    const heads = await queues.waiting(lane, TOLD_POSITIONS);
    await Promise.all(
      heads.map(async ({ interactionId }, index) => {
        const { chat } = await chats.load(interactionId);
        if (!isIn(chat, 'waiting')) return;
        const wait = estimatedWait(flow, index + 1);
        const frame = { t: 'position' as const, position: index + 1, ...(wait ? { wait } : {}) };
        await Promise.all(
          chat.visitor.reach.ids.map(async (connectionId) => {
            const posted = await connections.post('visitor', connectionId, frame);
            // API Gateway did not say that it closed: who waits without a socket is away, and does not wait for ever.
            if (posted === 'gone') await desk.forget(interactionId, [{ side: 'visitor', connectionId }]);
          }),
        );
      }),
    );
  }
}

const isMove = (change: Change): change is Move => 'entry' in change;

/** What became of each place in the end: a chat that left and came back since has not left. */
function framesOf(moves: Move[]): Rows[] {
  const byPlace = new Map(moves.map((move) => [`${move.entry.lane} ${move.entry.interactionId}`, move]));
  const last = [...byPlace.values()];
  return Array.from({ length: Math.ceil(last.length / LINE_ROWS) }, (_, frame) =>
    rowsOf(last.slice(frame * LINE_ROWS, (frame + 1) * LINE_ROWS)),
  );
}

const rowsOf = (moves: Move[]): Rows => ({
  stand: moves.flatMap(({ kind, entry }) => (kind === 'stands in line' ? [entry] : [])),
  removed: moves.flatMap(({ kind, entry: { interactionId, lane } }) =>
    kind === 'left line' ? [{ interactionId, lane }] : [],
  ),
});

const client = dynamo();
const connections = sockets();
export const handler = createHandler({
  chats: chatStore(client),
  queues: queueStore(client),
  agents: agentStore(client),
  connections,
  desk: desk(client, connections),
  now: Date.now,
});
