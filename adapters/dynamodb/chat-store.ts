/**
 * Chats as logs. A message costs one query and one conditional put; a change of what the chat holds (a place in line, a place of an
 * agent's capacity) is one transaction with its commit.
 */
import {
  type CancellationReason,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionConflictException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { AgentId, InteractionId } from '../../core/ids.ts';
import type { Commit } from '../../core/interaction/events.ts';
import { evolve } from '../../core/interaction/evolve.ts';
import {
  type Chat,
  type Holding,
  holdingOf,
  laneOf,
  newChat,
  type StartedChat,
  slotOf,
  type WaitingChat,
} from '../../core/interaction/state.ts';
import { hasPlace } from '../../core/routing/lanes.ts';
import { dayOf } from '../readiness.ts';
import { type Appended, type ChatStore, LOOK_BACK, type WaitingEntry } from '../stores.ts';
import { N, S } from './attributes.ts';
import { cancelled, expressions, type Item, ifConditionHolds, query, rowsOf, type Table } from './client.ts';
import * as keys from './keys.ts';
import { commitRow, headRow, readAgent, readCommit, readHead, readOpen, waitingRow } from './rows.ts';

/** So many commits between two snapshots: a load stays one small read, a message seldom costs a second put. */
const SNAPSHOT_EVERY = 8;
/** The snapshot, what came after it, and some before, in which a repeated command is found. */
const NEWEST = 12;

export function createChatStore(place: Table): ChatStore {
  const { client, table: TableName } = place;

  async function load(interactionId: InteractionId, after = Infinity) {
    const { snapshot, commits } = await newestRows(interactionId);
    const oldest = commits[0]?.seq ?? 1;
    const newest = commits.at(-1)?.seq ?? 0;
    const wanted = Math.min(Math.max(after, newest - LOOK_BACK), snapshot.seq) + 1;
    const older = wanted < oldest ? await query(place, keys.commitsBetween(interactionId, wanted, oldest - 1)) : [];
    const tail = [...older.map(readCommit), ...commits];
    return { chat: tail.filter(({ seq }) => seq > snapshot.seq).reduce(evolve, snapshot), tail };
  }

  async function newestRows(interactionId: InteractionId): Promise<{ snapshot: Chat; commits: Commit[] }> {
    const newest = {
      ...rowsOf(keys.rowsOfChat(interactionId)),
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: NEWEST,
    };
    for (let tries = 0; tries < 3; tries++) {
      const { Items = [] } = await client.send(new QueryCommand({ TableName, ...newest }));
      const [first] = Items;
      const snapshot = (first && keys.isHead(first) ? readHead(first) : undefined) ?? newChat(interactionId);
      const commits = Items.filter((row) => !keys.isHead(row))
        .map(readCommit)
        .reverse();
      // A query may see half of a transaction: a snapshot whose commit is not there yet would hide a repeated command.
      if (snapshot.seq <= (commits.at(-1)?.seq ?? 0)) return { snapshot, commits };
    }
    throw new Error(`Chat ${interactionId}: the snapshot is newer than the log`);
  }

  async function append(before: Chat, commit: Commit, after: Chat, now: number): Promise<Appended> {
    const put = { TableName, Item: { ...keys.commitKey(after.id, commit.seq), ...commitRow(commit) }, ...whereNew };
    const snapshot = () => ({ TableName, Item: { ...keys.headKey(after.id), ...headRow(after) } });
    const held = await movesOf(before, after, now);
    if (held === 'agent_full') return (await isThere(put.Item)) ? 'conflict' : held;
    const moves = [...slotMoves(before, after), ...held];
    if (moves.length > 0) {
      const reasons = await cancelled(client, [{ Put: put }, { Put: snapshot() }, ...moves]);
      if (reasons?.[0]?.Code === 'None' && hasNoRoom(reasons, moves)) return 'tenant_full';
      return reasons ? refusal(reasons, after, now) : 'appended';
    }
    if (!(await writes(put))) return 'conflict';
    if (commit.seq % SNAPSHOT_EVERY === 0) {
      const whereOlder = expressions({ ConditionExpression: keys.isNewOrOlder, values: { seq: N(commit.seq) } });
      await writes({ ...snapshot(), ...whereOlder });
    }
    return 'appended';
  }

  /** A writer who comes late is told so before all else: the place may be the one that this very command took. */
  async function isThere({ pk, sk }: Item): Promise<boolean> {
    if (!pk || !sk) return false;
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }));
    return Item !== undefined;
  }

  /** False where the condition did not hold, or a transaction had the row. */
  async function writes(put: { TableName: string; Item: Item }): Promise<boolean> {
    try {
      return (await ifConditionHolds(client.send(new PutItemCommand(put)))) !== undefined;
    } catch (error) {
      if (error instanceof TransactionConflictException) return false;
      throw error;
    }
  }

  /** B8: with the commit that starts the conversation, and with the one that ends it: so a chat counts once, whatever is repeated. */
  function slotMoves(before: Chat, after: Chat): TransactWriteItem[] {
    const was = slotOf(before);
    const is = slotOf(after);
    if (was?.counter === is?.counter) return [];
    return [
      ...(was ? [{ Update: { TableName, Key: keys.openKey(was.counter), ...giveBack } }] : []),
      ...(is ? [{ Update: { TableName, Key: keys.openKey(is.counter), ...takeOne(is.most) } }] : []),
    ];
  }

  /** What is given up, then what is taken instead; nothing while the chat holds what it held. */
  async function movesOf(before: Chat, after: Chat, now: number): Promise<TransactWriteItem[] | 'agent_full'> {
    const was = holdingOf(before);
    const is = holdingOf(after);
    const stays = isSame(was, is);
    if (stays && !hasOtherWords(before, after)) return [];
    const moves: TransactWriteItem[] = [];
    if (was.holds === 'place in line' && !stays) {
      moves.push({ Delete: { TableName, Key: keys.waitingKey({ ...was, interactionId: before.id }) } });
    }
    if (was.holds === 'agent') {
      moves.push({ Update: { TableName, Key: keys.agentKey(was.agentId), ...release(before.id, now) } });
    }
    if (after.status === 'waiting') {
      const entry = entryOf(after);
      moves.push({ Put: { TableName, Item: { ...keys.waitingKey(entry), ...waitingRow(entry) } } });
    }
    if (is.holds === 'agent' && after.status !== 'new') {
      const unchanged = await withinQueue(is.agentId, after);
      if (unchanged === 'agent_full') return unchanged;
      moves.push({
        Update: { TableName, Key: keys.agentKey(is.agentId), ...reserve(is.why, after, now, unchanged) },
      });
    }
    return moves;
  }

  /**
   * A queue's own limit for an agent (B6) cannot be said in a condition, which counts whole maps only: the places are counted here,
   * and the reservation then holds on to the row as it was read. Undefined where the queue has no such limit.
   */
  async function withinQueue(agentId: AgentId, { queueId, terms }: StartedChat) {
    if (terms.agentCapacity === 0) return undefined;
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: keys.agentKey(agentId), ConsistentRead: true }),
    );
    const stored = Item && readAgent(Item);
    if (stored && !hasPlace(stored.agent.reservations, queueId, terms.agentCapacity)) return 'agent_full';
    return stored?.revision;
  }

  async function range(interactionId: InteractionId, after: number, limit: number): Promise<Commit[]> {
    return (await query(place, keys.commitsAfter(interactionId, after), limit)).map(readCommit);
  }

  async function countOpen(): Promise<number> {
    const counters = await query(place, keys.openCounters);
    return counters.reduce((sum, row) => sum + readOpen(row), 0);
  }

  async function newest(interactionId: InteractionId): Promise<number> {
    const backwards = { ...rowsOf(keys.commitsOf(interactionId)), ScanIndexForward: false, Limit: 1 };
    const { Items = [] } = await client.send(new QueryCommand({ TableName, ...backwards }));
    return Items[0] ? readCommit(Items[0]).seq : 0;
  }

  return { load, append, range, countOpen, newest };
}

/** What its row in the waiting list shows of the talk has changed. */
const hasOtherWords = (before: Chat, after: Chat): boolean =>
  before.status === 'waiting' &&
  after.status === 'waiting' &&
  (before.subject !== after.subject || before.latest !== after.latest);

/** An offer that was accepted holds the same place. */
function isSame(was: Holding, is: Holding): boolean {
  if (was.holds === 'agent') return is.holds === 'agent' && is.agentId === was.agentId;
  if (was.holds === 'nothing') return is.holds === 'nothing';
  return is.holds === 'place in line' && is.lane === was.lane && is.priority === was.priority && is.since === was.since;
}

function entryOf(chat: WaitingChat): WaitingEntry {
  const {
    id: interactionId,
    queueId,
    priority,
    waitingSince: since,
    visitor,
    subject,
    latest,
    culture,
    requires,
  } = chat;
  const place = { interactionId, queueId, lane: laneOf(chat), priority, since };
  return { ...place, visitorName: visitor.name, subject, latest, culture, requires };
}

const giveBack = expressions({ UpdateExpression: keys.counts, values: { one: N(-1) } });
const takeOne = (most: number) =>
  expressions({
    ConditionExpression: keys.hasRoom,
    UpdateExpression: keys.counts,
    values: { one: N(1), most: N(most) },
  });

/** The first two reasons are of commit and snapshot; the move that failed is a counter's. */
const hasNoRoom = (reasons: CancellationReason[], moves: TransactWriteItem[]): boolean =>
  reasons
    .slice(2)
    .some(({ Code }, at) => Code === 'ConditionalCheckFailed' && moves[at]?.Update?.UpdateExpression === keys.counts);

const whereNew = expressions({ ConditionExpression: keys.isNew });

/** `revision`: of the agent's row that was read, where it must still be that one. */
function reserve(why: 'offer' | 'take', chat: StartedChat, now: number, revision: number | undefined) {
  const { condition, status } = keys.mayReserve[why];
  return {
    ...expressions({
      ConditionExpression: revision === undefined ? condition : `${condition} AND ${keys.isRevision}`,
      UpdateExpression: keys.reserves,
      values: {
        ...{ now: N(now), status: S(status), queueId: S(chat.queueId), one: N(1) },
        ...(revision === undefined ? {} : { revision: N(revision) }),
      },
      dynamicNames: { chat: chat.id, given: keys.givenOn(dayOf(chat.terms, now)) },
    }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

const release = (interactionId: InteractionId, now: number) =>
  expressions({
    UpdateExpression: keys.releases,
    values: { now: N(now), one: N(1) },
    dynamicNames: { chat: interactionId },
  });

/** Why the transaction was cancelled: the commit comes first, the only other condition is the reservation's. */
function refusal([commit, ...others]: CancellationReason[], after: Chat, now: number): Exclude<Appended, 'appended'> {
  const reservation = others.find(({ Code }) => Code === 'ConditionalCheckFailed');
  if (commit?.Code !== 'None' || !reservation || after.status === 'new') return 'conflict';
  if (!reservation.Item) return 'agent_away';
  const { status, leaseUntil, reservations, capacity } = readAgent(reservation.Item).agent;
  const isFull = reservations.length >= capacity || !hasPlace(reservations, after.queueId, after.terms.agentCapacity);
  if (isFull) return 'agent_full';
  const isThere = after.status === 'offered' ? status === 'available' : status !== 'offline';
  // Neither: somebody else changed the row that a queue's own limit was counted in.
  return isThere && leaseUntil > now ? 'conflict' : 'agent_away';
}
