/**
 * Foyer for browsers, in one process: the real functions on stores in memory, wired by their contract behind the local cloud's own
 * edges (API Gateway, CloudFront, the issuer). Tests turn its clock, move the other side by hand, and break what they want broken.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { commitKey, waitingKey } from '../../adapters/dynamodb/keys.ts';
import { commitRow, waitingRow } from '../../adapters/dynamodb/rows.ts';
import type { ConfigurationInput } from '../../core/configuration/schema.ts';
import { AgentId, type ConnectionId, InteractionId } from '../../core/ids.ts';
import type { Side } from '../../core/interaction/facts.ts';
import { LEASE_MS } from '../../core/interaction/waits.ts';
import {
  functions as contracts,
  EDGE_HEADER,
  type FunctionContract,
  type FunctionName,
} from '../../functions/contract.ts';
import { readJson, refusedBody } from '../../functions/edge/stack.ts';
import { serveHttpApi } from '../../local/apigateway/http-api.ts';
import type { Api, JwtAuthorizer, Route } from '../../local/apigateway/read-apis.ts';
import { serveWebSocketApi, type WebSocketApi } from '../../local/apigateway/websocket-api.ts';
import type { BucketFiles } from '../../local/cloudfront/bucket-files.ts';
import type { Behaviour, Distribution } from '../../local/cloudfront/read-distribution.ts';
import { serveDistribution } from '../../local/cloudfront/serve-distribution.ts';
import { serveIssuer } from '../../local/issuer/serve-issuer.ts';
import type { DemoUser } from '../../local/issuer/sign-in-page.ts';
import type { Invoke } from '../../local/lambda/invoker.ts';
import { hostOf, listen, stopListening } from '../../local/listen.ts';
import { type ErrorCode, errors } from '../../protocol/errors.ts';
import { SessionAnswer, StartBody } from '../../protocol/visitor.ts';
import { context, createFoyer, EDGE_KEY, type Foyer } from './foyer-in-memory.ts';
import { createMemoryStores, type Written } from './memory-store.ts';

interface Options {
  configuration: Partial<ConfigurationInput>;
  /** The built files of the widget or of the console. */
  files: { widget: string } | { console: string };
  /** Who can sign in. */
  users?: DemoUser[];
}

interface Started {
  interactionId: InteractionId;
  body: StartBody;
}

export type StandIn = Awaited<ReturnType<typeof startStandIn>>;

const places = ['widget', 'console', 'public', 'admin', 'visitor', 'agent', 'issuer'] as const;
const CLIENT = 'console';

export async function startStandIn({ configuration, files, users = [] }: Options) {
  const servers = Object.fromEntries(
    await Promise.all(places.map(async (place) => [place, await listen(0)] as const)),
  ) as Record<(typeof places)[number], Server>;
  const at = (place: (typeof places)[number]) => `http://${hostOf(servers[place])}`;
  const socketAt = (side: Side) => `ws://${hostOf(servers[side])}/${STAGE}`;

  const stream = createStream();
  const sockets = {} as Record<Side, WebSocketApi>;
  const foyer = await createFoyer(undefined, configuration, {
    stores: createMemoryStores(undefined, stream.add),
    clock: Date.now,
    sockets: {
      post: async (side, id, frame) => sockets[side].post(id, Buffer.from(JSON.stringify(frame))),
      close: async (side, id) => void sockets[side].close(id),
      urls: { visitor: socketAt('visitor'), agent: socketAt('agent') },
    },
  });
  stream.leadTo(foyer);

  const faults = createFaults();
  const started: Started[] = [];
  const invoke: Invoke = async ({ functionArn }, event) => {
    const name = functionArn as FunctionName;
    const { body } = event as { body?: string };
    const run = foyer.functions[name] as (event: unknown, within: typeof context) => Promise<unknown>;
    const payload = faults.answerOf(name, body) ?? (await run(event, context));
    const answer = name === 'chat-start' && SessionAnswer.safeParse(readJson((payload as { body: string }).body)).data;
    // Sent again with the same id, it is the same chat.
    if (answer && !started.some(({ interactionId }) => interactionId === answer.interactionId))
      started.push({ interactionId: answer.interactionId, body: StartBody.parse(readJson(body)) });
    return { ok: true, payload };
  };
  const mayFail: Invoke = (call, event) =>
    invoke(call, event).catch((error) => ({ ok: false, error: { errorType: 'Error', errorMessage: String(error) } }));
  const jwt = { type: 'jwt', issuer: at('issuer'), audience: [CLIENT], scopes: [] } satisfies JwtAuthorizer;
  serveHttpApi(servers.public, apiOf('public'), mayFail);
  serveHttpApi(servers.admin, apiOf('admin', jwt), mayFail);
  for (const side of ['visitor', 'agent'] as const)
    sockets[side] = serveWebSocketApi(servers[side], apiOf(side), mayFail);

  const requests: string[] = [];
  servers.widget.on('request', ({ method, url }) => requests.push(`${method} ${url}`));
  const origins = { address: () => at('public') };
  if ('widget' in files)
    serveDistribution(servers.widget, widgetSite, { ...origins, bucket: () => filesIn(files.widget) });
  else {
    const bucket = filesIn(files.console, {
      'config.json': {
        issuer: at('issuer'),
        clientId: CLIENT,
        scopes: 'openid email profile',
        api: at('admin'),
        tenant: 'test',
      },
    });
    const connects = [at('admin'), at('issuer'), new URL(socketAt('agent')).origin];
    serveDistribution(servers.console, consoleSite(connects), { ...origins, bucket: () => bucket });
    serveIssuer(servers.issuer, { issuer: at('issuer'), clients: [clientAt(`${at('console')}/`)], users, dataDir });
  }

  const cut = () => {
    for (const side of ['visitor', 'agent'] as const) sockets[side].stop();
  };
  return {
    ...handsOf(foyer),
    /** A frame from any window of an agent's. */
    agent: foyer.agent,
    publish: foyer.publish,
    now: foyer.now,
    widget: `${at('widget')}/`,
    console: at('console'),
    visitorSocket: socketAt('visitor'),
    /** Of the widget's address, in order. */
    requests,
    /** Chats that browsers started, in order. */
    started,
    /** The next request of this function, or the next frame of this kind, is refused so, or fails. */
    refuseNext: faults.plan,
    /** Time passes for Foyer, and what falls due happens. Browsers live on by their own clocks: no heartbeat is missed meanwhile. */
    turn: (seconds: number) => turn(foyer, stream, seconds),
    /** Sockets break as in a power failure. */
    cut,
    goAway: () => {
      faults.isAway = true;
      cut();
    },
    comeBack: () => {
      faults.isAway = false;
    },
    async stop() {
      cut();
      await stream.settled();
      await Promise.all(Object.values(servers).map(stopListening));
      stream.check();
    },
  };
}

const dataDir = mkdtempSync(join(tmpdir(), 'foyer-issuer-'));
process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));

// ---- edges -----------------------------------------------------------------------------------------------------------------

const STAGE = 'ws';

/** As `lib/` builds them from the same contract. */
function apiOf(name: 'public' | 'admin' | Side, authorizer?: JwtAuthorizer): Api {
  const routes = Object.entries<FunctionContract>(contracts).flatMap(([functionName, { triggers }]) =>
    triggers.flatMap((trigger): Route[] => {
      if (!('api' in trigger) || trigger.api !== name) return [];
      const call = { functionArn: functionName, sourceArn: name };
      if (trigger.kind === 'socket-authorizer') {
        const asks = { type: 'request' as const, call, identitySources: ['route.request.querystring.token'] };
        return [{ key: '$connect', integration: { type: 'mock', statusCode: 200 }, authorizer: asks, answers: false }];
      }
      const integration = { type: 'function' as const, call, timeoutMs: 29_000 };
      return [{ key: trigger.route, integration, authorizer, answers: trigger.route === '$default' }];
    }),
  );
  const stageArn = `arn:aws:execute-api:eu-west-1:123456789012:${name}/${STAGE}`;
  const common = { id: name, name, stage: STAGE, stageArn, routeMember: undefined, accessLog: undefined, routes };
  if (name === 'visitor' || name === 'agent') return { ...common, protocol: 'WEBSOCKET', cors: undefined };
  const cors = {
    ...{ AllowOrigins: ['*'], AllowMethods: ['GET', 'POST'], AllowHeaders: ['authorization', 'content-type'] },
    ...{ ExposeHeaders: ['retry-after'], AllowCredentials: false },
  };
  return { ...common, protocol: 'HTTP', cors };
}

const bucketOf = (headers: Record<string, string>): Behaviour => ({
  ...{ fits: () => true, methods: ['GET', 'HEAD'], compress: false },
  origin: { type: 's3', domainName: 'files', customHeaders: {} },
  headers: {
    always: Object.entries(headers).map(([name, value]) => ({ name, value, override: true })),
    cors: () => [],
  },
});

const widgetSite: Distribution = {
  comment: 'widget',
  behaviours: [
    {
      fits: (path) => path.startsWith('/v1/'),
      origin: { type: 'http', domainName: 'public', customHeaders: { [EDGE_HEADER]: EDGE_KEY } },
      ...{ methods: ['GET', 'POST', 'OPTIONS'], compress: false, headers: undefined },
    },
    bucketOf({ 'access-control-allow-origin': '*' }),
  ],
  defaultRootObject: '',
  errorPages: new Map(),
};

/** The policy of `lib/console-site.ts`. */
const consoleSite = (connects: string[]): Distribution => ({
  comment: 'console',
  behaviours: [
    bucketOf({
      'content-security-policy': [
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'",
        `connect-src 'self' ${connects.join(' ')}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      ].join('; '),
    }),
  ],
  defaultRootObject: 'index.html',
  errorPages: new Map([[403, { status: 200, path: '/index.html' }]]),
});

function filesIn(directory: string, written: Record<string, object> = {}): BucketFiles {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map(({ parentPath, name }) => join(parentPath, name));
  return new Map([
    ...paths.map((path) => [path.slice(directory.length + 1), { content: readFileSync(path), headers: {} }] as const),
    ...Object.entries(written).map(
      ([name, value]) => [name, { content: Buffer.from(JSON.stringify(value)), headers: {} }] as const,
    ),
  ]);
}

const clientAt = (home: string) => ({
  ...{ id: CLIENT, redirectUris: [home], logoutUris: [home], scopes: ['openid', 'email', 'profile'] },
  ...{ idTokenS: 3600, accessTokenS: 3600, refreshTokenS: 43_200 },
});

// ---- what goes wrong -------------------------------------------------------------------------------------------------------

function createFaults() {
  const planned = new Map<string, ErrorCode | 'failure'>();
  return {
    /** No function can be called. */
    isAway: false,
    plan: (what: FunctionName | (string & {}), how: ErrorCode | 'failure') => void planned.set(what, how),
    /** @throws where the call is to fail. */
    answerOf(name: FunctionName, body: string | undefined): object | undefined {
      if (this.isAway) throw new Error('away');
      const frame = (readJson(body) ?? {}) as { t?: string; id?: string };
      const what = frame.t ?? name;
      const how = planned.get(what);
      planned.delete(what);
      if (how === 'failure') throw new Error('planned');
      if (how === undefined) return undefined;
      const refused = { t: 'refused', id: frame.id, ...refusedBody({ refused: how }) };
      return { statusCode: errors[how][0], body: JSON.stringify(refused) };
    },
  };
}

type Row = Record<string, AttributeValue>;

// ---- what follows ----------------------------------------------------------------------------------------------------------

/** The table's stream: batches in order, to both who read it. */
function createStream() {
  const records: DynamoDBRecord[] = [];
  const failures: unknown[] = [];
  let functions: Foyer['functions'] | undefined;
  let reading = Promise.resolve();
  async function read(): Promise<void> {
    const Records = records.splice(0);
    if (Records.length === 0 || !functions) return;
    await functions['waiting-news']({ Records }, context);
    await functions['arm-timers']({ Records }, context);
    return read();
  }
  const settled = () => {
    reading = reading.then(read).catch((error) => void failures.push(error));
    return reading;
  };
  return {
    leadTo: (foyer: Foyer) => {
      functions = foyer.functions;
    },
    add(written: Written): void {
      records.push(...recordsOf(written));
      setImmediate(settled);
    },
    settled,
    /** @throws what readers failed with. */
    check(): void {
      if (failures.length > 0) throw new AggregateError(failures, 'The stream was not read to its end');
    },
  };
}

function recordsOf({ interactionId, commit, stood, stands }: Written): DynamoDBRecord[] {
  const place = stood && waitingKey(stood);
  const leaves = stood && !(stands && isDeepStrictEqual(place, waitingKey(stands)));
  return [
    inserted(commitKey(interactionId, commit.seq), commitRow(commit)),
    ...(leaves
      ? [{ eventName: 'REMOVE' as const, dynamodb: { Keys: place, OldImage: { ...place, ...waitingRow(stood) } } }]
      : []),
    ...(stands && !isDeepStrictEqual(stood, stands) ? [inserted(waitingKey(stands), waitingRow(stands))] : []),
  ];
}

const inserted = (Keys: Row, row: Row): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { Keys, NewImage: { ...Keys, ...row } },
});

async function turn(foyer: Foyer, stream: ReturnType<typeof createStream>, seconds: number): Promise<void> {
  await stream.settled();
  foyer.advance(seconds);
  const { agents, configurations } = foyer.stores;
  for (const { id } of (await configurations.current())?.configuration.agents ?? [])
    if ((await agents.get(id))?.connections.length) await agents.renewLease(id, foyer.now() + LEASE_MS);
  for (;;) {
    const due = foyer.armed.filter(({ kind, dueAt }) => kind !== 'lease' && dueAt <= foyer.now());
    const [next] = due.sort((a, b) => a.dueAt - b.dueAt);
    if (!next) return;
    foyer.armed.splice(foyer.armed.indexOf(next), 1);
    await foyer.deliver(next);
    await stream.settled();
  }
}

// ---- the other side, by hand -----------------------------------------------------------------------------------------------

/** Visitors and agents whom the test speaks for; whatever they say goes through the same functions as anybody's. */
function handsOf(foyer: Foyer) {
  const chatOf = async (interactionId: string) =>
    (await foyer.stores.chats.load(InteractionId.parse(interactionId))).chat;
  const tabOf = (interactionId: string) => `tab-${interactionId}`;
  const deskOf = (agentId: string) => `desk-${agentId}`;

  async function asVisitor(interactionId: string, frame: { t: string; [field: string]: unknown }): Promise<void> {
    const { seq: after } = await chatOf(interactionId);
    const said = { id: foyer.newId(), after, ...frame };
    accepted(said, await foyer.visitor(interactionId, tabOf(interactionId), said));
  }

  async function asAgent(agentId: string, interactionId: string, frame: { t: string; [field: string]: unknown }) {
    const { seq: after } = await chatOf(interactionId);
    const said = { id: foyer.newId(), interactionId, after, ...frame };
    accepted(said, await foyer.agent(agentId, deskOf(agentId), said));
  }

  async function messagesIn(interactionId: string) {
    const commits = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 10_000);
    return commits.flatMap(({ events }) => events);
  }

  return {
    chatOf,
    /** A visitor comes: `said` is what the page says of them. */
    async visit(website: string, name: string, said: Record<string, unknown> = {}): Promise<string> {
      const { interactionId } = await foyer.start(website, name, foyer.newId(), said);
      await asVisitor(interactionId, { t: 'resume', after: 0 });
      return interactionId;
    },
    visitorSays: (interactionId: string, text: string) => asVisitor(interactionId, { t: 'message', text }),
    visitorEnds: (interactionId: string) => asVisitor(interactionId, { t: 'end' }),
    visitorLeaves: (interactionId: string) => foyer.leave(interactionId, tabOf(interactionId)),
    signIn: (agentId: string) => foyer.signIn(agentId),
    pause: (agentId: string) =>
      foyer.agent(agentId, deskOf(agentId), { t: 'status', id: foyer.newId(), status: 'paused' }),
    /** Takes the chat from the list, or accepts what is offered. */
    async agentAccepts(agentId: string, interactionId: string): Promise<void> {
      const chat = await chatOf(interactionId);
      const offerId = chat.stage && chat.offers[0]?.id;
      await asAgent(agentId, interactionId, offerId ? { t: 'accept', offerId } : { t: 'take' });
    },
    agentSays: (agentId: string, interactionId: string, text: string) =>
      asAgent(agentId, interactionId, { t: 'message', text }),
    agentEnds: (agentId: string, interactionId: string) => asAgent(agentId, interactionId, { t: 'end' }),
    /** What agents said in the chat. */
    saidByAgents: async (interactionId: string) =>
      (await messagesIn(interactionId)).flatMap((event) =>
        event.type === 'message' && event.from === 'agent' ? event.text : [],
      ),
    notes: async (interactionId: string) =>
      (await messagesIn(interactionId)).flatMap((event) => ('note' in event && event.note ? event.note : [])),
    /** Open sockets of the chat's visitor. */
    socketsOf: async (interactionId: string): Promise<ConnectionId[]> => {
      const chat = await chatOf(interactionId);
      return chat.stage ? chat.visitor.reach.ids : [];
    },
    statusOf: async (agentId: string) => (await foyer.stores.agents.get(AgentId.parse(agentId)))?.status,
  };
}

function accepted(said: object, answer: { t?: string } | undefined): void {
  if (answer?.t === 'refused') throw new Error(`${JSON.stringify(said)} was refused: ${JSON.stringify(answer)}`);
}
