/**
 * `npm run bench -- cold`: what a cold start costs. Each function's bundle is loaded and called once in a fresh process,
 * alternating with a bundle of only the SDK clients that it uses, which makes as many calls to the same services. Medians; the
 * ratio is what counts.
 */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { waitingRow } from '../adapters/dynamodb/rows.ts';
import { newMachineKey } from '../adapters/machine-key.ts';
import { type Audience, createTokens } from '../adapters/token.ts';
import { checkConfiguration } from '../core/configuration/check.ts';
import { laneId, visibleQueues } from '../core/configuration/lanes.ts';
import { standingsOf } from '../core/configuration/standings.ts';
import { CommandId, ConnectionId, InteractionId } from '../core/ids.ts';
import { termsOf } from '../core/interaction/placement.ts';
import demo from '../foyer.config.ts';
import { type FunctionContract, type FunctionName, functions } from '../functions/contract.ts';
import { createDesk } from '../functions/desk/desk.ts';
import { createRouting } from '../functions/desk/routing.ts';
import { build as buildAll } from '../local/build.ts';
import { startTestEngine, storesIn } from '../test/support/dynamodb-engine.ts';
import { table } from './table.ts';

const RUNS = 9;
const run = promisify(execFile);
type Service = 'dynamodb' | 'apigateway' | 'sqs';

export async function cold(): Promise<void> {
  process.env.AWS_REGION = 'eu-west-1';
  await buildAll({ outDir: 'dist', onProgress: (line) => process.stderr.write(`${line}\n`) });
  const engine = await startTestEngine();
  const stage = await setStage(await engine.createTable());
  const cloud = await startRecorder(String(process.env.AWS_ENDPOINT_URL_DYNAMODB));
  const scratch = mkdtempSync(join(tmpdir(), 'foyer-cold-'));
  // A copy, so that a build cannot interfere.
  const bundles = join(scratch, 'functions');
  cpSync(join('dist', 'functions'), bundles, { recursive: true });
  const env = {
    PATH: process.env.PATH,
    ...stage.environment,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL: cloud.url,
    FOYER_TIMERS_QUEUE_URL: `${cloud.url}/000000000000/timers`,
    FOYER_LONG_TIMERS_ARN: 'arn:aws:states:eu-west-1:000000000000:stateMachine:long-timers',
    FOYER_VISITOR_CONNECTIONS: `${cloud.url}/v1`,
    FOYER_AGENT_CONNECTIONS: `${cloud.url}/v1`,
  };

  async function start(bundle: string, event: unknown) {
    const file = join(scratch, 'event.json');
    writeFileSync(file, JSON.stringify(event));
    cloud.calls.length = 0;
    const { stdout } = await run(process.execPath, ['bench/cold-child.ts', bundle, file], { env });
    const { loadMs, firstCallsMs, cpuMs, answer } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    return {
      loadMs: Number(loadMs),
      firstCallsMs: Number(firstCallsMs),
      cpuMs: Number(cpuMs),
      answer,
      calls: [...cloud.calls],
    };
  }

  const rows = [];
  for (const name of Object.keys(functions) as FunctionName[]) {
    const bundle = join(bundles, name, 'index.mjs');
    const first = await start(bundle, await stage.event(name));
    stage.expectAnswered(name, first.answer);
    const bare = await bundleBare(scratch, name, first.calls);
    const mine: Awaited<ReturnType<typeof start>>[] = [];
    const theirs: typeof mine = [];
    for (let n = 0; n < RUNS; n++) {
      mine.push(await start(bundle, await stage.event(name)));
      theirs.push(await start(bare, {}));
    }
    const total = ({ loadMs, firstCallsMs }: (typeof mine)[number]) => loadMs + firstCallsMs;
    // Pair by pair, because a machine that slows down for a while slows both.
    const ratio = (of: typeof total) =>
      Math.round(100 * median(mine.map((run, n) => of(run) / of(theirs[n] ?? run)))) / 100;
    rows.push({
      name,
      bytes: statSync(bundle).size,
      loadMs: round(median(mine.map(({ loadMs }) => loadMs))),
      firstCallsMs: round(median(mine.map(({ firstCallsMs }) => firstCallsMs))),
      calls: first.calls.length,
      ratioToBareSdk: ratio(total),
      // Hardly affected by other load on the machine.
      cpuRatioToBareSdk: ratio(({ cpuMs }) => cpuMs),
    });
  }
  cloud.close();
  await engine.stop();
  process.stdout.write(`${table(rows)}\n${JSON.stringify({ bench: 'cold', functions: rows })}\n`);
}

/** A table in which each function finds what it needs, and an event for each. */
async function setStage(place: Awaited<ReturnType<Awaited<ReturnType<typeof startTestEngine>>['createTable']>>) {
  const stores = storesIn(place);
  const checked = checkConfiguration(demo);
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
  await stores.configurations.publish(checked.configuration, 0, Date.now());
  const published = await stores.configurations.current();
  if (!published) throw new Error('There is no configuration, though one was just published');
  const { configuration } = published;
  const routing = createRouting({ ...stores, now: Date.now });
  const desk = createDesk({
    ...{ ...stores, routing, connections: { post: async () => 'sent' as const } },
    ...{ now: Date.now, newId: randomUUID, chance: Math.random },
  });
  const tokens = createTokens(stores.keys);
  const { key, text: phoneKey } = newMachineKey('voice', Date.now());
  await stores.machineKeys.add(key);
  const website = configuration.websites.find(({ queue }) => queue === 'advice');
  const queue = configuration.queues.find(({ id }) => id === 'advice');
  const ines = configuration.agents.find(({ id }) => id === 'ines');
  if (!website || !queue || !ines) throw new Error('The demo has neither a website for advice nor its agent');
  const interactionId = InteractionId.parse('bench-chat');
  const [tab, console] = [ConnectionId.parse('tab'), ConnectionId.parse('console')];
  const agent = {
    ...{ ...ines, version: 1, zone: configuration.zone, queues: visibleQueues(configuration, ines) },
    standings: standingsOf(configuration, ines),
  };
  await stores.agents.connect(agent, console, Date.now() + 3_600_000, Date.now());
  await stores.agents.setStatus(agent.id, 'available', undefined, Date.now());
  const origin = { gatewayId: website.id, configVersion: published.version };
  const facts = { culture: 'es', tags: [], variables: {} };
  const given = { origin, contact: { name: 'Marta' }, facts, queueId: queue.id };
  const id = () => CommandId.parse(randomUUID());
  await desk.run({
    interactionId,
    id: id(),
    command: {
      ...{
        type: 'start',
        kind: 'chat',
        actor: { side: 'visitor', readsFrom: 0 },
        ...given,
        terms: termsOf(configuration, queue, given.facts.culture),
      },
      screened: await routing.screen(published, { ...facts, ...origin, queueId: queue.id, network: '127.0.0.1' }),
      next: { is: 'placed', placement: await routing.place(published, given, { queueId: queue.id }) },
    },
  });
  await desk.run({
    interactionId,
    id: id(),
    command: { type: 'connect', actor: { side: 'visitor', readsFrom: 0 }, connectionId: tab },
  });
  const actor = { side: 'agent' as const, agentId: agent.id, rights: agent };
  const take = { type: 'take' as const, actor, connectionId: console };
  await desk.run({ interactionId, id: id(), command: take });

  const http = (body?: object, more: object = {}) => ({
    headers: { origin: 'http://127.0.0.1' },
    requestContext: {},
    ...(body ? { body: JSON.stringify(body) } : {}),
    ...more,
  });
  const socket = (who: object, frame?: object) => ({
    requestContext: { connectionId: randomUUID(), authorizer: who },
    ...(frame ? { body: JSON.stringify(frame) } : {}),
  });
  const token = (audience: Audience, subject: string, claims: Record<string, unknown>) =>
    tokens.issue({ audience, subject, claims, ttlS: 3600, now: Date.now() });
  const authorize = (value: string) => ({ queryStringParameters: { token: value }, methodArn: 'arn' });
  const claims = { email: ines.email, email_verified: 'true', 'cognito:groups': '[agent]' };
  const signedIn = { authorizer: { jwt: { claims } } };
  const asAgent = { agentId: agent.id, role: 'agent', until: String(Date.now() + 3_600_000) };
  const visitorToken = () => token('visitor', interactionId, {});
  const events: Record<FunctionName, () => Promise<object> | object> = {
    website: () => http(undefined, { pathParameters: { token: website.token } }),
    'chat-start': () => http({ website: website.token, id: randomUUID(), answers: { name: 'Marta' }, culture: 'es' }),
    leave: () =>
      http(
        {
          ...{ website: website.token, id: randomUUID(), culture: 'es' },
          answers: { name: 'Marta', email: 'marta@correo.example', message: 'Hola' },
        },
        { routeKey: 'POST /v1/left' },
      ),
    'chat-token': async () => http(undefined, { headers: { authorization: `Bearer ${await visitorToken()}` } }),
    'agent-voice': () =>
      http(
        { state: 'ringing', callId: randomUUID() },
        { headers: { authorization: `Bearer ${phoneKey}` }, pathParameters: { agentId: agent.id } },
      ),
    'next-agent': () => http({ callId: randomUUID() }, { headers: { authorization: `Bearer ${phoneKey}` } }),
    'chat-continue': async () =>
      http(undefined, { headers: { authorization: `Bearer ${await token('link', interactionId, {})}` } }),
    'mail-stop': async () => http(undefined, { rawQueryString: `token=${await token('stop', interactionId, {})}` }),
    'console-session': () => http(undefined, { requestContext: signedIn }),
    decisions: () => http(undefined, { requestContext: signedIn, pathParameters: { interactionId } }),
    'contact-change': () =>
      http({ revision: 0, merges: interactionId }, { requestContext: signedIn, pathParameters: { interactionId } }),
    contact: () => http(undefined, { requestContext: signedIn, pathParameters: { interactionId } }),
    'visitor-authorizer': async () => authorize(await visitorToken()),
    'agent-authorizer': async () =>
      authorize(await token('agent', agent.id, { id: randomUUID(), role: 'agent', until: Date.now() + 3_600_000 })),
    'visitor-frame': () => socket({ interactionId }, { t: 'message', id: randomUUID(), after: 3, text: 'Hola' }),
    'visitor-disconnect': async () => {
      const connectionId = ConnectionId.parse(randomUUID());
      await desk.run({
        interactionId,
        id: id(),
        command: { type: 'connect', actor: { side: 'visitor', readsFrom: 0 }, connectionId },
      });
      return { requestContext: { connectionId, authorizer: { interactionId } } };
    },
    'agent-frame': () => socket(asAgent, { t: 'message', id: randomUUID(), interactionId, after: 3, text: 'Hola' }),
    'agent-disconnect': () => socket(asAgent),
    'arm-timers': () => ({
      Records: [
        {
          eventName: 'INSERT',
          dynamodb: {
            SequenceNumber: '1',
            Keys: { pk: { S: `INTERACTION#${interactionId}` }, sk: { S: 'C#00000001' } },
            NewImage: {
              seq: { N: '1' },
              at: { N: String(Date.now()) },
              id: { S: randomUUID() },
              by: { S: 'system' },
              events: {
                S: JSON.stringify([
                  { type: 'ended', by: 'visitor', outcome: 'completed', wrapUpUntil: Date.now() + 120_000 },
                ]),
              },
            },
          },
        },
      ],
    }),
    'after-commit': () => ({
      Records: [
        {
          eventName: 'REMOVE',
          dynamodb: {
            SequenceNumber: '1',
            Keys: { pk: { S: `LANE#${queue.id}` }, sk: { S: 'WAIT#' } },
            OldImage: waitingRow({
              ...{ interactionId, queueId: queue.id, lane: laneId({ queueId: queue.id, requires: {} }), priority: 0 },
              ...{ since: Date.now(), visitorName: 'Marta', subject: '', latest: '', culture: 'es', requires: {} },
            }),
          },
        },
      ],
    }),
    timer: () => ({
      Records: [
        { messageId: 'm', body: JSON.stringify({ kind: 'auto-finish', interactionId, dueAt: Date.now() - 1 }) },
      ],
    }),
    'scenario-call': () => ({ interactionId, seq: 1 }),
    'file-check': () => ({ interactionId, seq: 1 }),
    mail: () => ({ interactionId, seq: 1 }),
  };
  return {
    event: (name: FunctionName) => events[name](),
    environment: {
      FOYER_TENANT: 'bench',
      FOYER_FILE_CHECK: 'file-check',
      FOYER_FILES: JSON.stringify({
        uploads: 'https://uploads.example',
        files: 'https://files.example',
        downloads: 'https://downloads.example',
        region: 'eu-west-1',
      }),
      FOYER_TABLE: place.table,
      FOYER_VISITOR_SOCKET: 'wss://visitors.example/v1',
      FOYER_AGENT_SOCKET: 'wss://agents.example/v1',
      FOYER_ROLES_CLAIM: 'cognito:groups',
      FOYER_TRUST_EMAIL: 'no',
      FOYER_EDGE_KEY: 'edge-key',
      FOYER_SCENARIO_CALL: 'scenario-call',
      FOYER_MAIL: 'mail',
      FOYER_MAIL_SENDER: 'null',
      FOYER_WIDGET: 'https://widget.example',
    },
    /** A measurement of a function that refused would be worthless. */
    expectAnswered: (name: FunctionName, answer: unknown) => {
      const text = JSON.stringify(answer);
      if (/"statusCode":[45]|refused|Deny|itemIdentifier/.test(text)) throw new Error(`${name} refused: ${text}`);
    },
  };
}

/** A proxy to DynamoDB and a stand-in for the other services, which records who was called. */
async function startRecorder(dynamodb: string) {
  const calls: Service[] = [];
  const server = createServer((incoming, outgoing) => {
    const target = String(incoming.headers['x-amz-target'] ?? '');
    if (target.startsWith('DynamoDB')) {
      calls.push('dynamodb');
      const { method, headers } = incoming;
      const passed = request(dynamodb, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(passed);
      return;
    }
    const isQueue = target.startsWith('AmazonSQS');
    calls.push(isQueue ? 'sqs' : 'apigateway');
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      if (!isQueue) return outgoing.end();
      const { MessageBody } = JSON.parse(Buffer.concat(chunks).toString());
      const MD5OfMessageBody = createHash('md5').update(String(MessageBody)).digest('hex');
      outgoing.setHeader('content-type', 'application/x-amz-json-1.0');
      outgoing.end(JSON.stringify({ MessageId: randomUUID(), MD5OfMessageBody }));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls, close: () => server.close() };
}

const bareCalls: Record<Service, { clients: string; call: string }> = {
  dynamodb: {
    clients: `import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'; const dynamodb = new DynamoDBClient({});`,
    call: `await dynamodb.send(new QueryCommand({ TableName: process.env.FOYER_TABLE, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'none' } } }));`,
  },
  apigateway: {
    clients: `import { ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi'; const apigateway = new ApiGatewayManagementApiClient({ endpoint: process.env.FOYER_AGENT_CONNECTIONS });`,
    call: `await apigateway.send(new PostToConnectionCommand({ ConnectionId: 'c', Data: '{}' }));`,
  },
  sqs: {
    clients: `import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'; const sqs = new SQSClient({});`,
    call: `await sqs.send(new SendMessageCommand({ QueueUrl: process.env.FOYER_TIMERS_QUEUE_URL, MessageBody: '{}' }));`,
  },
};

/** The clients that the function may use, and the calls that it made. */
async function bundleBare(scratch: string, name: FunctionName, calls: Service[]): Promise<string> {
  const contract: FunctionContract = functions[name];
  const used: Service[] = [
    ...(contract.table ? (['dynamodb'] as const) : []),
    ...(contract.pushes ? (['apigateway'] as const) : []),
    ...(contract.setsTimers ? (['sqs'] as const) : []),
  ];
  const source = [
    ...used.map((service) => bareCalls[service].clients),
    `export const handler = async () => { ${calls.map((service) => bareCalls[service].call).join(' ')} };`,
  ].join('\n');
  const outfile = join(scratch, `${name}.mjs`);
  mkdirSync(scratch, { recursive: true });
  await build({
    stdin: { contents: source, resolveDir: process.cwd(), loader: 'ts' },
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
  });
  return outfile;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const round = (ms: number) => Math.round(ms * 10) / 10;
