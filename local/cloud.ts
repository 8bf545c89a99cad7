/** The local cloud: runs a synthesized template on 127.0.0.1. */
import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { addressPairs, commentOf, type Hosts, type Place, placeOf, portsFrom } from './addresses.ts';
import { accessLogTo } from './apigateway/access-log.ts';
import { serveHttpApi } from './apigateway/http-api.ts';
import { type Api, readApis } from './apigateway/read-apis.ts';
import { serveWebSocketApi, type WebSocketApi } from './apigateway/websocket-api.ts';
import { bucketsOf } from './aws/buckets.ts';
import { createDeclared } from './aws/create.ts';
import { type ConnectionsHandler, type Counts, type OnAccess, startAwsEndpoint } from './aws/endpoint.ts';
import { evaluate } from './aws/iam.ts';
import { functionPrincipal, operator, type Principal, stateMachinePrincipal } from './aws/principals.ts';
import { type BucketFiles, bucketFiles } from './cloudfront/bucket-files.ts';
import { readDistribution } from './cloudfront/read-distribution.ts';
import { type Origins, serveDistribution } from './cloudfront/serve-distribution.ts';
import { type CloudWatch, createCloudWatch } from './cloudwatch/cloudwatch.ts';
import { logFile } from './cloudwatch/log-files.ts';
import { visibleIn } from './cloudwatch/visible-in.ts';
import { startDynamodb } from './engines/dynamodb.ts';
import { startSes } from './engines/ses.ts';
import { startSqsAndS3 } from './engines/sqs-s3.ts';
import { type Schedules, startSchedules } from './events/run-schedules.ts';
import { deliverScanResults, type ScanResults } from './events/scan-results.ts';
import { startAsynchronousCalls, startPollers } from './events/start-pollers.ts';
import type { Faults } from './faults.ts';
import { readUserPoolClients } from './issuer/read-user-pool.ts';
import { serveIssuer } from './issuer/serve-issuer.ts';
import type { DemoUser } from './issuer/sign-in-page.ts';
import type { AsynchronousCalls } from './lambda/asynchronous.ts';
import { invokerFor } from './lambda/invoker.ts';
import type { LocalFunction } from './lambda/local-function.ts';
import { createLocalFunction, logGroupOf, nodeFunctions } from './lambda/read-functions.ts';
import { hostOf, listen, stopListening } from './listen.ts';
import { type RunningMachines, runStateMachines } from './stepfunctions/run-machines.ts';
import { loadTemplate } from './template/load.ts';
import { type Resource, resolveTemplate, rewriteAddresses } from './template/resolve.ts';

export interface CloudOptions {
  /** The output of `cdk synth`. */
  assembly: string;
  /** Tables, queues, sign-ins and logs, kept between runs. */
  dataDir: string;
  /** With 0 the system chooses every port. */
  basePort: number;
  /** Who can sign in. */
  users: DemoUser[];
  /** A DynamoDB to use instead of starting one. */
  dynamodbEndpoint?: string | undefined;
  /** The clock for executions and for calls that are retried. */
  now?: () => number;
  /** Receives every AWS call: by whom, and whether it was granted. */
  onAccess?: OnAccess;
  /** None by default. */
  faults?: Faults;
}

export interface LocalCloud {
  /** The places in the template, the mailbox and the AWS endpoint. */
  hosts: Hosts;
  /** The template's outputs, with local addresses. */
  outputs: Record<string, unknown>;
  /** The environment that a program needs to act on this cloud as its operator. */
  operatorEnvironment: Record<string, string>;
  /** By logical id. */
  functions: Map<string, LocalFunction>;
  /** By logical id. Looked up at every call. */
  roles: Map<string, Principal>;
  cloudWatch: CloudWatch;
  /** Functions that are called on a schedule. */
  schedules: Schedules;
  /** Number of AWS calls by function (logical id) and operation. */
  counts(): Counts;
  resetCounts(): void;
  stop(): Promise<void>;
}

/** The AWS region and account that the local cloud poses as. */
export const deployment = { region: 'eu-west-1', accountId: '123456789012' };
const OPERATOR_KEY = 'operator';

export async function startCloud(options: CloudOptions): Promise<LocalCloud> {
  const running: Stop[] = [];
  try {
    return await start(options, running);
  } catch (error) {
    await stopAll(running);
    throw error;
  }
}

/** Adds everything that it starts to `running`, to be stopped at the end, or at once if something else cannot start. */
async function start(options: CloudOptions, running: Stop[]): Promise<LocalCloud> {
  const { dataDir, users, now = Date.now } = options;
  const { region, accountId } = deployment;
  const ports = portsFrom(options.basePort);
  const logsDir = join(dataDir, 'logs');
  mkdirSync(logsDir, { recursive: true });
  const template = loadTemplate(options.assembly);
  const declared = resolveTemplate(template, deployment);

  // Servers listen before anything is served, so that all addresses are known from the beginning.
  const servers = await listenAt(ports);
  running.push(() => Promise.all(Object.values(servers).map(stopListening)));
  const engines = await startEngines(options, ports.mailbox);
  running.push(engines.stop);
  const created = await createDeclared(declared.resources, engines.urls, region);

  // Each function signs with its logical id as the key id, from which the endpoint finds its policies.
  const lambdas = nodeFunctions(declared.resources);
  const roles = new Map(lambdas.map((lambda) => [lambda.logicalId, functionPrincipal(declared.resources, lambda)]));
  const machines = declared.resources.filter(({ type }) => type === 'AWS::StepFunctions::StateMachine');
  const principals = new Map(roles).set(OPERATOR_KEY, operator(accountId));
  for (const machine of machines) principals.set(machine.logicalId, stateMachinePrincipal(declared.resources, machine));
  const writers = new Map(lambdas.map((lambda) => [logGroupOf(lambda), roles.get(lambda.logicalId)]));
  const sockets = new Map<string, WebSocketApi>();
  let executions: RunningMachines | undefined;
  let asynchronous: AsynchronousCalls | undefined;
  let scanResults: ScanResults | undefined;
  const buckets = bucketsOf(declared.resources, engines.urls.s3, (result) => scanResults?.(result));
  running.push(buckets.stop);
  const endpoint = await startAwsEndpoint({
    ...{ port: ports.endpoint, region, accountId, engines: engines.urls },
    principals,
    connections: connectionsOf(sockets, options.faults),
    executions: { start: (...execution) => executions?.start(...execution) ?? 'no machine' },
    functions: { call: (...call) => asynchronous?.call(...call) ?? false },
    ...{ buckets, now },
    onAccess: options.onAccess,
  });
  running.push(endpoint.stop);
  executions = runStateMachines({
    ...{ resources: declared.resources, region, accountId, dataDir, endpointUrl: endpoint.url },
    ...{ queues: created.queues, sqsUrl: engines.urls.sqs, now },
  });
  running.push(executions.stop);

  const hosts: Hosts = {
    ...hostsOf(servers),
    mailbox: new URL(engines.urls.ses).host,
    endpoint: new URL(endpoint.url).host,
  };
  const outputs = { logicalId: 'Outputs', type: '', physicalId: '', metadata: {}, properties: declared.outputs };
  const [{ properties: localOutputs } = outputs, ...resources] = rewriteAddresses(
    [outputs, ...declared.resources],
    addressPairs(declared.resources, deployment, hosts),
  );

  const functions = new Map(
    nodeFunctions(resources).map((lambda) => [
      lambda.logicalId,
      createLocalFunction(lambda, {
        ...{ region, dataDir, logsDir },
        assets: template.assets,
        endpointUrl: endpoint.url,
      }),
    ]),
  );
  const events = {
    ...{ resources, region, engines: engines.urls, created, functions, roles, dataDir },
    faults: options.faults,
  };
  asynchronous = startAsynchronousCalls(events, now);
  scanResults = deliverScanResults(resources, asynchronous);
  const pollers = startPollers(events);
  running.push(async () => {
    // Calls in progress fail, and are retried after the next start.
    for (const lambda of functions.values()) lambda.stop();
    await Promise.all(pollers.map((poller) => poller.stop()));
  });
  // Stopped before the functions, so that calls in progress do not count as failed attempts.
  running.push(asynchronous.stop);
  const schedules = startSchedules(resources, invokerFor('events', resources, [...functions.values()]));
  running.push(schedules.stop);
  const apis = readApis(resources, deployment);
  const invoke = invokerFor('apigateway', resources, [...functions.values()]);
  for (const api of apis) {
    const server = servers[placeOf(api.name)];
    const accessLog = api.accessLog && accessLogTo(logFile(logsDir, api.accessLog.logGroup), api.accessLog.format);
    if (api.protocol === 'HTTP') serveHttpApi(server, api, invoke, accessLog);
    else
      sockets.set(
        api.id,
        serveWebSocketApi(server, api, invoke, { accessLog, losesDisconnect: options.faults?.losesDisconnect }),
      );
  }
  running.push(() => {
    for (const socket of sockets.values()) socket.stop();
  });
  const origins = originsOf(bucketFiles(resources, template.assets), apis, hosts, declared.resources);
  for (const resource of resources.filter(({ type }) => type === 'AWS::CloudFront::Distribution')) {
    serveDistribution(servers[placeOf(commentOf(resource.properties))], readDistribution(resources, resource), origins);
  }
  const clients = readUserPoolClients(resources);
  // A tenant with its own issuer has no user pool.
  if (clients.length > 0) serveIssuer(servers.issuer, { issuer: `http://${hosts.issuer}`, clients, users, dataDir });

  return {
    hosts,
    outputs: localOutputs,
    operatorEnvironment: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: OPERATOR_KEY,
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: endpoint.url,
    },
    functions,
    roles,
    schedules,
    cloudWatch: createCloudWatch(declared.resources, {
      fileOf: (logGroup) => logFile(logsDir, logGroup),
      isKept: (logGroup) => mayWrite(writers.get(logGroup), logGroup),
      calls: (functionName) => [...functions.values()].find(({ name }) => name === functionName)?.calls() ?? 0,
      visible: (queueName) => visibleIn(queueName, { endpoint: engines.urls.sqs, region }),
    }),
    counts: endpoint.counts,
    resetCounts: endpoint.resetCounts,
    stop: () => stopAll(running),
  };
}

type Stop = () => unknown;

async function stopAll(running: Stop[]): Promise<void> {
  for (const stop of running.splice(0).reverse()) await stop();
}

const served = ['console', 'widget', 'files', 'public', 'admin', 'visitor', 'agent', 'issuer'] as const;
type Servers = Record<(typeof served)[number], Server>;

async function listenAt(ports: Record<Place, number>): Promise<Servers> {
  const entries = await Promise.all(served.map(async (place) => [place, await listen(ports[place])] as const));
  return Object.fromEntries(entries) as Servers;
}

function hostsOf(servers: Servers): Record<keyof Servers, string> {
  return Object.fromEntries(Object.entries(servers).map(([place, server]) => [place, hostOf(server)])) as Record<
    keyof Servers,
    string
  >;
}

async function startEngines({ dataDir, dynamodbEndpoint }: CloudOptions, mailboxPort: number) {
  const [dynamodb, sqsAndS3, ses] = await Promise.all([
    startDynamodb({ dataDir, ...(dynamodbEndpoint !== undefined && { external: dynamodbEndpoint }) }),
    startSqsAndS3({ dataDir, region: deployment.region }),
    startSes({ port: mailboxPort }),
  ]);
  return {
    urls: { dynamodb: dynamodb.url, sqs: sqsAndS3.url, s3: sqsAndS3.url, ses: ses.url },
    stop: () => Promise.all([dynamodb.stop(), sqsAndS3.stop(), ses.stop()]),
  };
}

/** API Gateway writes its logs with its own permissions. */
function mayWrite(writer: Principal | undefined, logGroup: string): boolean {
  const { region, accountId } = deployment;
  const resource = `arn:aws:logs:${region}:${accountId}:log-group:${logGroup}:log-stream:local`;
  return !writer || evaluate(writer.policies, { action: 'logs:PutLogEvents', resource }).allowed;
}

/** @connections of every socket API, by API id. */
function connectionsOf(sockets: Map<string, WebSocketApi>, faults: Faults = {}): ConnectionsHandler {
  return {
    post: (apiId, _stage, connectionId, body) =>
      faults.refusesPost?.() ? 'busy' : (sockets.get(apiId)?.post(connectionId, body) ?? 'gone'),
    get: (apiId, _stage, connectionId) => sockets.get(apiId)?.get(connectionId) ?? 'gone',
    close: (apiId, _stage, connectionId) => sockets.get(apiId)?.close(connectionId) ?? 'gone',
  };
}

/** A distribution's origins are buckets, `<bucket>.s3.…`, read by it or by whoever has a signed address, and HTTP APIs, `<id>.execute-api.…`. */
function originsOf(buckets: Map<string, BucketFiles>, apis: Api[], hosts: Hosts, resources: Resource[]): Origins {
  const isBucket = (name: string) =>
    resources.some((each) => each.type === 'AWS::S3::Bucket' && each.physicalId === name);
  return {
    bucket: (domainName) => need(buckets.get(nameIn(domainName)), `files for ${domainName}`),
    address: (domainName) => {
      if (isBucket(nameIn(domainName))) return `http://${hosts.endpoint}/${nameIn(domainName)}`;
      const api = apis.find(({ id }) => id === nameIn(domainName));
      return `http://${hosts[placeOf(need(api, `API at ${domainName}`).name)]}`;
    },
  };
}

function nameIn(domainName: string): string {
  return domainName.split('.')[0] ?? '';
}

function need<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`The template has no ${what}`);
  return found;
}
