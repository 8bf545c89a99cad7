/** Agents: one row each with what decides whether they may have a chat, and their rows in ready lists and watched queues. */
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { AgentId, ConnectionId, LaneId, QueueId } from '../../core/ids.ts';
import { listingOf } from '../../core/routing/lanes.ts';
import { dayOf, readinessOf } from '../readiness.ts';
import type { Agent, AgentProfile, AgentStore } from '../stores.ts';
import { L, N, S } from './attributes.ts';
import { cancelled, type Expressions, expressions, ifConditionHolds, type Table } from './client.ts';
import * as keys from './keys.ts';
import { profileText, readAgent, readyRow, type StoredAgent, watchRow } from './rows.ts';

/** Lost races mean that others changed the row meanwhile: an agent's few sockets and chats cannot do so for long. */
const MAX_TRIES = 25;

export function createAgentStore({ client, table: TableName }: Table): AgentStore {
  async function read(agentId: AgentId): Promise<StoredAgent | undefined> {
    const get = new GetItemCommand({ TableName, Key: keys.agentKey(agentId), ConsistentRead: true });
    const { Item } = await client.send(get);
    return Item && readAgent(Item);
  }

  const get = async (agentId: AgentId) => (await read(agentId))?.agent;

  /** The agent after the update, or undefined where the condition did not hold. */
  async function update(agentId: AgentId, change: Expressions): Promise<Agent | undefined> {
    const input = { TableName, Key: keys.agentKey(agentId), ...expressions(change), ReturnValues: 'ALL_NEW' as const };
    const updated = await ifConditionHolds(client.send(new UpdateItemCommand(input)));
    return updated && readAgent(updated.Attributes).agent;
  }

  const updateKnown = (agentId: AgentId, change: Expressions) =>
    update(agentId, { ConditionExpression: keys.exists, ...change });

  async function connect(profile: AgentProfile, connectionId: ConnectionId, leaseUntil: number, now: number) {
    const { id: agentId, name, capacity, queues } = profile;
    const known: Pick<Agent, 'queues' | 'connections' | 'given'> = (await get(agentId)) ?? unknown;
    const dropped = known.queues.filter((queueId) => !queues.includes(queueId));
    const added = queues.filter((queueId) => !known.queues.includes(queueId));
    await Promise.all([
      ...queues.map((queueId) => watch(queueId, agentId, connectionId)),
      ...added.flatMap((queueId) => known.connections.map((id) => watch(queueId, agentId, id))),
      ...dropped.flatMap((queueId) => known.connections.map((id) => unwatch(queueId, agentId, id))),
    ]);
    const given = known.given.day !== '' && known.given.day < dayOf(profile, now) && keys.givenOn(known.given.day);
    const values = {
      ...{ agentId: S(agentId), name: S(name), capacity: N(capacity), queues: L(queues) },
      ...{ profile: profileText(profile), leaseUntil: N(leaseUntil), now: N(now), never: N(0) },
      ...{ offline: S('offline'), none: { M: {} }, connection: { SS: [connectionId] }, one: N(1) },
    };
    const agent = await update(agentId, {
      UpdateExpression: keys.connects(given),
      values,
      ...(given ? { dynamicNames: { given } } : {}),
    });
    if (!agent) throw new Error(`Agent ${agentId}: an update without a condition was refused`);
    return agent;
  }

  async function disconnect(agentId: AgentId, connectionId: ConnectionId): Promise<void> {
    const values = { connection: { SS: [connectionId] }, one: N(1) };
    const agent = await updateKnown(agentId, { UpdateExpression: keys.disconnects, values });
    await Promise.all((agent?.queues ?? []).map((queueId) => unwatch(queueId, agentId, connectionId)));
  }

  async function watch(queueId: QueueId, agentId: AgentId, connectionId: ConnectionId) {
    const Item = { ...keys.watchKey(queueId, agentId, connectionId), ...watchRow({ agentId, connectionId }) };
    await client.send(new PutItemCommand({ TableName, Item }));
  }

  async function unwatch(queueId: QueueId, agentId: AgentId, connectionId: ConnectionId) {
    await client.send(new DeleteItemCommand({ TableName, Key: keys.watchKey(queueId, agentId, connectionId) }));
  }

  const renewLease = (agentId: AgentId, leaseUntil: number) =>
    updateKnown(agentId, { UpdateExpression: keys.renewsLease, values: { leaseUntil: N(leaseUntil), one: N(1) } });

  async function setStatus(agentId: AgentId, status: Agent['status'], reason: string | undefined, now: number) {
    const before = await get(agentId);
    const becomesAvailable = status === 'available' && before?.status !== 'available';
    const values = {
      ...{ status: S(status), one: N(1) },
      ...(reason !== undefined && { reason: S(reason) }),
      ...(becomesAvailable && { now: N(now) }),
    };
    return updateKnown(agentId, { UpdateExpression: keys.setsStatus(values), values });
  }

  async function refreshReady(agentId: AgentId, now: number): Promise<Agent | undefined> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const stored = await read(agentId);
      if (!stored) return undefined;
      const listed = listingOf(readinessOf(stored.agent, now));
      const moves = movesOf(stored.agent, listed);
      if (moves.length === 0) return stored.agent;
      const state = { TableName, Key: keys.agentKey(agentId), ...relists(stored.revision, listed) };
      if (!(await cancelled(client, [{ Update: state }, ...moves]))) return { ...stored.agent, listed };
    }
    throw new Error(`Agent ${agentId}: lost ${MAX_TRIES} races for the ready lists in a row`);
  }

  /** At most 99 fit into the transaction: the configuration's check sees to it that an agent stands in 45 lanes at most. */
  function movesOf({ id: agentId, name, listed }: Agent, wanted: Record<string, string>): TransactWriteItem[] {
    const differs = (a: Record<string, string>, b: Record<string, string>) =>
      Object.entries(a).filter(([lane, order]) => b[lane] !== order) as [LaneId, string][];
    return [
      ...differs(listed, wanted).map(([lane, order]) => ({
        Delete: { TableName, Key: keys.readyKey(lane, order, agentId) },
      })),
      ...differs(wanted, listed).map(([lane, order]) => ({
        Put: {
          TableName,
          Item: { ...keys.readyKey(lane, order, agentId), ...readyRow({ agentId, name, lane, order }) },
        },
      })),
    ];
  }

  return { get, connect, disconnect, renewLease, setStatus, refreshReady };
}

const unknown = { queues: [], connections: [], given: { day: '', count: 0 } };

const relists = (revision: number, listed: Record<string, string>) =>
  expressions({
    ConditionExpression: keys.isRevision,
    UpdateExpression: keys.lists,
    values: { listed: S(JSON.stringify(listed)), revision: N(revision), one: N(1) },
  });
