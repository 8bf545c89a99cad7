/**
 * Chats as logs. A message costs one query and one conditional put. A change to what the chat holds (a place in line, an
 * agent's capacity) is one transaction with its commit.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  type CancellationReason,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionConflictException,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { ListedAgent } from '../../core/agent/agent.ts';
import { type Moves, moved } from '../../core/agent/moves.ts';
import { SNAPSHOT_EVERY } from '../../core/bounds.ts';
import type { AgentId, InteractionId } from '../../core/ids.ts';
import type { Commit } from '../../core/interaction/events.ts';
import { evolve } from '../../core/interaction/evolve.ts';
import type { Side } from '../../core/interaction/facts.ts';
import { type Change, movesOf, type PlaceUse, placeUsesOf } from '../../core/interaction/holdings.ts';
import type { Mark, Marks } from '../../core/interaction/marks.ts';
import { type Interaction, slotOf, type Unstarted, unstarted } from '../../core/interaction/state.ts';
import {
  type Appended,
  type ChatStore,
  entryOf,
  inboxEntryOf,
  LOOK_BACK,
  RECENT_COMMITS,
  type Recent,
  recentOf,
} from '../stores.ts';
import { movesAgent, movesPlaces } from './agent-moves.ts';
import { N, S } from './attributes.ts';
import { cancelled, expressions, type Item, ifConditionHolds, query, rowsOf, type Table } from './client.ts';
import * as keys from './keys.ts';
import {
  commitRow,
  headRow,
  inboxRow,
  markRow,
  readAgent,
  readCommit,
  readHead,
  readMark,
  readOpen,
  rosterPlaceRow,
  waitingRow,
} from './rows.ts';

/** The snapshot, the commits after it, and some before it to find a repeated command in. */
const NEWEST = 12;
/** DynamoDB's limit for one transaction. */
const MAX_WRITES = 100;
/** A lost race for an agent means that someone else gave them something meanwhile, which cannot go on for long. */
const MAX_TRIES = 25;

export function createChatStore(place: Table): ChatStore {
  const { client, table: TableName } = place;

  async function load(interactionId: InteractionId, after = Infinity) {
    const { snapshot, commits } = await newestRows(interactionId);
    const oldest = commits[0]?.seq ?? 1;
    const newest = commits.at(-1)?.seq ?? 0;
    const wanted = Math.min(Math.max(after, newest - LOOK_BACK), snapshot.seq) + 1;
    const older = wanted < oldest ? await query(place, keys.commitsBetween(interactionId, wanted, oldest - 1)) : [];
    const tail = [...older.map(readCommit), ...commits];
    const since = tail.filter(({ seq }) => seq > snapshot.seq);
    // Its time was over, and the table has begun to delete it, in whatever order.
    if (since.some(({ seq }, n) => seq !== snapshot.seq + 1 + n)) return { chat: unstarted(interactionId), tail: [] };
    return { chat: since.reduce(evolve, snapshot), tail };
  }

  async function newestRows(
    interactionId: InteractionId,
  ): Promise<{ snapshot: Interaction | Unstarted; commits: Commit[] }> {
    const newest = {
      ...rowsOf(keys.rowsOfChat(interactionId)),
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: NEWEST,
    };
    const { Items = [] } = await client.send(new QueryCommand({ TableName, ...newest }));
    const [first] = Items;
    const snapshot = (first && keys.isHead(first) ? readHead(first) : undefined) ?? unstarted(interactionId);
    const commits = Items.filter((row) => !keys.isHead(row))
      .map(readCommit)
      .reverse();
    if (snapshot.seq > (commits.at(-1)?.seq ?? 0))
      throw new Error(`Chat ${interactionId}: the snapshot is newer than the log`);
    return { snapshot, commits };
  }

  async function append(changes: readonly Change[], now: number, known: readonly ListedAgent[] = []) {
    const puts = changes.map(commitPut);
    const rows = changes.flatMap((change) => [
      ...slotMoves(change),
      ...lineMoves(change),
      ...inboxMoves(change),
      ...placeMoves(change),
    ]);
    const moves = movesOf(changes);
    const [put] = puts;
    const isPlain = put && puts.length === 1 && rows.length === 0 && moves.size === 0;
    const appended = isPlain
      ? await writePlain(put)
      : await writeTogether(changes, [...puts, ...rows], moves, now, known);
    if (appended.is === 'appended') {
      await Promise.all(changes.flatMap((change) => [writeSnapshot(change), ...placeChanges(change)]));
    }
    return appended;
  }

  const commitPut = ({ commit, after }: Change) => ({
    Put: {
      TableName,
      Item: { ...keys.commitKey(after.id, commit.seq), ...commitRow(commit, after.place.terms.keepDays) },
      ...whereNew,
    },
  });

  const writePlain = async ({ Put }: ReturnType<typeof commitPut>): Promise<Appended> =>
    (await writes(Put)) ? { is: 'appended', agents: [] } : { is: 'conflict', of: 0 };

  /** `items` starts with the commits, in the order of the changes. */
  async function writeTogether(
    changes: readonly Change[],
    items: TransactWriteItem[],
    moves: ReadonlyMap<AgentId, Moves>,
    now: number,
    known: readonly ListedAgent[],
  ): Promise<Appended> {
    const seen = new Map<AgentId, Seen>(known.map((agent) => [agent.id, { agent, isSure: false }]));
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const all = [...items];
      const agents: ListedAgent[] = [];
      const rowsOfAgents = new Map<AgentId, number>();
      let agentsLeft = moves.size;
      for (const [agentId, move] of moves) {
        const { before, after } = await decided(agentId, move, now, seen.get(agentId));
        if (typeof after === 'string') {
          const of = changes.findIndex((change) => change.after.id === move.reserved[0]?.interactionId);
          // Report a conflict first: the place may have been taken by this very command in an earlier attempt.
          return tries === 0 && (await isThere(items[of])) ? { is: 'conflict', of } : { is: after, of, agent: before };
        }
        agentsLeft--;
        if (!before || !after) continue;
        rowsOfAgents.set(agentId, all.length);
        const writes = movesAgent(TableName, before, after, now);
        const isWhole = all.length + writes.length + agentsLeft <= MAX_WRITES;
        all.push(...(isWhole ? writes : movesPlaces(TableName, before, after, now)));
        if (isWhole) agents.push(after);
      }
      const reasons = await cancelled(client, all);
      if (!reasons) return { is: 'appended', agents };
      const late = reasons.slice(0, changes.length).findIndex(({ Code }) => Code !== 'None');
      if (late >= 0) return { is: 'conflict', of: late };
      if (hasNoRoom(reasons, all)) return { is: 'tenant_full' };
      // Another writer changed an agent meanwhile. Decide again from the row as it is now.
      seen.clear();
      for (const [agentId, row] of rowsOfAgents) {
        const { Item } = reasons[row] ?? {};
        if (Item) seen.set(agentId, { agent: readAgent(Item).agent, isSure: true });
      }
    }
    throw new Error(`Chat ${changes[0]?.after.id}: lost ${MAX_TRIES} races for an agent in a row`);
  }

  /** The known agent may be outdated, so read the row before refusing a place. */
  async function decided(agentId: AgentId, move: Moves, now: number, seen?: Seen) {
    for (
      let { agent: before, isSure } = seen ?? (await find(agentId));
      ;
      { agent: before, isSure } = await find(agentId)
    ) {
      const after = before ? moved(before, move, now) : move.reserved.length > 0 ? ('agent_away' as const) : undefined;
      if (typeof after !== 'string' || isSure) return { before, after };
    }
  }

  async function find(agentId: AgentId): Promise<Seen> {
    const Item = await read(keys.agentKey(agentId));
    return { agent: Item && readAgent(Item).agent, isSure: true };
  }

  async function read(Key: Item): Promise<Item | undefined> {
    return (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
  }

  async function isThere(item: TransactWriteItem | undefined): Promise<boolean> {
    const { pk, sk } = item?.Put?.Item ?? {};
    return pk !== undefined && sk !== undefined && (await read({ pk, sk })) !== undefined;
  }

  /**
   * After every eighth commit, outside its transaction. A snapshot that could not be written is no loss: a load just folds a
   * few more commits.
   */
  async function writeSnapshot({ after: chat, commit }: Change): Promise<void> {
    if (chat.seq % SNAPSHOT_EVERY !== 0) return;
    const whereOlder = expressions({ ConditionExpression: keys.isNewOrOlder, values: { seq: N(chat.seq) } });
    const put = { TableName, Item: { ...keys.headKey(chat.id), ...headRow(chat, commit.at) }, ...whereOlder };
    await client.send(new PutItemCommand(put)).catch(() => undefined);
  }

  /** False if the condition failed, or a transaction held the row. */
  async function writes(put: { TableName: string; Item: Item }): Promise<boolean> {
    try {
      return (await ifConditionHolds(client.send(new PutItemCommand(put)))) !== undefined;
    } catch (error) {
      if (error instanceof TransactionConflictException) return false;
      throw error;
    }
  }

  /**
   * B8: counted with the commit that starts the conversation and with the one that ends it, so a chat counts once, even if
   * repeated.
   */
  function slotMoves({ before, after }: Change): TransactWriteItem[] {
    const was = slotOf(before);
    const is = slotOf(after);
    if (was?.counter === is?.counter) return [];
    return [
      ...(was ? [{ Update: { TableName, Key: keys.openKey(was.counter), ...giveBack } }] : []),
      ...(is ? [{ Update: { TableName, Key: keys.openKey(is.counter), ...takeOne(is.most) } }] : []),
    ];
  }

  /** The chat's row in the waiting list, which also shows the first and the latest message. */
  function lineMoves({ before, after }: Change): TransactWriteItem[] {
    const [was, is] = [before, after].map((chat) => {
      const entry = entryOf(chat);
      return entry && { Key: keys.waitingKey(entry), row: waitingRow(entry) };
    });
    if (isDeepStrictEqual(was, is)) return [];
    return [
      ...(was && !isDeepStrictEqual(was.Key, is?.Key) ? [{ Delete: { TableName, Key: was.Key } }] : []),
      ...(is ? [{ Put: { TableName, Item: { ...is.Key, ...is.row } } }] : []),
    ];
  }

  function inboxMoves({ before, after }: Change): TransactWriteItem[] {
    const [was, is] = [inboxEntryOf(before), inboxEntryOf(after)];
    if (isDeepStrictEqual(was, is)) return [];
    const isSame = was && is && was.since === is.since;
    const row = is && { ...keys.inboxKey(is), ...inboxRow(is, after.place.terms.keepDays) };
    return [
      ...(was && !isSame ? [{ Delete: { TableName, Key: keys.inboxKey(was) } }] : []),
      ...(row ? [{ Put: { TableName, Item: row } }] : []),
    ];
  }

  /** A row for each reservation, for wallboards (E9). It comes and goes with the reservation. */
  function placeMoves({ before, after, commit }: Change): TransactWriteItem[] {
    const [had, has] = [placeUsesOf(before), placeUsesOf(after)];
    const keyOf = ({ agentId }: PlaceUse) => keys.rosterPlaceKey(agentId, after.id);
    return [
      ...without(had, has).map((use) => ({ Delete: { TableName, Key: keyOf(use) } })),
      ...without(has, had).map((use) => {
        const place = { ...use, interactionId: after.id, visitorName: after.contact.name, since: commit.at };
        return { Put: { TableName, Item: { ...keyOf(use), ...rosterPlaceRow(place, commit.seq) } } };
      }),
    ];
  }

  /**
   * A place that is now used for something else. Outside the transaction, so that accepting and ending stay cheap: if this is
   * lost, a wallboard shows the former use until the next change.
   */
  function placeChanges({ before, after, commit }: Change): Promise<unknown>[] {
    const had = placeUsesOf(before);
    const other = placeUsesOf(after).filter((use) =>
      had.some(({ agentId, is, queueId }) => agentId === use.agentId && (is !== use.is || queueId !== use.queueId)),
    );
    return other.map(({ agentId, is, queueId }) => {
      const change = expressions({
        ConditionExpression: keys.isHeldEarlier,
        UpdateExpression: keys.usesPlace,
        values: { is: S(is), queueId: S(queueId), since: N(commit.at), seq: N(commit.seq) },
      });
      const update = { TableName, Key: keys.rosterPlaceKey(agentId, after.id), ...change };
      return client.send(new UpdateItemCommand(update)).catch(() => undefined);
    });
  }

  async function range(interactionId: InteractionId, after: number, limit?: number): Promise<Commit[]> {
    return (await query(place, keys.commitsAfter(interactionId, after), limit)).map(readCommit);
  }

  async function countOpen(): Promise<number> {
    const counters = await query(place, keys.openCounters);
    return counters.reduce((sum, row) => sum + readOpen(row), 0);
  }

  async function marks(interactionId: InteractionId): Promise<Marks> {
    const rows = await query(place, keys.marksOf(interactionId));
    return Object.fromEntries(rows.map((row) => [keys.sideOfMark(row), readMark(row)]));
  }

  async function mark({ id, place: { terms } }: Interaction, side: Side, mark: Mark): Promise<boolean> {
    const { got, read } = mark;
    if (got === 0) return false;
    const whereOn = expressions({ ConditionExpression: keys.isNewOrMovesOn, values: { got: N(got), read: N(read) } });
    return writes({ TableName, Item: { ...keys.markKey(id, side), ...markRow(mark, terms.keepDays) }, ...whereOn });
  }

  async function recent(interactionId: InteractionId, limit = RECENT_COMMITS): Promise<Recent> {
    const backwards = { ...rowsOf(keys.commitsOf(interactionId)), ScanIndexForward: false, Limit: limit };
    const { Items = [] } = await client.send(new QueryCommand({ TableName, ...backwards }));
    return recentOf(Items.map(readCommit).reverse());
  }

  const newest = async (interactionId: InteractionId) => (await recent(interactionId, 1)).seq;

  return { load, append, range, countOpen, marks, mark, newest, recent };
}

/** The uses of agents who are not in the other list. */
const without = (uses: PlaceUse[], others: PlaceUse[]): PlaceUse[] =>
  uses.filter(({ agentId }) => !others.some((other) => other.agentId === agentId));

/** `isSure`: read from the row, rather than known from a moment ago. */
interface Seen {
  agent: ListedAgent | undefined;
  isSure: boolean;
}

const giveBack = expressions({ UpdateExpression: keys.counts, values: { one: N(-1) } });
const takeOne = (most: number) =>
  expressions({
    ConditionExpression: keys.hasRoom,
    UpdateExpression: keys.counts,
    values: { one: N(1), most: N(most) },
  });

const hasNoRoom = (reasons: CancellationReason[], items: TransactWriteItem[]): boolean =>
  reasons.some(
    ({ Code }, row) => Code === 'ConditionalCheckFailed' && items[row]?.Update?.UpdateExpression === keys.counts,
  );

const whereNew = expressions({ ConditionExpression: keys.isNew });
