/** The writes of a transaction that moves an agent: the row with the agent's places, and the matching ready rows. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { ListedAgent } from '../../core/agent/agent.ts';
import { LaneId } from '../../core/ids.ts';
import { N } from './attributes.ts';
import { expressions } from './client.ts';
import * as keys from './keys.ts';
import { placesOf, readyRow } from './rows.ts';

/** The agent's row comes first. At most 91 writes, because the configuration check limits an agent to 45 lanes. */
export function movesAgent(
  TableName: string,
  before: ListedAgent,
  after: ListedAgent,
  now: number,
): [TransactWriteItem, ...TransactWriteItem[]] {
  const { id: agentId, name } = after;
  const left = ordersIn(before).filter(([lane, order]) => after.listed[lane] !== order);
  return [
    { Update: { TableName, Key: keys.agentKey(agentId), ...asDecided(before, after, now) } },
    ...left.map(([lane, order]) => ({ Delete: { TableName, Key: keys.readyKey(lane, order, agentId) } })),
    ...ordersIn(after).map(([lane, order]) => ({
      Put: {
        TableName,
        Item: readyRow(keys.readyKey(lane, order, agentId), { agentId, name, lane, order, agent: after }),
      },
    })),
  ];
}

/**
 * Without the ready rows, for an agent whose rows do not fit in: they stay as they were, and agree with the agent's row. Whoever
 * finds them reads the agent, and the desk brings them up to date when it serves the agent.
 */
export const movesPlaces = (
  TableName: string,
  before: ListedAgent,
  after: ListedAgent,
  now: number,
): TransactWriteItem[] => movesAgent(TableName, before, { ...after, listed: before.listed }, now).slice(0, 1);

const ordersIn = ({ listed }: ListedAgent) =>
  Object.entries(listed).map(([lane, order]) => [LaneId.parse(lane), order] as const);

/** Requires that the agent, including the lease, has not changed since the decision. */
function asDecided(before: ListedAgent, after: ListedAgent, now: number) {
  const runs = before.leaseUntil > now;
  return {
    ...expressions({
      ConditionExpression: `${keys.isRevision} AND ${runs ? keys.leaseRuns : keys.leaseIsOver}`,
      UpdateExpression: keys.moves,
      values: {
        ...placesOf(after),
        ...{ readySince: N(after.readySince), givenAt: N(after.givenAt) },
        ...{ revision: N(before.revision), next: N(after.revision) },
        ...(runs ? { now: N(now) } : { leaseUntil: N(before.leaseUntil) }),
      },
    }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}
