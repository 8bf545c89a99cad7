/**
 * The one address that every function's SDK calls (`AWS_ENDPOINT_URL`). It works out who calls what on which resource,
 * evaluates the caller's policies, enforces AWS limits that the engines do not, and passes the request on unchanged. Signatures
 * of functions are read but not verified: the key id identifies the caller. Those in addresses for browsers are verified.
 */
import { Agent, request as forwardRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { isPreflight } from '../apigateway/cors.ts';
import { hostOf, listen, stopListening } from '../listen.ts';
import type { Buckets } from './buckets.ts';
import { type Access, evaluate } from './iam.ts';
import type { Principal } from './principals.ts';
import { answerConnection, type ConnectionsHandler, connections } from './services/connections.ts';
import { dynamodb } from './services/dynamodb.ts';
import { answerInvoke, type FunctionsHandler, lambda } from './services/lambda.ts';
import { badSignature, isPresigned, presignedBy } from './services/presigned.ts';
import { refusal, s3 } from './services/s3.ts';
import { type Answer, type AwsRequest, BadRequest, type Service } from './services/service.ts';
import { ses } from './services/ses.ts';
import { sqs } from './services/sqs.ts';
import { answerStart, type ExecutionsHandler, states } from './services/states.ts';

export type { ConnectionInfo, ConnectionsHandler } from './services/connections.ts';

export interface EndpointOptions {
  /** With 0 the system chooses. */
  port: number;
  region: string;
  accountId: string;
  engines: { dynamodb: string; sqs: string; s3: string; ses: string };
  /** By access key id. */
  principals: Map<string, Principal>;
  connections: ConnectionsHandler;
  executions: ExecutionsHandler;
  functions: FunctionsHandler;
  buckets: Buckets;
  now: () => number;
  /** Receives every attempted access and whether it was granted. */
  onAccess?: OnAccess | undefined;
}

export type OnAccess = (principal: Principal, access: Access, allowed: boolean) => void;

/** Number of calls by principal name and operation, e.g. `dynamodb:Query`, without refused ones. */
export type Counts = Record<string, Record<string, number>>;

export interface AwsEndpoint {
  url: string;
  counts(): Counts;
  resetCounts(): void;
  stop(): Promise<void>;
}

/** By service name in the signature's scope. */
const services: Record<string, Service> = { dynamodb, sqs, ses, s3, states, lambda, 'execute-api': connections };

/** The services that have no engine. */
const answers: Record<string, (request: AwsRequest, options: EndpointOptions) => Answer> = {
  states: (request, { executions }) => answerStart(executions, request),
  lambda: (request, options) => answerInvoke(options.functions, request, options),
  'execute-api': (request, { connections }) => answerConnection(connections, request),
};

/** The management address of a socket API is `<endpoint>/_sockets/<apiId>/<stage>`. */
export async function startAwsEndpoint(options: EndpointOptions): Promise<AwsEndpoint> {
  const engines: Record<string, URL> = {
    dynamodb: new URL(options.engines.dynamodb),
    sqs: new URL(options.engines.sqs),
    s3: new URL(options.engines.s3),
    ses: new URL(options.engines.ses),
  };
  const agent = new Agent({ keepAlive: true });
  let counts: Counts = {};

  const count = (principal: string, operation: string): void => {
    const calls = counts[principal] ?? {};
    calls[operation] = (calls[operation] ?? 0) + 1;
    counts[principal] = calls;
  };

  const handle = async (request: AwsRequest, incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { buckets } = options;
    if (isPreflight(incoming)) {
      response.writeHead(200, { ...buckets.cors(request), 'content-length': 0 }).end();
      return;
    }
    // Also for a refusal: the page is to learn of it.
    if (isPresigned(request)) for (const header of Object.entries(buckets.cors(request))) response.setHeader(...header);
    const checked = check(request, options);
    if ('answer' in checked) {
      send(response, checked.answer);
      return;
    }
    count(checked.principal, checked.operation);
    const engine = engines[checked.service];
    if (checked.service === 's3') {
      const answer = await buckets.answer(request);
      if (answer) {
        send(response, answer);
        return;
      }
      for (const header of Object.entries(buckets.asked(request))) response.setHeader(...header);
      response.on('finish', () => {
        if (response.statusCode < 300) buckets.stored(request);
      });
    }
    const { missing } = checked;
    if (engine) forward(engine, agent, { ...request, body: checked.body ?? request.body, missing }, incoming, response);
    else send(response, answers[checked.service]?.(request, options) ?? unavailable);
  };

  const server = await listen(options.port);
  // Longer than clients keep connections, so that none sends into a connection that is being closed.
  server.keepAliveTimeout = 120_000;
  server.on('request', (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = 'GET', url = '/', headers } = incoming;
      handle({ method, url, headers, body: Buffer.concat(chunks) }, incoming, response).catch((error: unknown) => {
        console.error(error);
        if (response.headersSent) response.destroy();
        else send(response, unavailable);
      });
    });
  });

  return {
    url: `http://${hostOf(server)}`,
    counts: () => structuredClone(counts),
    resetCounts: () => {
      counts = {};
    },
    stop: async () => {
      await stopListening(server);
      agent.destroy();
    },
  };
}

type Checked =
  | { answer: Answer }
  | {
      service: string;
      principal: string;
      operation: string;
      body?: Buffer | undefined;
      /** Instead of the engine's answer that there is no such object. */
      missing?: Answer | undefined;
    };

/** Who is calling what, and is it allowed? */
function check(request: AwsRequest, { principals, region, accountId, onAccess, now }: EndpointOptions): Checked {
  const scope = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? '');
  const presigned = isPresigned(request) ? presignedBy(request) : undefined;
  const [accessKeyId = '', name = ''] = presigned
    ? [presigned.accessKeyId, presigned.service]
    : (scope?.slice(1) ?? []);
  const service = services[name];
  if (!service) return { answer: unsigned };
  const bad = presigned && badSignature(request, now());
  if (bad)
    return {
      answer:
        bad === 'expired'
          ? refusal(403, 'AccessDenied', 'Request has expired')
          : refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match'),
    };
  const principal = principals.get(accessKeyId);
  if (!principal) {
    return { answer: service.refuse('unknown-caller', 'The security token included in the request is invalid.') };
  }
  try {
    const { operation, accesses, beyond, body } = service.read(request, { region, accountId });
    for (const access of accesses) {
      const verdict = evaluate(principal.policies, access);
      onAccess?.(principal, access, verdict.allowed);
      if (!verdict.allowed) {
        const what = `perform: ${access.action} on resource: ${access.resource} ${verdict.because}`;
        return { answer: service.refuse('access-denied', `User: ${principal.arn} is not authorized to ${what}`) };
      }
    }
    const missing = accesses.some((access) => hidesMissing(principal, access)) ? noAccess : undefined;
    return beyond ? { answer: beyond } : { service: name, principal: principal.name, operation, body, missing };
  } catch (error) {
    if (error instanceof BadRequest || error instanceof SyntaxError || error instanceof z.ZodError) {
      return { answer: service.refuse('bad-request', error.message) };
    }
    throw error;
  }
}

const noAccess = refusal(403, 'AccessDenied', 'Access Denied');

/**
 * S3 does not say that an object is missing to those who may not list its bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
function hidesMissing({ policies }: Principal, { action, resource }: Access): boolean {
  const [bucket = '', key] = resource.split('/');
  return (
    action.startsWith('s3:Get') &&
    key !== undefined &&
    !evaluate(policies, { action: 's3:ListBucket', resource: bucket }).allowed
  );
}

const unsigned: Answer = {
  status: 403,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'MissingAuthenticationTokenException' },
  body: JSON.stringify({ message: 'Missing Authentication Token' }),
};

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

function forward(
  engine: URL,
  agent: Agent,
  request: AwsRequest & { missing?: Answer | undefined },
  incoming: IncomingMessage,
  response: ServerResponse,
): void {
  const upstream = forwardRequest(
    {
      agent,
      host: engine.hostname,
      port: engine.port,
      method: request.method,
      path: request.url,
      headers: [...withoutLength(incoming.rawHeaders), 'content-length', String(request.body.length)],
    },
    (answer) => {
      if (answer.statusCode === 404 && request.missing) {
        answer.resume();
        send(response, request.missing);
        return;
      }
      // Not overwritten by what the engine says.
      const own = response.getHeaderNames();
      for (const [header, value] of Object.entries(answer.headers))
        if (value !== undefined && !own.includes(header)) response.setHeader(header, value);
      response.writeHead(answer.statusCode ?? 500);
      answer.pipe(response);
    },
  );
  // The engine is gone or restarting. Clients retry after a 503.
  upstream.on('error', () => (response.headersSent ? response.destroy() : send(response, unavailable)));
  upstream.end(request.body);
}

/** Alternating names and values. */
const withoutLength = (raw: string[]): string[] =>
  raw.filter((_, at) => !/^content-length$/i.test(raw[at - (at % 2)] ?? ''));

const unavailable: Answer = {
  status: 503,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ServiceUnavailable' },
  body: JSON.stringify({ message: 'The engine behind the local endpoint does not answer' }),
};
