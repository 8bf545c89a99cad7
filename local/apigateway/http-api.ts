/** One HTTP API as API Gateway runs it: payload format 2.0, JWT authorizers, CORS and the gateway's own error responses. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import { forwardedFor } from '../forwarded-for.ts';
import type { Invoke } from '../lambda/invoker.ts';
import { addressOf } from '../request-address.ts';
import type { AccessLog } from './access-log.ts';
import { callWithin } from './call-within.ts';
import { corsHeaders, isPreflight } from './cors.ts';
import { type Jwt, type JwtCheck, jwtCheck } from './jwt.ts';
import type { Api, FunctionIntegration, Route } from './read-apis.ts';
import { headFits } from './request-head.ts';
import { type Match, routeMatcher } from './route-matcher.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;

interface Answer {
  status: number;
  headers: Record<string, string>;
  cookies?: string[];
  body: string | Buffer;
  /** For the access log. */
  of?: { routeKey: string; integrationErrorMessage?: string };
}

/** Serves the API on `server`, which is already listening. */
export function serveHttpApi(server: Server, api: Api, invoke: Invoke, accessLog: AccessLog = () => {}): void {
  const match = routeMatcher(api.routes);
  const checks = new Map<Route, JwtCheck>(
    api.routes.flatMap((route) => (route.authorizer?.type === 'jwt' ? [[route, jwtCheck(route.authorizer)]] : [])),
  );

  server.on('request', (request, response) => {
    const [requestId, since] = [randomUUID(), performance.now()];
    respond(request, requestId)
      .catch((error): Answer => {
        console.error(error);
        return refusal(500, 'Internal Server Error');
      })
      .then((answer) => {
        write(response, answer, api.cors && corsHeaders(api.cors, request.headers.origin));
        const responseLatency = Math.round(performance.now() - since);
        accessLog({ requestId, responseLatency, status: answer.status, ...answer.of });
      });
  });

  async function respond(request: IncomingMessage, requestId: string): Promise<Answer> {
    if (api.cors && isPreflight(request)) return { status: 204, headers: {}, body: '' };
    if (!headFits(request)) return refusal(431, 'Request Header Fields Too Large');
    const body = await bodyOf(request);
    if (!body) return refusal(413, 'Request Entity Too Large');
    const url = addressOf(request);
    const matched = match(request.method ?? 'GET', url.pathname);
    if (!matched) return refusal(404, 'Not Found');
    const { integration } = matched.route;
    if (integration.type !== 'function') throw new Error(`HTTP APIs have no ${integration.type} integrations`);

    const checked = await checks.get(matched.route)?.(request.headers.authorization);
    const of = { routeKey: matched.route.key };
    if (checked?.status === 401) return { ...refusal(401, 'Unauthorized'), of };
    if (checked?.status === 403) return { ...refusal(403, 'Forbidden'), of };
    return call(of, integration, eventOf(request, url, body, matched, requestId, checked?.jwt));
  }

  async function call(of: { routeKey: string }, integration: FunctionIntegration, event: object): Promise<Answer> {
    const failed = (status: number, message: string, integrationErrorMessage: string): Answer => ({
      ...refusal(status, message),
      of: { ...of, integrationErrorMessage },
    });
    const outcome = await callWithin(integration, event, invoke);
    if (outcome === 'late') return failed(503, 'Service Unavailable', 'Endpoint request timed out');
    if (!outcome.ok) return failed(500, 'Internal Server Error', outcome.error.errorMessage);
    const answer = answerOf(outcome.payload);
    return answer ? { ...answer, of } : failed(500, 'Internal Server Error', 'The function did not return a response');
  }

  function eventOf(
    request: IncomingMessage,
    url: URL,
    body: Buffer,
    { route, parameters }: Match,
    requestId: string,
    jwt: Jwt | undefined,
  ): object {
    const { cookie, ...headers } = request.headers;
    const text = isText(request.headers['content-type']);
    const now = new Date();
    return {
      version: '2.0',
      routeKey: route.key,
      rawPath: url.pathname,
      rawQueryString: url.search.slice(1),
      ...(cookie && { cookies: cookie.split('; ') }),
      headers: joined(Object.entries({ ...headers, ...forwardedFor(request) })),
      ...(url.search && { queryStringParameters: joined([...url.searchParams]) }),
      requestContext: {
        accountId: api.stageArn.split(':')[4],
        apiId: api.id,
        ...(jwt && { authorizer: { jwt } }),
        domainName: request.headers.host,
        domainPrefix: request.headers.host?.split('.')[0],
        http: {
          method: request.method,
          path: url.pathname,
          protocol: 'HTTP/1.1',
          sourceIp: request.socket.remoteAddress,
          userAgent: request.headers['user-agent'] ?? '',
        },
        requestId,
        routeKey: route.key,
        stage: api.stage,
        time: now.toUTCString(),
        timeEpoch: now.getTime(),
      },
      ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
      ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
      isBase64Encoded: body.length > 0 && !text,
    };
  }
}

/** Undefined if it is larger than allowed. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  let bytes = 0;
  const limited = async function* () {
    for await (const chunk of request) {
      bytes += chunk.length;
      // Reads and drops the rest, so that the client gets to read the refusal.
      if (bytes <= MAX_BODY_BYTES) yield chunk;
    }
  };
  const body = await buffer(limited());
  return bytes > MAX_BODY_BYTES ? undefined : body;
}

const isText = (contentType = 'text/plain') =>
  /^(text\/|application\/(.+\+)?(json|javascript|xml|x-www-form-urlencoded))/.test(contentType);

/** Joins values of the same name, as payload format 2.0 does. */
function joined(entries: [string, string | string[] | undefined][]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of entries) {
    const text = String(value ?? '');
    result[name] = name in result ? `${result[name]},${text}` : text;
  }
  return result;
}

const Structured = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/** A function may return status, headers and body, or anything else, which becomes the JSON body of a 200. */
function answerOf(payload: unknown): Answer | undefined {
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const parsed = Structured.safeParse(payload);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status: statusCode,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...Object.fromEntries(lower) },
    cookies,
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}

function refusal(status: number, message: string): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}

function write(response: ServerResponse, answer: Answer, cors: Record<string, string> | undefined): void {
  // With CORS configured, the gateway's CORS headers replace the function's.
  const own = Object.entries(answer.headers).filter(([name]) => !name.startsWith('access-control-') || !cors);
  response.writeHead(answer.status, {
    ...Object.fromEntries(own),
    ...cors,
    ...(answer.cookies?.length && { 'set-cookie': answer.cookies }),
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}
