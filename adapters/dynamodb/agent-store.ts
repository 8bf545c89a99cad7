/** Agents: one row each with what decides whether they may have a chat, and their rows in ready lists and watched queues. */
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { AgentId, ConnectionId, QueueId } from '../../core/ids.ts';
import type { Agent, AgentProfile, AgentStore } from '../stores.ts';
import { L, N, S } from './attributes.ts';
import { cancelled, type Expressions, expressions, ifConditionHolds, type Table } from './client.ts';
import * as keys from './keys.ts';
import { type Listing, readAgent, readyRow, type StoredAgent, watchRow } from './rows.ts';

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
    const { id: agentId, name, capacity, queues, offeringQueues } = profile;
    const known: Pick<Agent, 'queues' | 'connections'> = (await get(agentId)) ?? { queues: [], connections: [] };
    const dropped = known.queues.filter((queueId) => !queues.includes(queueId));
    const added = queues.filter((queueId) => !known.queues.includes(queueId));
    await Promise.all([
      ...queues.map((queueId) => watch(queueId, agentId, connectionId)),
      ...added.flatMap((queueId) => known.connections.map((id) => watch(queueId, agentId, id))),
      ...dropped.flatMap((queueId) => known.connections.map((id) => unwatch(queueId, agentId, id))),
    ]);
    const values = {
      ...{ agentId: S(agentId), name: S(name), capacity: N(capacity) },
      ...{ queues: L(queues), offeringQueues: L(offeringQueues), leaseUntil: N(leaseUntil), now: N(now) },
      ...{ offline: S('offline'), none: { M: {} }, connection: { SS: [connectionId] }, one: N(1) },
    };
    const agent = await update(agentId, { UpdateExpression: keys.connects, values });
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
      const wanted = listingOf(stored.agent, now);
      const moves = movesOf(stored, wanted);
      if (moves.length === 0) return stored.agent;
      const state = { TableName, Key: keys.agentKey(agentId), ...relists(stored.revision, wanted) };
      if (!(await cancelled(client, [{ Update: state }, ...moves]))) {
        return { ...stored.agent, listedSince: wanted.queues.length > 0 ? wanted.since : undefined };
      }
    }
    throw new Error(`Agent ${agentId}: lost ${MAX_TRIES} races for the ready lists in a row`);
  }

  /** At most 99 fit into the transaction: an agent may serve 49 queues that offer. */
  function movesOf({ agent: { id: agentId, name }, listing }: StoredAgent, wanted: Listing): TransactWriteItem[] {
    const isSameTime = listing.since === wanted.since;
    const stale = listing.queues.filter((queueId) => !isSameTime || !wanted.queues.includes(queueId));
    const missing = wanted.queues.filter((queueId) => !isSameTime || !listing.queues.includes(queueId));
    return [
      ...stale.map((queueId) => ({ Delete: { TableName, Key: keys.readyKey(queueId, listing.since, agentId) } })),
      ...missing.map((queueId) => {
        const entry = { agentId, name, queueId, since: wanted.since };
        return { Put: { TableName, Item: { ...keys.readyKey(queueId, wanted.since, agentId), ...readyRow(entry) } } };
      }),
    ];
  }

  return { get, connect, disconnect, renewLease, setStatus, refreshReady };
}

function listingOf(agent: Agent, now: number): Listing {
  const isReady = agent.status === 'available' && agent.leaseUntil > now && agent.reservations.length < agent.capacity;
  return { since: agent.readySince, queues: isReady ? [...new Set(agent.offeringQueues)] : [] };
}

const relists = (revision: number, { since, queues }: Listing) =>
  expressions({
    ConditionExpression: keys.isRevision,
    ...(queues.length > 0
      ? {
          UpdateExpression: keys.lists,
          values: { since: N(since), queues: L(queues), revision: N(revision), one: N(1) },
        }
      : { UpdateExpression: keys.unlists, values: { revision: N(revision), one: N(1) } }),
  });
