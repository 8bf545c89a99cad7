/**
 * Chats as logs. A message costs one query and one conditional put; a change of what the chat holds (a place in line, a place of an
 * agent's capacity) is one transaction with its commit.
 */
import {
  type CancellationReason,
  PutItemCommand,
  QueryCommand,
  TransactionConflictException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { Commit } from '../../core/chat/events.ts';
import { evolve } from '../../core/chat/evolve.ts';
import { type Chat, type Holding, holdingOf, newChat, type WaitingChat } from '../../core/chat/state.ts';
import type { ChatId } from '../../core/ids.ts';
import type { Appended, ChatStore, WaitingEntry } from '../stores.ts';
import { N, S } from './attributes.ts';
import { cancelled, expressions, type Item, ifConditionHolds, query, rowsOf, type Table } from './client.ts';
import * as keys from './keys.ts';
import { commitRow, headRow, readAgent, readCommit, readHead, waitingRow } from './rows.ts';

/** So many commits between two snapshots: a load stays one small read, a message seldom costs a second put. */
const SNAPSHOT_EVERY = 8;
/** The snapshot, what came after it, and some before, in which a repeated command is found. */
const NEWEST = 12;

export function createChatStore(place: Table): ChatStore {
  const { client, table: TableName } = place;

  async function load(chatId: ChatId, after = Infinity) {
    const { snapshot, commits } = await newestRows(chatId);
    const oldest = commits[0]?.seq ?? 1;
    const wanted = Math.min(after, snapshot.seq) + 1;
    const older = wanted < oldest ? await query(place, keys.commitsBetween(chatId, wanted, oldest - 1)) : [];
    const tail = [...older.map(readCommit), ...commits];
    return { chat: tail.filter(({ seq }) => seq > snapshot.seq).reduce(evolve, snapshot), tail };
  }

  async function newestRows(chatId: ChatId): Promise<{ snapshot: Chat; commits: Commit[] }> {
    const newest = { ...rowsOf(keys.rowsOfChat(chatId)), ScanIndexForward: false, ConsistentRead: true, Limit: NEWEST };
    for (let tries = 0; tries < 3; tries++) {
      const { Items = [] } = await client.send(new QueryCommand({ TableName, ...newest }));
      const [first] = Items;
      const snapshot = first && keys.isHead(first) ? readHead(first) : newChat(chatId);
      const commits = Items.filter((row) => !keys.isHead(row))
        .map(readCommit)
        .reverse();
      // A query may see half of a transaction: a snapshot whose commit is not there yet would hide a repeated command.
      if (snapshot.seq <= (commits.at(-1)?.seq ?? 0)) return { snapshot, commits };
    }
    throw new Error(`Chat ${chatId}: the snapshot is newer than the log`);
  }

  async function append(before: Chat, commit: Commit, after: Chat, now: number): Promise<Appended> {
    const put = { TableName, Item: { ...keys.commitKey(after.id, commit.seq), ...commitRow(commit) }, ...whereNew };
    const snapshot = () => ({ TableName, Item: { ...keys.headKey(after.id), ...headRow(after) } });
    const moves = movesOf(before, after, now);
    if (moves.length > 0) {
      const reasons = await cancelled(client, [{ Put: put }, { Put: snapshot() }, ...moves]);
      return reasons ? refusal(reasons) : 'appended';
    }
    if (!(await writes(put))) return 'conflict';
    if (commit.seq % SNAPSHOT_EVERY === 0) {
      const whereOlder = expressions({ ConditionExpression: keys.isNewOrOlder, values: { seq: N(commit.seq) } });
      await writes({ ...snapshot(), ...whereOlder });
    }
    return 'appended';
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

  /** What is given up, then what is taken instead; nothing while the chat holds what it held. */
  function movesOf(before: Chat, after: Chat, now: number): TransactWriteItem[] {
    const was = holdingOf(before);
    const is = holdingOf(after);
    if (isSame(was, is)) return [];
    const moves: TransactWriteItem[] = [];
    if (was.holds === 'place in line') {
      moves.push({ Delete: { TableName, Key: keys.waitingKey({ ...was, chatId: before.id }) } });
    }
    if (was.holds === 'agent') {
      moves.push({ Update: { TableName, Key: keys.agentKey(was.agentId), ...release(before.id, now) } });
    }
    if (after.status === 'waiting') {
      const entry = entryOf(after);
      moves.push({ Put: { TableName, Item: { ...keys.waitingKey(entry), ...waitingRow(entry) } } });
    }
    if (is.holds === 'agent') {
      moves.push({ Update: { TableName, Key: keys.agentKey(is.agentId), ...reserve(is.why, after.id, now) } });
    }
    return moves;
  }

  async function range(chatId: ChatId, after: number, limit: number): Promise<Commit[]> {
    return (await query(place, keys.commitsAfter(chatId, after), limit)).map(readCommit);
  }

  async function newest(chatId: ChatId): Promise<number> {
    const backwards = { ...rowsOf(keys.commitsOf(chatId)), ScanIndexForward: false, Limit: 1 };
    const { Items = [] } = await client.send(new QueryCommand({ TableName, ...backwards }));
    return Items[0] ? readCommit(Items[0]).seq : 0;
  }

  return { load, append, range, newest };
}

/** An offer that was accepted holds the same place. */
function isSame(was: Holding, is: Holding): boolean {
  if (was.holds === 'agent') return is.holds === 'agent' && is.agentId === was.agentId;
  if (was.holds === 'nothing') return is.holds === 'nothing';
  return (
    is.holds === 'place in line' && is.queueId === was.queueId && is.priority === was.priority && is.since === was.since
  );
}

const entryOf = ({ id, queueId, priority, waitingSince, visitor, subject, culture }: WaitingChat): WaitingEntry => ({
  ...{ chatId: id, queueId, priority, since: waitingSince },
  ...{ visitorName: visitor.name, subject, culture },
});

const whereNew = expressions({ ConditionExpression: keys.isNew });

function reserve(why: 'offer' | 'take', chatId: ChatId, now: number) {
  const { condition, status } = keys.mayReserve[why];
  return {
    ...expressions({
      ConditionExpression: condition,
      UpdateExpression: keys.reserves,
      values: { now: N(now), status: S(status), place: { BOOL: true }, one: N(1) },
      dynamicNames: { chat: chatId },
    }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

const release = (chatId: ChatId, now: number) =>
  expressions({
    UpdateExpression: keys.releases,
    values: { now: N(now), one: N(1) },
    dynamicNames: { chat: chatId },
  });

/** Why the transaction was cancelled: the commit comes first, the only other condition is the reservation's. */
function refusal([commit, ...others]: CancellationReason[]): Exclude<Appended, 'appended'> {
  const reservation = others.find(({ Code }) => Code === 'ConditionalCheckFailed');
  if (commit?.Code !== 'None' || !reservation) return 'conflict';
  if (!reservation.Item) return 'agent_away';
  const { agent } = readAgent(reservation.Item);
  return agent.reservations.length >= agent.capacity ? 'agent_full' : 'agent_away';
}
