/**
 * Agents: one row each with everything that decides whether they may get a chat, and their rows in ready lists and watched
 * queues.
 */
import { isDeepStrictEqual } from 'node:util';
import { DeleteItemCommand, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Agent, AgentProfile } from '../../core/agent/agent.ts';
import type { Phone } from '../../core/agent/phone.ts';
import { listingOf } from '../../core/agent/ready.ts';
import type { AgentId, ConnectionId, QueueId } from '../../core/ids.ts';
import type { AgentStore } from '../stores.ts';
import { movesAgent } from './agent-moves.ts';
import { L, N, S, SS } from './attributes.ts';
import { cancelled, type Expressions, expressions, ifConditionHolds, type Table } from './client.ts';
import * as keys from './keys.ts';
import { phoneText, placesOf, profileText, readAgent, rosterAgentRow, type StoredAgent, watchRow } from './rows.ts';

/** A lost race means that someone else changed the row. An agent's few sockets and chats cannot keep doing that for long. */
const MAX_TRIES = 25;

export function createAgentStore({ client, table: TableName }: Table): AgentStore {
  async function read(agentId: AgentId): Promise<StoredAgent | undefined> {
    const get = new GetItemCommand({ TableName, Key: keys.agentKey(agentId), ConsistentRead: true });
    const { Item } = await client.send(get);
    return Item && readAgent(Item);
  }

  async function get(agentId: AgentId): Promise<Agent | undefined> {
    const stored = await read(agentId);
    return stored?.removed ? undefined : stored?.agent;
  }

  /** The agent after the update, or undefined if the condition failed. */
  async function updateRow(agentId: AgentId, change: Expressions): Promise<StoredAgent | undefined> {
    const input = { TableName, Key: keys.agentKey(agentId), ...expressions(change), ReturnValues: 'ALL_NEW' as const };
    const updated = await ifConditionHolds(client.send(new UpdateItemCommand(input)));
    return updated && readAgent(updated.Attributes);
  }

  /** A change that wallboards show. An older one that arrives later is refused. */
  async function updateShown(agentId: AgentId, change: Expressions): Promise<StoredAgent | undefined> {
    const stored = await updateRow(agentId, change);
    if (!stored) return undefined;
    const { agent } = stored;
    const isNews = expressions({ ConditionExpression: keys.isNewOrRevised, values: { revision: N(agent.revision) } });
    const Item = { ...keys.rosterAgentKey(agentId), ...rosterAgentRow(agent) };
    await ifConditionHolds(client.send(new PutItemCommand({ TableName, Item, ...isNews })));
    return stored;
  }

  const update = async (agentId: AgentId, change: Expressions) => (await updateShown(agentId, change))?.agent;

  async function connect(profile: AgentProfile, connectionId: ConnectionId, leaseUntil: number, now: number) {
    const { id: agentId } = profile;
    const known = await read(agentId);
    const agent = await update(agentId, {
      ConditionExpression: keys.isUpToDate,
      UpdateExpression: keys.connects(profile.queues, known === undefined || known.agent.leaseUntil <= now),
      values: {
        ...{ ...profileValues(profile), agentId: S(agentId), leaseUntil: N(leaseUntil), now: N(now), never: N(0) },
        ...{ offline: S('offline'), none: reservations, notYet: given, nowhere: listed },
      },
      dynamicNames: { socket: keys.socketOf(connectionId) },
    });
    if (!agent) return 'outdated';
    const isSame = known?.removed === false && known.agent.version === agent.version;
    await watch(agent, isSame ? [connectionId] : agent.connections);
    return agent;
  }

  async function change(profile: AgentProfile): Promise<Agent | undefined> {
    const agent = await update(profile.id, {
      ConditionExpression: `${keys.isAgent} AND ${keys.isUpToDate}`,
      UpdateExpression: keys.changes(profile.queues),
      values: profileValues(profile),
    });
    if (agent) await watch(agent, agent.connections);
    return agent;
  }

  const remove = (agentId: AgentId, version: number) =>
    update(agentId, {
      ConditionExpression: `${keys.exists} AND ${keys.isUpToDate}`,
      UpdateExpression: keys.removes,
      values: { version: N(version), offline: S('offline'), yes: { BOOL: true }, one: N(1) },
    });

  /** The rows in queues are deleted first: if this is interrupted, the connection is still there and it is done again. */
  async function disconnect(agentId: AgentId, connectionId: ConnectionId): Promise<void> {
    const stored = await read(agentId);
    if (!stored?.agent.connections.includes(connectionId)) return;
    await unwatch(agentId, watchesOf(stored.watched, [connectionId]));
    const after = await updateShown(agentId, {
      ConditionExpression: keys.exists,
      UpdateExpression: keys.disconnects,
      values: { one: N(1) },
      dynamicNames: { socket: keys.socketOf(connectionId) },
    });
    // A publish in between may have written them again.
    if (after && after.agent.revision > stored.agent.revision + 1) {
      await unwatch(agentId, watchesOf(after.watched, [connectionId]));
    }
  }

  /**
   * Each console has a row in each queue that its agent sees. The rows are always written, and then checked against the agent's
   * current row: others may have changed the agent meanwhile, or been interrupted before they removed theirs.
   */
  async function watch({ id: agentId, queues }: Agent, connections: ConnectionId[]): Promise<void> {
    const written = watchesOf(queues, connections);
    await Promise.all(
      written.map(({ queueId, connectionId }) => {
        const Item = { ...keys.watchKey(queueId, agentId, connectionId), ...watchRow({ agentId, connectionId }) };
        return client.send(new PutItemCommand({ TableName, Item }));
      }),
    );
    const stored = await read(agentId);
    if (!stored) return;
    const { agent, watched } = stored;
    const over = watched.filter((queueId) => !agent.queues.includes(queueId));
    const holds = (row: Watch) => agent.queues.includes(row.queueId) && agent.connections.includes(row.connectionId);
    const stale = written.filter((row) => !holds(row));
    await unwatch(agentId, [...stale, ...watchesOf(over, agent.connections)]);
    if (over.length === 0) return;
    await updateRow(agentId, {
      ConditionExpression: keys.isRevision,
      UpdateExpression: keys.unwatches,
      values: { revision: N(agent.revision), over: SS(over), one: N(1) },
    });
  }

  const unwatch = (agentId: AgentId, rows: Watch[]) =>
    Promise.all(
      rows.map(({ queueId, connectionId }) =>
        client.send(new DeleteItemCommand({ TableName, Key: keys.watchKey(queueId, agentId, connectionId) })),
      ),
    );

  async function renewLease(agentId: AgentId, leaseUntil: number): Promise<Agent | undefined> {
    const renewed = await updateRow(agentId, {
      ConditionExpression: keys.isAgent,
      UpdateExpression: keys.renewsLease,
      values: { leaseUntil: N(leaseUntil) },
    });
    return renewed?.agent;
  }

  async function setStatus(agentId: AgentId, status: Agent['status'], reason: string | undefined, now: number) {
    const before = await get(agentId);
    const becomesAvailable = status === 'available' && before?.status !== 'available';
    const isOther = status !== before?.status || reason !== before.reason;
    const values = {
      ...{ status: S(status), one: N(1) },
      ...(reason !== undefined && { reason: S(reason) }),
      ...(becomesAvailable && { now: N(now) }),
      ...(isOther && { since: N(now) }),
    };
    return update(agentId, {
      ConditionExpression: keys.isAgent,
      UpdateExpression: keys.setsStatus(values),
      values,
    });
  }

  async function changePhone(agentId: AgentId, change: (agent: Agent) => Phone | undefined) {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const agent = await get(agentId);
      const phone = agent && change(agent);
      if (!phone) return agent && { agent, isChanged: false };
      const changed = await updateShown(agentId, {
        ConditionExpression: keys.isRevision,
        UpdateExpression: keys.changesPhone,
        values: { phone: phoneText(phone), revision: N(agent.revision), next: N(agent.revision + 1) },
      });
      if (changed) return { agent: changed.agent, isChanged: true };
    }
    throw new Error(`Agent ${agentId}: lost ${MAX_TRIES} races for the state of the phone in a row`);
  }

  async function refreshReady(agentId: AgentId, now: number, isChanged = false): Promise<Agent | undefined> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const agent = (await read(agentId))?.agent;
      if (!agent) return undefined;
      const listed = listingOf(agent, now);
      if (!isChanged && isDeepStrictEqual(listed, agent.listed)) return agent;
      const after = { ...agent, listed, revision: agent.revision + 1 };
      if (!(await cancelled(client, movesAgent(TableName, agent, after, now)))) return after;
    }
    throw new Error(`Agent ${agentId}: lost ${MAX_TRIES} races for the ready lists in a row`);
  }

  return { get, connect, change, remove, disconnect, renewLease, setStatus, changePhone, refreshReady };
}

interface Watch {
  queueId: QueueId;
  connectionId: ConnectionId;
}

const watchesOf = (queues: QueueId[], connections: ConnectionId[]): Watch[] =>
  queues.flatMap((queueId) => connections.map((connectionId) => ({ queueId, connectionId })));

/** For an agent's first connection. */
const { reservations, given, listed } = placesOf({ reservations: [], given: { day: '', count: 0 }, listed: {} });

const profileValues = (profile: AgentProfile) => {
  const { name, capacity, queues, version } = profile;
  return {
    ...{ name: S(name), capacity: N(capacity), queues: L(queues), profile: profileText(profile) },
    ...{ version: N(version), one: N(1) },
    ...(queues.length > 0 && { watched: SS(queues) }),
  };
};
