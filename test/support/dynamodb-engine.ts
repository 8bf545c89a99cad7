/** A real DynamoDB for tests, with a separate table for each caller, and a record of what a client requested. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { createAgentStore } from '../../adapters/dynamodb/agent-store.ts';
import { createAlarmStore } from '../../adapters/dynamodb/alarm-store.ts';
import { createChatStore } from '../../adapters/dynamodb/chat-store.ts';
import { createDynamoClient, type Table } from '../../adapters/dynamodb/client.ts';
import { createConfigurationStore } from '../../adapters/dynamodb/configuration-store.ts';
import { createContactStore } from '../../adapters/dynamodb/contact-store.ts';
import { createInboxStore } from '../../adapters/dynamodb/inbox-store.ts';
import { createKeyStore } from '../../adapters/dynamodb/key-store.ts';
import { createMachineKeyStore } from '../../adapters/dynamodb/machine-key-store.ts';
import { createMeasureStore } from '../../adapters/dynamodb/measure-store.ts';
import { createQueueStore } from '../../adapters/dynamodb/queue-store.ts';
import { createRosterStore } from '../../adapters/dynamodb/roster-store.ts';
import { createTallyStore } from '../../adapters/dynamodb/tally-store.ts';
import { createTicketStore } from '../../adapters/dynamodb/ticket-store.ts';
import { createVisitStore } from '../../adapters/dynamodb/visit-store.ts';
import { startDynamodb } from '../../local/engines/dynamodb.ts';
import type { Stores } from './memory-store.ts';

export interface TestEngine {
  /** An empty table with a new client, as in a fresh process. */
  createTable(): Promise<Table>;
  stop(): Promise<void>;
}

export async function startTestEngine(): Promise<TestEngine> {
  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-dynamodb-'));
  const engine = await startDynamodb({ dataDir });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: engine.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  let tables = 0;
  return {
    createTable: async () => {
      const client = createDynamoClient();
      tables += 1;
      const table = `foyer-test-${tables}`;
      await client.send(
        new CreateTableCommand({
          TableName: table,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
          ],
        }),
      );
      return { client, table };
    },
    stop: async () => {
      await engine.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

export const storesIn = (table: Table): Stores => ({
  chats: createChatStore(table),
  agents: createAgentStore(table),
  queues: createQueueStore(table),
  measures: createMeasureStore(table),
  tallies: createTallyStore(table),
  roster: createRosterStore(table),
  alarms: createAlarmStore(table),
  inbox: createInboxStore(table),
  visits: createVisitStore(table),
  tickets: createTicketStore(table),
  contacts: createContactStore(table),
  configurations: createConfigurationStore(table),
  keys: createKeyStore(table),
  machineKeys: createMachineKeyStore(table),
});

/** Names of the commands that a client sends from now on, and how many rows its queries returned. */
export function watch(client: DynamoDBClient) {
  const seen = { commands: [] as string[], rows: 0 };
  // Otherwise a client that has made requests would keep its cached middleware.
  client.config.cacheMiddleware = false;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (request) => {
        seen.commands.push(String(commandName));
        const answer = await next(request);
        seen.rows += Answer.parse(answer.output).Items?.length ?? 0;
        return answer;
      },
    { step: 'initialize', name: 'watch', override: true },
  );
  return seen;
}

const Answer = z.object({ Items: z.optional(z.array(z.unknown())) });

/** Runs something just before each attempt of a request; its exception becomes the answer. `sk` is the sort key of a put. */
export function beforeAttempts(
  client: DynamoDBClient,
  happen: (attempt: { command: string; sk: string | undefined }) => void | Promise<void>,
): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (request) => {
        await happen({ command: String(commandName), sk: Put.safeParse(request.input).data?.Item.sk.S });
        return next(request);
      },
    { step: 'deserialize', priority: 'low', name: 'beforeAttempts', override: true },
  );
}

/** The first attempt of each such request succeeds, but its answer is lost: the SDK tries again. */
export function losesAnswers(client: DynamoDBClient, command: string): void {
  const answered = new WeakSet<object>();
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (request) => {
        const answer = await next(request);
        if (commandName !== command || answered.has(request.input)) return answer;
        answered.add(request.input);
        throw Object.assign(new Error('The connection was closed'), { name: 'TimeoutError' });
      },
    { step: 'deserialize', priority: 'low', name: 'losesAnswers', override: true },
  );
}

const Put = z.object({ Item: z.object({ sk: z.object({ S: z.string() }) }) });
