/** Connects the functions to their adapters. The pieces are separate, so that a bundle contains only what its function uses. */
import { randomInt, randomUUID } from 'node:crypto';
import { createConnections } from '../adapters/apigateway/connections.ts';
import { createAgentStore } from '../adapters/dynamodb/agent-store.ts';
import { createAlarmStore } from '../adapters/dynamodb/alarm-store.ts';
import { createChatStore } from '../adapters/dynamodb/chat-store.ts';
import { createDynamoClient } from '../adapters/dynamodb/client.ts';
import { createConfigurationStore } from '../adapters/dynamodb/configuration-store.ts';
import { createContactStore } from '../adapters/dynamodb/contact-store.ts';
import { createInboxStore } from '../adapters/dynamodb/inbox-store.ts';
import { createKeyStore } from '../adapters/dynamodb/key-store.ts';
import { createMachineKeyStore } from '../adapters/dynamodb/machine-key-store.ts';
import { createMeasureStore } from '../adapters/dynamodb/measure-store.ts';
import { createQueueStore } from '../adapters/dynamodb/queue-store.ts';
import { createRosterStore } from '../adapters/dynamodb/roster-store.ts';
import { createTallyStore } from '../adapters/dynamodb/tally-store.ts';
import { createTicketStore } from '../adapters/dynamodb/ticket-store.ts';
import { createVisitStore } from '../adapters/dynamodb/visit-store.ts';
import { createAsynchronous } from '../adapters/lambda/asynchronous.ts';
import { createFileStore, FilePlaces } from '../adapters/s3/file-store.ts';
import { createTimerQueue } from '../adapters/sqs/timer-queue.ts';
import { createTimers } from '../adapters/timers.ts';
import { createTokens } from '../adapters/token.ts';
import { Roles, type SignInClaims } from './agent/signed-in.ts';
import { type EnvironmentName, keepClasses } from './contract.ts';
import { createDesk } from './desk/desk.ts';
import { createKnownContact } from './desk/known-contact.ts';
import { createMeasure } from './desk/measure.ts';
import type { Connections } from './desk/push.ts';
import { createRouting } from './desk/routing.ts';
import { createStartsLimit } from './desk/starts-limit.ts';
import { createThresholdReview } from './desk/thresholds.ts';
import { readEnvironment } from './edge/environment.ts';
import { log, readJson } from './edge/stack.ts';

type Client = ReturnType<typeof createDynamoClient>;
export type ConfigurationStore = Pick<ReturnType<typeof createConfigurationStore>, 'current' | 'version'>;
export type Tokens = ReturnType<typeof createTokens>;
export type TimerQueue = ReturnType<typeof createTimerQueue>;
export type Asynchronous = ReturnType<typeof asynchronous>;
export type Timers = ReturnType<typeof createTimers>;

export const environment = (name: EnvironmentName): string => readEnvironment(name)[name];

export const signInClaims = (): SignInClaims => ({
  rolesClaim: environment('FOYER_ROLES_CLAIM'),
  roles: Roles.parse(readJson(environment('FOYER_ROLES'))),
  trustsEmail: environment('FOYER_TRUST_EMAIL') === 'yes',
});

export const dynamo = createDynamoClient;

const inTable = (client: Client) => ({ client, table: environment('FOYER_TABLE') });

export const chatStore = (client: Client) => createChatStore(inTable(client));
export const agentStore = (client: Client) => createAgentStore(inTable(client));
export const queueStore = (client: Client) => createQueueStore(inTable(client));
export const configurationStore = (client: Client) =>
  createConfigurationStore(inTable(client), (error) =>
    log('error', undefined, { code: 'configuration_format', error }),
  );
export const visitStore = (client: Client) => createVisitStore(inTable(client));
export const contactStore = (client: Client) => createContactStore(inTable(client));
export const measureStore = (client: Client) => createMeasureStore(inTable(client));
export const tallyStore = (client: Client) => createTallyStore(inTable(client));
export const alarmStore = (client: Client) => createAlarmStore(inTable(client));
export const inboxStore = (client: Client) => createInboxStore(inTable(client));
export const rosterStore = (client: Client) => createRosterStore(inTable(client));
export const ticketStore = (client: Client) => createTicketStore(inTable(client));
export const machineKeyStore = (client: Client) => createMachineKeyStore(inTable(client));
export const keyStore = (client: Client) => createKeyStore(inTable(client));
export const tokens = (client: Client) => createTokens(keyStore(client));
export const asynchronous = () =>
  createAsynchronous({
    'scenario-call': environment('FOYER_SCENARIO_CALL'),
    mail: environment('FOYER_MAIL'),
    'file-check': environment('FOYER_FILE_CHECK'),
  });
export const fileStore = () =>
  createFileStore(FilePlaces.parse(readJson(environment('FOYER_FILES'))), keepClasses, Date.now);
export const timerQueue = () => createTimerQueue(environment('FOYER_TIMERS_QUEUE_URL'));
export const timers = () =>
  createTimers({
    queueUrl: environment('FOYER_TIMERS_QUEUE_URL'),
    stateMachineArn: environment('FOYER_LONG_TIMERS_ARN'),
  });

export const sockets = () =>
  createConnections({
    visitor: environment('FOYER_VISITOR_CONNECTIONS'),
    agent: environment('FOYER_AGENT_CONNECTIONS'),
  });

export const routing = (client: Client) =>
  createRouting({
    configurations: configurationStore(client),
    chats: chatStore(client),
    queues: queueStore(client),
    visits: visitStore(client),
    contacts: contactStore(client),
    keys: keyStore(client),
    now: Date.now,
  });

export const startsLimit = (client: Client) =>
  createStartsLimit({
    chats: chatStore(client),
    visits: visitStore(client),
    keys: keyStore(client),
    now: Date.now,
  });

export const knownContact = (client: Client) =>
  createKnownContact({ contacts: contactStore(client), now: Date.now, newId: randomUUID });

export const thresholdReview = (client: Client) =>
  createThresholdReview({
    alarms: alarmStore(client),
    configurations: configurationStore(client),
    queues: queueStore(client),
    tallies: tallyStore(client),
    now: Date.now,
  });

export const measure = (client: Client) =>
  createMeasure({
    chats: chatStore(client),
    queues: queueStore(client),
    measures: measureStore(client),
  });

export const desk = (client: Client, connections: Connections) =>
  createDesk({
    chats: chatStore(client),
    agents: agentStore(client),
    queues: queueStore(client),
    routing: routing(client),
    connections,
    now: Date.now,
    newId: randomUUID,
    chance: () => randomInt(2 ** 32) / 2 ** 32,
  });
