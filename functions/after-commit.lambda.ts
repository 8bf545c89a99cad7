/**
 * Consequences of commits that may come a little later, from the table's stream: consoles get their waiting lists, visitors
 * their place in line, measures are written, and supervisors hear of thresholds. Every step may be repeated. Timers take another way (`arm-timers`), so a flood
 * of chats that delays this does not delay them.
 */
import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { atMost } from '../adapters/at-most.ts';
import { type Change, readChange } from '../adapters/dynamodb/stream.ts';
import type { AgentStore, AlarmStore, ChatStore, QueueStore, TallyStore, WaitingEntry } from '../adapters/stores.ts';
import type { AgentId, ConnectionId, LaneId, QueueId } from '../core/ids.ts';
import { isMeasured } from '../core/interaction/measures.ts';
import { isIn } from '../core/interaction/state.ts';
import type { Alarm } from '../core/thresholds.ts';
import { type AgentPush, LINE_ROWS } from '../protocol/agent.ts';
import { alarmsSeen } from './agent/alarms-seen.ts';
import type { Desk } from './desk/desk.ts';
import type { Measure } from './desk/measure.ts';
import type { Connections } from './desk/push.ts';
import { tellPlace } from './desk/tell.ts';
import type { ThresholdReview } from './desk/thresholds.ts';
import { onBatch } from './edge/batch.ts';
import { reportLate } from './edge/behind.ts';
import { log } from './edge/stack.ts';
import {
  agentStore,
  alarmStore,
  type ConfigurationStore,
  chatStore,
  configurationStore,
  desk,
  dynamo,
  measure,
  queueStore,
  sockets,
  tallyStore,
  thresholdReview,
} from './wiring.ts';

/** This many at the head of a line are told about every move; those further back at the next reconnect. */
const TOLD_POSITIONS = 10;

/** Consoles that are sent to at the same time. */
const AT_ONCE = 40;

type Move = Extract<Change, { entry: unknown }>;
type Rows = Pick<Extract<AgentPush, { t: 'waiting' }>, 'stand' | 'removed'>;

interface Parts {
  chats: ChatStore;
  queues: QueueStore;
  agents: Pick<AgentStore, 'disconnect'>;
  connections: Connections;
  desk: Pick<Desk, 'forget'>;
  measure: Measure;
  tallies: Pick<TallyStore, 'add'>;
  thresholds: Pick<ThresholdReview, 'ofLine' | 'ofDay'>;
  alarms: Pick<AlarmStore, 'overseers' | 'leave'>;
  configurations: Pick<ConfigurationStore, 'current'>;
  now: () => number;
}

export function createHandler(parts: Parts) {
  const { chats, queues, agents, connections, desk, measure, tallies, thresholds, alarms, now } = parts;
  /**
   * The tallies of a batch are added together, because a busy queue has one row for all of its chats. So each record waits for
   * all of them to be measured, and fails if they could not be added.
   */
  async function measured({ Records }: DynamoDBStreamEvent, context: Context) {
    const counting = Records.map(async (record) => {
      const change = readChange(record);
      if (change.kind !== 'commit' || !isMeasured(change.commit)) return [];
      const counted = await measure(change.interactionId, change.commit.seq);
      if (typeof counted !== 'string') return [counted];
      log('info', undefined, { code: 'not_measured', because: counted });
      return [];
    });
    const adding = Promise.allSettled(counting).then(async (settled) => {
      const counted = settled.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
      await tallies.add(counted);
      const queueIds = counted.flatMap((each) => each.tallies.map(({ queueId }) => queueId));
      await thresholds.ofDay([...new Set(queueIds)]);
    });
    const numbered = new Map(Records.map((record, n) => [record, counting[n]]));
    const eachDone = onBatch<DynamoDBRecord>(
      (record) => record.dynamodb?.SequenceNumber ?? '',
      async (record) => {
        const counted = await numbered.get(record);
        if (counted?.length) await adding;
      },
    );
    const [answer] = await Promise.all([eachDone({ Records }, context), adding.catch(() => undefined)]);
    return answer;
  }

  /**
   * If sending fails, the batch is repeated whole, then in halves. That is safe, because everything that is sent is read from
   * the table at that moment.
   */
  return async ({ Records }: DynamoDBStreamEvent, context: Context) => {
    reportLate(Records, context, now());
    const counted = measured({ Records }, context);
    const changes = Records.map(readChange);
    await Promise.all([
      tell(changes.filter(isMove), context),
      tellOverseers(
        changes.flatMap((change) => (change.kind === 'alarm' ? [change.alarm] : [])),
        context,
      ),
    ]);
    return counted;
  };

  async function tell(moves: Move[], context: Context): Promise<void> {
    const ofQueues = Map.groupBy(moves, ({ entry }) => entry.queueId);
    await Promise.all([...ofQueues].map(([queueId, ofQueue]) => tellConsoles(queueId, ofQueue, context)));
    const left = moves.flatMap(({ kind, entry }) => (kind === 'left line' ? [entry.lane] : []));
    await Promise.all([...new Set(left)].map((lane) => tellVisitors(lane, context)));
  }

  async function tellConsoles(queueId: QueueId, moves: Move[], context: Context): Promise<void> {
    // Before reading who watches: a console that arrives in between reads this count.
    const line = await queues.recount(queueId, now());
    const watchers = await queues.watchers(queueId);
    const frames = framesOf(moves).map((rows) => ({ t: 'waiting' as const, queueId, ...line, ...rows }));
    const consoles = watchers.flatMap(({ agentId, connections: ids }) => ids.map((id) => ({ agentId, id })));
    await atMost(AT_ONCE, consoles, ({ agentId, id }) => tellConsole(agentId, id, frames, context));
    await thresholds.ofLine(queueId, line);
  }

  /** D1: whoever supervises the queue. Consoles ignore what they know. */
  async function tellOverseers(changed: Alarm[], context: Context): Promise<void> {
    if (changed.length === 0) return;
    for (const { is, queueId, threshold, figure, limit } of changed)
      log('info', context, { code: `threshold_${is}`, queueId, threshold, figure, limit });
    const [published, consoles] = await Promise.all([parts.configurations.current(), alarms.overseers()]);
    if (!published) return;
    await atMost(AT_ONCE, consoles, async ({ agentId, connectionId }) => {
      try {
        for (const alarm of alarmsSeen(published.configuration, agentId, changed)) {
          if ((await connections.post('agent', connectionId, { t: 'alarm', ...alarm })) !== 'gone') continue;
          await alarms.leave(connectionId);
          return;
        }
      } catch (error) {
        notTold(error, context);
      }
    });
  }

  async function tellConsole(agentId: AgentId, id: ConnectionId, frames: AgentPush[], context: Context): Promise<void> {
    try {
      for (const frame of frames) {
        if ((await connections.post('agent', id, frame)) !== 'gone') continue;
        await agents.disconnect(agentId, id);
        return;
      }
    } catch (error) {
      notTold(error, context);
    }
  }

  async function tellVisitors(lane: LaneId, context: Context): Promise<void> {
    const [heads, stays] = await Promise.all([queues.waiting(lane, TOLD_POSITIONS), queues.stays(lane)]);
    const tellVisitor = async ({ interactionId }: WaitingEntry, index: number) => {
      const { chat } = await chats.load(interactionId);
      if (!isIn(chat, 'waiting')) return;
      const gone = await tellPlace({ connections }, chat.visitor.reach.ids, index + 1, stays);
      // API Gateway did not report that it closed. A visitor without a socket is away, and must not wait forever.
      await desk.forget(interactionId, gone);
    };
    await Promise.all(heads.map((head, index) => tellVisitor(head, index).catch((error) => notTold(error, context))));
  }
}

/** One visitor who cannot be reached does not stop the others: repeating the batch would send to all of them again. */
const notTold = (error: unknown, context: Context) => log('error', context, { code: 'not_told', error: String(error) });

const isMove = (change: Change): change is Move => 'entry' in change;

/** The final state of each place: a chat that left and has come back since has not left. */
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
  measure: measure(client),
  tallies: tallyStore(client),
  thresholds: thresholdReview(client),
  alarms: alarmStore(client),
  configurations: configurationStore(client),
  now: Date.now,
});
