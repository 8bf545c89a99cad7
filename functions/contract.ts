/**
 * What the template needs to know about each function: its entry point, what calls it, and what it may access. `lib/` builds
 * the infrastructure from this table, so that a function and its wiring are changed in one place.
 */

/** Names of the environment variables; `environment.ts` is the only file that reads them. */
export type EnvironmentName =
  | 'FOYER_TENANT'
  /** Name of the table. */
  | 'FOYER_TABLE'
  /** URL of the timer queue. */
  | 'FOYER_TIMERS_QUEUE_URL'
  /** ARN of the state machine in which long timers wait. */
  | 'FOYER_LONG_TIMERS_ARN'
  /** Name of the function that makes scenarios' calls. */
  | 'FOYER_SCENARIO_CALL'
  /** Name of the function that sends mail. */
  | 'FOYER_MAIL'
  /** Name of the function that checks files. */
  | 'FOYER_FILE_CHECK'
  /** JSON: where files are (`FilePlaces`). */
  | 'FOYER_FILES'
  /** JSON: the sender address and the configuration set of SES; `null` without `mailFrom`. */
  | 'FOYER_MAIL_SENDER'
  /** https endpoint of @connections for visitor and agent sockets. */
  | 'FOYER_VISITOR_CONNECTIONS'
  | 'FOYER_AGENT_CONNECTIONS'
  /** wss address that clients connect to. */
  | 'FOYER_VISITOR_SOCKET'
  | 'FOYER_AGENT_SOCKET'
  /** Name of the token claim that holds a user's roles. */
  | 'FOYER_ROLES_CLAIM'
  /** JSON: which values of that claim mean which role, besides the roles' own names. */
  | 'FOYER_ROLES'
  /** `yes`: accept e-mail addresses although the issuer's tokens do not say that they are verified. */
  | 'FOYER_TRUST_EMAIL'
  /** https address of the widget's distribution. */
  | 'FOYER_WIDGET'
  /** What the widget's distribution sends in `EDGE_HEADER`. */
  | 'FOYER_EDGE_KEY';

/** With the right key, the request came through the widget's distribution, which reports the visitor's address. */
export const EDGE_HEADER = 'x-foyer-edge';

/** `read`: GetItem, Query. `write`: PutItem, UpdateItem, DeleteItem (transactions need only these). */
export type TableGrant = 'read' | 'read-write';

export type Trigger =
  /** `atMostPerS`: the route's own throttle, so that a flood on one route leaves the others their share of the stage's limit. */
  | { kind: 'http'; api: 'public' | 'admin'; route: string; atMostPerS?: number }
  | { kind: 'socket'; api: 'visitor' | 'agent'; route: '$default' | '$disconnect' }
  | { kind: 'socket-authorizer'; api: 'visitor' | 'agent' }
  /** Only these records of the table's stream (`streamPatterns`). */
  | { kind: 'stream'; records: StreamRecords }
  | { kind: 'queue'; queue: 'timers' }
  /** By another function that does not wait. */
  | { kind: 'asynchronous' }
  /** When an upload has been scanned for malware. */
  | { kind: 'scan' };

/** At most two: DynamoDB allows no more than two readers of a stream shard. */
export type StreamRecords = 'what timers follow' | 'waiting lists and what is measured';

export interface FunctionContract {
  /** File under `functions/`, without `.ts`; exports `handler`. */
  entry: string;
  triggers: Trigger[];
  environment: readonly EnvironmentName[];
  table?: TableGrant;
  /** Sockets that it may post to and close. */
  pushes?: readonly ('visitor' | 'agent')[];
  closes?: readonly ('visitor' | 'agent')[];
  /**
   * Sets timers: short ones in the queue, long ones as executions. Not for the function called by that queue, because Lambda
   * stops such a loop. `short`: only those.
   */
  setsTimers?: true | 'short';
  /** Functions that it calls without waiting. */
  hands?: readonly ('scenario-call' | 'mail' | 'file-check')[];
  /** Signs links for people, sees whether uploads are there, reads uploads and keeps the clean ones, or reads those. */
  files?: 'links' | 'attach' | 'check' | 'read';
  /** Through SES, from the tenant's domain. */
  mails?: true;
  timeoutS: number;
  memoryMb: number;
}

const run = { timeoutS: 10, memoryMb: 512 } as const;

/** What the desk needs (`desk/desk.ts`), wherever it runs. */
const desk = { table: 'read-write', pushes: ['visitor', 'agent'] } as const;
const deskEnvironment = ['FOYER_TABLE', 'FOYER_VISITOR_CONNECTIONS', 'FOYER_AGENT_CONNECTIONS'] as const;
const timersEnvironment = ['FOYER_TIMERS_QUEUE_URL', 'FOYER_LONG_TIMERS_ARN'] as const;

export const functions = {
  website: {
    entry: 'website.lambda',
    triggers: [{ kind: 'http', api: 'public', route: 'GET /v1/websites/{token}', atMostPerS: 300 }],
    environment: ['FOYER_TABLE', 'FOYER_EDGE_KEY'],
    // The key for hashing addresses is created by the first function that needs it.
    table: 'read-write',
    ...run,
  },
  'chat-start': {
    entry: 'chat-start.lambda',
    triggers: [{ kind: 'http', api: 'public', route: 'POST /v1/chats', atMostPerS: 50 }],
    environment: [...deskEnvironment, 'FOYER_VISITOR_SOCKET', 'FOYER_EDGE_KEY', 'FOYER_FILES'],
    ...desk,
    files: 'attach',
    // Those of a former reader.
    closes: ['visitor'],
    ...run,
  },
  'chat-token': {
    entry: 'chat-token.lambda',
    triggers: [{ kind: 'http', api: 'public', route: 'POST /v1/chats/token', atMostPerS: 150 }],
    environment: ['FOYER_TABLE', 'FOYER_VISITOR_SOCKET'],
    table: 'read-write',
    ...run,
  },
  leave: {
    entry: 'leave.lambda',
    triggers: [
      { kind: 'http', api: 'public', route: 'POST /v1/left', atMostPerS: 20 },
      { kind: 'http', api: 'public', route: 'POST /v1/replies', atMostPerS: 20 },
    ],
    environment: [...deskEnvironment, 'FOYER_EDGE_KEY', 'FOYER_FILES'],
    ...desk,
    files: 'attach',
    ...run,
  },
  'agent-voice': {
    entry: 'agent-voice.lambda',
    // 1,000 agents who are all on a call make 17 reports a second, and twice as many when each call is short.
    triggers: [{ kind: 'http', api: 'public', route: 'PUT /v1/agents/{agentId}/voice', atMostPerS: 100 }],
    environment: [...deskEnvironment, 'FOYER_TIMERS_QUEUE_URL'],
    ...desk,
    setsTimers: 'short',
    ...run,
  },
  'next-agent': {
    entry: 'next-agent.lambda',
    triggers: [{ kind: 'http', api: 'public', route: 'POST /v1/voice/next-agent', atMostPerS: 20 }],
    environment: ['FOYER_TABLE'],
    // It holds the agent for the call.
    table: 'read-write',
    ...run,
  },
  'chat-continue': {
    entry: 'chat-continue.lambda',
    triggers: [{ kind: 'http', api: 'public', route: 'POST /v1/chats/continue', atMostPerS: 50 }],
    environment: ['FOYER_TABLE', 'FOYER_VISITOR_SOCKET'],
    table: 'read-write',
    ...run,
  },
  'mail-stop': {
    entry: 'mail-stop.lambda',
    triggers: [{ kind: 'http', api: 'public', route: 'POST /v1/mail/stop', atMostPerS: 50 }],
    environment: deskEnvironment,
    ...desk,
    ...run,
  },
  'console-session': {
    entry: 'console-session.lambda',
    triggers: [{ kind: 'http', api: 'admin', route: 'GET /v1/session' }],
    environment: [
      'FOYER_TENANT',
      'FOYER_TABLE',
      'FOYER_AGENT_SOCKET',
      'FOYER_ROLES_CLAIM',
      'FOYER_ROLES',
      'FOYER_TRUST_EMAIL',
    ],
    table: 'read-write',
    ...run,
  },
  decisions: {
    entry: 'decisions.lambda',
    triggers: [{ kind: 'http', api: 'admin', route: 'GET /v1/interactions/{interactionId}/decisions' }],
    environment: ['FOYER_TABLE', 'FOYER_ROLES_CLAIM', 'FOYER_ROLES', 'FOYER_TRUST_EMAIL'],
    table: 'read',
    ...run,
  },
  contact: {
    entry: 'contact.lambda',
    triggers: [{ kind: 'http', api: 'admin', route: 'GET /v1/interactions/{interactionId}/contact' }],
    environment: ['FOYER_TABLE', 'FOYER_ROLES_CLAIM', 'FOYER_ROLES', 'FOYER_TRUST_EMAIL'],
    table: 'read',
    ...run,
  },
  'contact-change': {
    entry: 'contact-change.lambda',
    triggers: [{ kind: 'http', api: 'admin', route: 'PUT /v1/interactions/{interactionId}/contact' }],
    environment: ['FOYER_TABLE', 'FOYER_ROLES_CLAIM', 'FOYER_ROLES', 'FOYER_TRUST_EMAIL'],
    table: 'read-write',
    ...run,
  },
  'visitor-authorizer': {
    entry: 'visitor-authorizer.lambda',
    triggers: [{ kind: 'socket-authorizer', api: 'visitor' }],
    environment: ['FOYER_TABLE'],
    table: 'read-write',
    ...run,
  },
  'agent-authorizer': {
    entry: 'agent-authorizer.lambda',
    triggers: [{ kind: 'socket-authorizer', api: 'agent' }],
    environment: ['FOYER_TABLE'],
    table: 'read-write',
    ...run,
  },
  'visitor-frame': {
    entry: 'visitor-frame.lambda',
    triggers: [{ kind: 'socket', api: 'visitor', route: '$default' }],
    environment: [...deskEnvironment, 'FOYER_FILES'],
    ...desk,
    files: 'links',
    closes: ['visitor'],
    ...run,
  },
  'visitor-disconnect': {
    entry: 'visitor-disconnect.lambda',
    triggers: [{ kind: 'socket', api: 'visitor', route: '$disconnect' }],
    environment: deskEnvironment,
    ...desk,
    ...run,
  },
  'agent-frame': {
    entry: 'agent-frame.lambda',
    triggers: [{ kind: 'socket', api: 'agent', route: '$default' }],
    environment: [...deskEnvironment, ...timersEnvironment, 'FOYER_FILES'],
    ...desk,
    files: 'links',
    setsTimers: true,
    closes: ['agent'],
    ...run,
  },
  'agent-disconnect': {
    entry: 'agent-disconnect.lambda',
    triggers: [{ kind: 'socket', api: 'agent', route: '$disconnect' }],
    environment: ['FOYER_TABLE'],
    table: 'read-write',
    ...run,
  },
  'arm-timers': {
    entry: 'arm-timers.lambda',
    triggers: [{ kind: 'stream', records: 'what timers follow' }],
    environment: ['FOYER_TABLE', ...timersEnvironment, 'FOYER_SCENARIO_CALL', 'FOYER_MAIL', 'FOYER_FILE_CHECK'],
    // The configuration, when one is published.
    table: 'read',
    setsTimers: true,
    hands: ['scenario-call', 'mail', 'file-check'],
    timeoutS: 30,
    memoryMb: 512,
  },
  /** Sends waiting lists to consoles and places in line to visitors, and writes measures. */
  'after-commit': {
    entry: 'after-commit.lambda',
    triggers: [{ kind: 'stream', records: 'waiting lists and what is measured' }],
    environment: deskEnvironment,
    ...desk,
    timeoutS: 30,
    memoryMb: 512,
  },
  timer: {
    entry: 'timer.lambda',
    triggers: [{ kind: 'queue', queue: 'timers' }],
    environment: [...deskEnvironment, 'FOYER_TIMERS_QUEUE_URL'],
    ...desk,
    closes: ['agent'],
    ...run,
  },
  'scenario-call': {
    entry: 'scenario-call.lambda',
    triggers: [{ kind: 'asynchronous' }],
    environment: deskEnvironment,
    ...desk,
    // The call may take 20 s, and what follows as long as any command.
    timeoutS: 30,
    memoryMb: 512,
  },
  'file-check': {
    entry: 'file-check.lambda',
    triggers: [{ kind: 'asynchronous' }, { kind: 'scan' }],
    environment: [...deskEnvironment, 'FOYER_FILES'],
    ...desk,
    files: 'check',
    // It reads 10 MB, and copies them.
    timeoutS: 30,
    memoryMb: 512,
  },
  mail: {
    entry: 'mail.lambda',
    triggers: [{ kind: 'asynchronous' }],
    environment: [...deskEnvironment, 'FOYER_MAIL_SENDER', 'FOYER_WIDGET', 'FOYER_FILES'],
    ...desk,
    files: 'read',
    mails: true,
    // SES may take 20 s.
    timeoutS: 30,
    memoryMb: 512,
  },
} as const satisfies Record<string, FunctionContract>;

/** How often the canary runs. */
export const CANARY_MINUTES = 15;

/** Only in the templates of tenants whose settings enable them. */
export const optionalFunctions = {
  canary: {
    entry: 'canary.lambda',
    // Called on a schedule (`lib/canary.ts`).
    triggers: [],
    environment: ['FOYER_WIDGET', 'FOYER_EDGE_KEY'],
    timeoutS: 20,
    memoryMb: 256,
  },
} as const satisfies Record<string, FunctionContract>;

export type FunctionName = keyof typeof functions;
export type AnyFunctionName = FunctionName | keyof typeof optionalFunctions;

/** Days that files can be kept, as the value of their tag `keep`: S3 deletes by rules for a few tags, not by a date of each. */
export const keepClasses = [31, 93, 186, 372, 1100, 3660] as const;

/** Attribute names of the table's keys and time to live, shared by the adapters and the template. */
export const tableShape = { partitionKey: 'pk', sortKey: 'sk', timeToLive: 'ttl' } as const;

/**
 * In Lambda's filter syntax, joined by OR. Timers follow what is published and commits that are more than a message (attribute
 * `follow` = true), and rows that say when to look again. Rows of waiting lists: pk `LANE#…`, sk `WAIT#…`; commits after which there is something to count: `measured` = true.
 */
export const streamPatterns = {
  'what timers follow': [
    { dynamodb: { Keys: { pk: { S: ['CONFIG'] }, sk: { S: ['CURRENT'] } } } },
    { eventName: ['INSERT'], dynamodb: { NewImage: { follow: { BOOL: [true] } } } },
    { dynamodb: { Keys: { pk: { S: ['LOOK'] } } } },
  ],
  'waiting lists and what is measured': [
    { dynamodb: { Keys: { pk: { S: [{ prefix: 'LANE#' }] }, sk: { S: [{ prefix: 'WAIT#' }] } } } },
    { eventName: ['INSERT'], dynamodb: { NewImage: { measured: { BOOL: [true] } } } },
    { dynamodb: { Keys: { pk: { S: ['ALARM'] } } } },
  ],
} as const satisfies Record<StreamRecords, readonly object[]>;
