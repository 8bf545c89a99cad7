/** Who is signed in and what their places are used for, together in few partitions, for wallboards. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { AgentId, InteractionId } from '../../core/ids.ts';
import type { RosterStore } from '../stores.ts';
import { N } from './attributes.ts';
import { expressions, ifConditionHolds, query, type Table } from './client.ts';
import * as keys from './keys.ts';
import { readRosterAgent, readRosterPlace } from './rows.ts';

export function createRosterStore(place: Table): RosterStore {
  const { client, table: TableName } = place;

  async function noteUnanswered(agentId: AgentId, interactionId: InteractionId, since: number, now: number) {
    const change = expressions({
      ConditionExpression: keys.exists,
      UpdateExpression: keys.waitsUnanswered,
      values: { since: N(since), now: N(now) },
    });
    const update = { TableName, Key: keys.rosterPlaceKey(agentId, interactionId), ...change };
    await ifConditionHolds(client.send(new UpdateItemCommand(update)));
  }

  return {
    noteUnanswered,
    read: async () => {
      const parts = await Promise.all(keys.rosterParts.map((part) => query(place, part, undefined, false)));
      const rows = parts.flat();
      return {
        agents: rows.filter(keys.isRosterAgent).map(readRosterAgent),
        places: rows.filter((row) => !keys.isRosterAgent(row)).map(readRosterPlace),
      };
    },
  };
}
