import { once } from 'node:events';
import type { Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Api, FunctionIntegration, Route } from '../../../local/apigateway/read-apis.ts';
import { serveWebSocketApi, type WebSocketApi } from '../../../local/apigateway/websocket-api.ts';
import type { Invoke } from '../../../local/lambda/invoker.ts';
import { hostOf, listen, stopListening } from '../../../local/listen.ts';

interface Event {
  body?: string;
  methodArn?: string;
  queryStringParameters?: Record<string, string>;
  headers?: Record<string, string>;
  requestContext: {
    connectionId: string;
    eventType: string;
    routeKey: string;
    authorizer?: Record<string, string>;
    disconnectStatusCode?: number;
  };
}

const calling = (functionArn: string): FunctionIntegration => ({
  type: 'function',
  call: { functionArn, sourceArn: '*' },
  timeoutMs: 29_000,
});
const route = (key: string, over: Partial<Route> = {}): Route => ({
  ...{ key, integration: calling(key), authorizer: undefined, answers: true },
  ...over,
});
const api = (...routes: Route[]): Api => ({
  ...{ id: 'a1', name: 'some-agent', protocol: 'WEBSOCKET', stage: 'v1', cors: undefined, routeMember: 't', routes },
  accessLog: undefined,
  stageArn: 'arn:aws:execute-api:eu-west-1:123456789012:a1/v1',
});
const connect = route('$connect', {
  integration: { type: 'mock', statusCode: 200 },
  authorizer: {
    type: 'request',
    call: { functionArn: 'authorizer', sourceArn: '*' },
    identitySources: ['route.request.querystring.token'],
  },
});

let server: Server;
let served: WebSocketApi;
/** What each function was asked, and its answer. */
let asked: { function: string; event: Event }[];
let answers: Record<string, (event: Event) => unknown>;

const invoke: Invoke = async ({ functionArn }, event) => {
  asked.push({ function: functionArn, event: event as Event });
  try {
    return { ok: true, payload: await answers[functionArn]?.(event as Event) };
  } catch (error) {
    return { ok: false, error: { errorType: 'Error', errorMessage: (error as Error).message } };
  }
};

const policy = (Effect: 'Allow' | 'Deny', Resource: string, context = {}) => ({
  principalId: 'someone',
  policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
  context,
});

beforeEach(async () => {
  asked = [];
  answers = {
    authorizer: ({ methodArn = '' }) => policy('Allow', methodArn, { interactionId: 'c1', age: 7 }),
    $default: ({ body }) => ({ statusCode: 200, body: `echo ${body}` }),
    $disconnect: () => ({ statusCode: 200 }),
  };
  server = await listen(0);
  serve(api(connect, route('$default'), route('$disconnect')));
});

afterEach(async () => {
  served.stop();
  await stopListening(server);
});

function serve(served_: Api, limits?: { idleMs: number; ageMs: number }): void {
  server.removeAllListeners('upgrade').removeAllListeners('request');
  served = serveWebSocketApi(server, served_, invoke, { limits });
}

function open(path = '/v1?token=t'): WebSocket {
  return new WebSocket(`ws://${hostOf(server)}${path}`);
}

async function opened(path?: string): Promise<WebSocket> {
  const socket = open(path);
  await once(socket, 'open');
  return socket;
}

async function next(socket: WebSocket): Promise<string> {
  const [data] = await once(socket, 'message');
  return String(data);
}

async function refusedWith(path: string): Promise<number | undefined> {
  const [, response] = await once(open(path), 'unexpected-response');
  return response.statusCode;
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = await once(socket, 'close');
  return code;
}

const connectionIdOf = (): string => asked.at(-1)?.event.requestContext.connectionId ?? '';

test('H3 a frame goes to the function, its answer back on the same socket, with what the authorizer said', async () => {
  const socket = await opened();
  socket.send('{"t":"ping"}');
  expect(await next(socket)).toBe('echo {"t":"ping"}');
  expect(asked[1]?.event.requestContext).toMatchObject({
    eventType: 'MESSAGE',
    routeKey: '$default',
    connectionId: asked[0]?.event.requestContext.connectionId,
    authorizer: { principalId: 'someone', interactionId: 'c1', age: '7' },
  });
});

test('H3 the authorizer sees the query, the headers and the ARN of $connect', async () => {
  await opened('/v1?token=abc');
  expect(asked[0]?.event).toMatchObject({
    queryStringParameters: { token: 'abc' },
    methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:a1/v1/$connect',
    headers: { Host: hostOf(server) },
    requestContext: { eventType: 'CONNECT' },
  });
});

test.each([
  ['401 without what identifies the caller', '/v1', undefined, 401],
  ['403 when the policy denies', '/v1?token=t', () => policy('Deny', '*'), 403],
  ['403 when the policy allows something else', '/v1?token=t', () => policy('Allow', 'arn:aws:other'), 403],
  [
    '500 when the answer has more than 8 KB',
    '/v1?token=t',
    ({ methodArn = '' }: Event) => policy('Allow', methodArn, { name: 'x'.repeat(8 * 1024) }),
    500,
  ],
  ['500 when the answer is no policy', '/v1?token=t', () => ({ isAuthorized: true }), 500],
  ['403 for a stage that does not exist', '/v2?token=t', undefined, 403],
  ['403 for a path that looks like a host', '//elsewhere/v1?token=t', undefined, 403],
  ['403 for two slashes', '//', undefined, 403],
  [
    '401 when the authorizer says Unauthorized',
    '/v1?token=t',
    () => {
      throw new Error('Unauthorized');
    },
    401,
  ],
])('H3 a connection is refused: %s', async (_title, path, authorizer, status) => {
  if (authorizer) answers.authorizer = authorizer;
  expect(await refusedWith(path)).toBe(status);
});

test('H3 a function behind $connect may refuse', async () => {
  answers.$connect = () => ({ statusCode: 429 });
  serve(api(route('$connect')));
  expect(await refusedWith('/v1')).toBe(429);
});

test('H3 a frame names its route; what names none goes to $default', async () => {
  serve(api(route('join'), route('$default')));
  answers.join = () => ({ body: 'joined' });
  const socket = await opened('/v1');
  socket.send('{"t":"join"}');
  expect(await next(socket)).toBe('joined');
  for (const frame of ['{"t":"else"}', '{"t":7}', 'not json', '[]', 'null']) {
    socket.send(frame);
    expect(await next(socket)).toBe(`echo ${frame}`);
  }
});

test('H3 without a route a frame is forbidden, and the connection stays', async () => {
  serve(api(route('join')));
  const socket = await opened('/v1');
  socket.send('{"t":"else"}');
  expect(JSON.parse(await next(socket))).toMatchObject({ message: 'Forbidden' });
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

test('H3 a function that fails gets the client AWS’s error frame, and the connection stays', async () => {
  answers.$default = () => {
    throw new Error('broken');
  };
  const socket = await opened();
  socket.send('{}');
  expect(JSON.parse(await next(socket))).toEqual({
    message: 'Internal server error',
    connectionId: connectionIdOf(),
    requestId: expect.any(String),
  });
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

test('H3 frames of one connection are handed on without waiting for each other', async () => {
  const first = Promise.withResolvers<object>();
  answers.$default = ({ body }) => (body === '1' ? first.promise : { body: 'second' });
  const socket = await opened();
  socket.send('1');
  socket.send('2');
  expect(await next(socket)).toBe('second');
  first.resolve({ body: 'first' });
  expect(await next(socket)).toBe('first');
});

test('H3 a frame of 32 KB passes, one of 33 KB closes with 1009', async () => {
  const socket = await opened();
  socket.send('x'.repeat(32 * 1024));
  expect(await next(socket)).toHaveLength('echo '.length + 32 * 1024);
  socket.send('x'.repeat(33 * 1024));
  expect(await closeCode(socket)).toBe(1009);
});

test.each([
  ['letters', 'x'.repeat(128 * 1024), 'x'.repeat(128 * 1024 + 1)],
  ['characters of several bytes', '語'.repeat(43_690), '語'.repeat(43_691)],
])('H3 an answer of 128 KB passes, a larger one closes with 1009: %s', async (_title, fits, tooLong) => {
  answers.$default = ({ body }) => ({ body: body === 'fits' ? fits : tooLong });
  const socket = await opened();
  socket.send('fits');
  expect(await next(socket)).toBe(fits);
  socket.send('too long');
  expect(await closeCode(socket)).toBe(1009);
});

test('H3 a function that takes longer than the gateway waits gets the client AWS’s error frame', async () => {
  const slow = { ...calling('$default'), timeoutMs: 20 };
  serve(api(route('$default', { integration: slow })));
  answers.$default = () => new Promise(() => {});
  const socket = await opened('/v1');
  socket.send('{}');
  expect(JSON.parse(await next(socket))).toMatchObject({ message: 'Endpoint request timed out' });
});

test.each([
  ['414 above 4,096 characters of address', `/v1?token=${'x'.repeat(4096)}`, {}, 414],
  ['431 above 10,240 bytes of head', '/v1?token=t', { 'x-large': 'x'.repeat(10_240) }, 431],
])('H3 a connection is refused: %s', async (_title, path, headers, status) => {
  const socket = new WebSocket(`ws://${hostOf(server)}${path}`, { headers });
  const [, response] = await once(socket, 'unexpected-response');
  expect([response.statusCode, asked]).toEqual([status, []]);
});

test('H3 a binary frame closes with 1003', async () => {
  const socket = await opened();
  socket.send(Buffer.from('x'));
  expect(await closeCode(socket)).toBe(1003);
});

test('H3 $disconnect is told with which code the connection ended, and who it was', async () => {
  const told = Promise.withResolvers<Event>();
  answers.$disconnect = told.resolve;
  const socket = await opened();
  socket.close(4001);
  expect((await told.promise).requestContext).toMatchObject({
    eventType: 'DISCONNECT',
    disconnectStatusCode: 4001,
    authorizer: { interactionId: 'c1' },
  });
});

test('H3 a function pushes to a connection, looks at it and closes it; afterwards it is gone', async () => {
  const socket = await opened();
  const id = connectionIdOf();
  expect(served.post(id, Buffer.from('pushed'))).toBe('sent');
  expect(await next(socket)).toBe('pushed');
  expect(served.get(id)).toMatchObject({ sourceIp: '127.0.0.1', connectedAtMs: expect.any(Number) });
  expect(served.close(id)).toBe('closed');
  await closeCode(socket);
  expect([served.post(id, Buffer.from('late')), served.get(id), served.close(id)]).toEqual(['gone', 'gone', 'gone']);
});

test('H3 there is no connection before $connect was answered', async () => {
  const tried = Promise.withResolvers<string>();
  answers.authorizer = ({ methodArn = '', requestContext }) => {
    tried.resolve(served.post(requestContext.connectionId, Buffer.from('early')));
    return policy('Allow', methodArn);
  };
  await opened();
  expect(await tried.promise).toBe('gone');
});

test.each([
  ['nothing came or went for as long as allowed', { idleMs: 20, ageMs: 60_000 }],
  ['it is as old as a connection may get', { idleMs: 60_000, ageMs: 20 }],
])('H3 a connection ends when %s', async (_title, limits) => {
  serve(api(route('$default')), limits);
  expect(await closeCode(await opened('/v1'))).toBe(1001);
});
