import type { Server } from 'node:http';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { serveHttpApi } from '../../../local/apigateway/http-api.ts';
import type { Api, Cors, JwtAuthorizer, Route } from '../../../local/apigateway/read-apis.ts';
import type { Invoke } from '../../../local/lambda/invoker.ts';
import { hostOf, listen, stopListening } from '../../../local/listen.ts';

let server: Server;
let answer: (event: Record<string, unknown>) => unknown;
let asked: Record<string, unknown> | undefined;

const invoke: Invoke = async (_call, event) => {
  asked = event as Record<string, unknown>;
  try {
    return { ok: true, payload: await answer(asked) };
  } catch (error) {
    return { ok: false, error: { errorType: 'Error', errorMessage: String(error) } };
  }
};

beforeEach(async () => {
  asked = undefined;
  answer = ({ routeKey }) => ({ statusCode: 200, body: String(routeKey) });
  server = await listen(0);
});

afterEach(() => stopListening(server));

function serve(keys: string[], over: { cors?: Cors; authorizer?: JwtAuthorizer; timeoutMs?: number } = {}): void {
  const routes = keys.map(
    (key): Route => ({
      ...{ key, authorizer: over.authorizer, answers: false },
      integration: {
        ...{ type: 'function', timeoutMs: over.timeoutMs ?? 30_000 },
        call: { functionArn: 'f', sourceArn: '*' },
      },
    }),
  );
  const api: Api = {
    ...{ id: 'a1', name: 'some-public', protocol: 'HTTP', stage: '$default', routeMember: undefined, routes },
    ...{ stageArn: 'arn:aws:execute-api:eu-west-1:123456789012:a1/$default', cors: over.cors, accessLog: undefined },
  };
  serveHttpApi(server, api, invoke);
}

const ask = (path: string, init?: RequestInit) => fetch(`http://${hostOf(server)}${path}`, init);

test.each([
  ['GET', '/v1/chats/token', 'GET /v1/chats/token', undefined],
  ['GET', '/v1/chats/c%201', 'GET /v1/chats/{id}', { id: 'c 1' }],
  ['GET', '/v1/chats/c1/log/2', 'ANY /v1/{rest+}', { rest: 'chats/c1/log/2' }],
  ['DELETE', '/v1/chats/c1', 'ANY /v1/{rest+}', { rest: 'chats/c1' }],
  ['GET', '/elsewhere', '$default', undefined],
])('H3 %s %s takes the most specific route', async (method, path, routeKey, pathParameters) => {
  serve(['$default', 'ANY /v1/{rest+}', 'GET /v1/chats/{id}', 'GET /v1/chats/token']);
  await ask(path, { method });
  expect(asked).toMatchObject({ routeKey });
  expect(asked?.pathParameters).toEqual(pathParameters);
});

test.each(['/v1/chat', '//', '//v1/chats', '//elsewhere/v1/chats'])(
  'H3 an address without a route is not found: %s',
  async (path) => {
    serve(['GET /v1/chats']);
    const response = await ask(path);
    expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
  },
);

test('H3 the event has payload format 2.0', async () => {
  serve(['POST /v1/chats']);
  await ask('/v1/chats?a=1&a=2&b=%20', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'X-Some': 'x', cookie: 'a=1; b=2' },
    body: '{"é":1}',
  });
  expect(asked).toMatchObject({
    version: '2.0',
    rawPath: '/v1/chats',
    rawQueryString: 'a=1&a=2&b=%20',
    cookies: ['a=1', 'b=2'],
    headers: { 'content-type': 'application/json', 'x-some': 'x', 'x-forwarded-for': '127.0.0.1' },
    queryStringParameters: { a: '1,2', b: ' ' },
    requestContext: {
      apiId: 'a1',
      accountId: '123456789012',
      http: { method: 'POST', path: '/v1/chats', sourceIp: '127.0.0.1' },
      stage: '$default',
    },
    body: '{"é":1}',
    isBase64Encoded: false,
  });
});

test('H3 a body that is no text comes as base64', async () => {
  serve(['POST /files']);
  await ask('/files', { method: 'POST', headers: { 'content-type': 'image/png' }, body: Buffer.from([0, 255]) });
  expect(asked).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
});

test('H3 a function answers with status, headers, cookies and body', async () => {
  serve(['GET /']);
  answer = () => ({
    ...{ statusCode: 201, headers: { 'X-Some': 'x' }, cookies: ['a=1', 'b=2'] },
    ...{ body: Buffer.from('hi').toString('base64'), isBase64Encoded: true },
  });
  const response = await ask('/');
  expect(response.status).toBe(201);
  expect(response.headers.get('x-some')).toBe('x');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await response.text()).toBe('hi');
});

test('H3 what a function answers without a status is the JSON of a 200', async () => {
  serve(['GET /']);
  answer = () => ({ some: 'thing' });
  const response = await ask('/');
  expect([response.status, await response.json()]).toEqual([200, { some: 'thing' }]);
});

test.each([
  ['fails', () => Promise.reject(new Error('broken')), 500, 'Internal Server Error'],
  ['answers nonsense', () => ({ statusCode: 'fine' }), 500, 'Internal Server Error'],
  ['does not answer in time', () => new Promise(() => {}), 503, 'Service Unavailable'],
])('H3 a function that %s is an error of the gateway', async (_title, broken, status, message) => {
  serve(['GET /'], { timeoutMs: 50 });
  answer = broken;
  const response = await ask('/');
  expect([response.status, await response.json()]).toEqual([status, { message }]);
});

test('H3 a body above 10 MB is refused before the function', async () => {
  serve(['POST /']);
  const response = await ask('/', { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) });
  expect([response.status, asked]).toEqual([413, undefined]);
});

test('H3 a request line and headers above 10,240 bytes are refused before the function', async () => {
  serve(['GET /']);
  expect((await ask('/', { headers: { 'x-large': 'x'.repeat(9 * 1024) } })).status).toBe(200);
  asked = undefined;
  const response = await ask('/', { headers: { 'x-large': 'x'.repeat(10_240) } });
  expect([response.status, asked]).toEqual([431, undefined]);
});

const cors: Cors = {
  ...{ AllowOrigins: ['https://shop.example'], AllowMethods: ['GET', 'POST'], AllowHeaders: ['content-type'] },
  ...{ ExposeHeaders: [], MaxAge: 60, AllowCredentials: false },
};
const preflight = (origin: string) => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'POST' },
});

test('H3 the gateway answers preflights itself, and says nothing to other origins', async () => {
  serve(['POST /'], { cors });
  const allowed = await ask('/', preflight('https://shop.example'));
  expect(allowed.status).toBe(204);
  expect(Object.fromEntries(allowed.headers)).toMatchObject({
    'access-control-allow-origin': 'https://shop.example',
    'access-control-allow-methods': 'GET,POST',
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '60',
  });
  const other = await ask('/', preflight('https://other.example'));
  expect(other.headers.has('access-control-allow-origin')).toBe(false);
  expect(asked).toBeUndefined();
});

test('H3 with CORS configured, what a function says about it does not count', async () => {
  serve(['GET /'], { cors });
  answer = () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } });
  const response = await ask('/', { headers: { origin: 'https://other.example' } });
  expect(response.headers.has('access-control-allow-origin')).toBe(false);
});

// ---- JWT authorizer

let issuer: Server;
let keys: CryptoKeyPair;

beforeAll(async () => {
  keys = await generateKeyPair('RS256');
  issuer = await listen(0);
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256' };
  issuer.on('request', ({ url }, response) => {
    const discovery = { issuer: issuerUrl(), jwks_uri: `${issuerUrl()}/keys` };
    response.end(JSON.stringify(url === '/keys' ? { keys: [jwk] } : discovery));
  });
});

afterAll(() => stopListening(issuer));

const issuerUrl = () => `http://${hostOf(issuer)}`;

function token(claims: JWTPayload, key = keys.privateKey): Promise<string> {
  return new SignJWT({ iss: issuerUrl(), aud: 'console', exp: Math.floor(Date.now() / 1000) + 60, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .sign(key);
}

const askWith = async (jwt: string) => (await ask('/', { headers: { authorization: `Bearer ${jwt}` } })).status;
const authorizer = (scopes: string[] = []): JwtAuthorizer => ({
  ...{ type: 'jwt', issuer: issuerUrl(), audience: ['console'], scopes },
});

test('H3 a function gets the claims of a valid token as text', async () => {
  serve(['GET /'], { authorizer: authorizer() });
  const jwt = await token({ sub: 'u1', email_verified: true, 'cognito:groups': ['agent', 'admin'] });
  expect(await askWith(jwt)).toBe(200);
  expect(asked?.requestContext).toMatchObject({
    authorizer: {
      jwt: { claims: { sub: 'u1', email_verified: 'true', 'cognito:groups': '[agent admin]' }, scopes: null },
    },
  });
});

test.each<[string, JWTPayload]>([
  ['another audience', { aud: 'other' }],
  ['another issuer', { iss: 'http://127.0.0.1:1' }],
  ['expired', { exp: 1 }],
])('H3 a token is refused: %s', async (_title, claims) => {
  serve(['GET /'], { authorizer: authorizer() });
  expect(await askWith(await token(claims))).toBe(401);
  expect(asked).toBeUndefined();
});

test('H3 no token, no JWT and a forged one are refused', async () => {
  serve(['GET /'], { authorizer: authorizer() });
  const forger = await generateKeyPair('RS256');
  expect((await ask('/')).status).toBe(401);
  expect(await askWith('x.y.z')).toBe(401);
  expect(await askWith(await token({}, forger.privateKey))).toBe(401);
});

test('H3 a token without the route’s scope is forbidden', async () => {
  serve(['GET /'], { authorizer: authorizer(['write']) });
  expect(await askWith(await token({ scope: 'read' }))).toBe(403);
  expect(await askWith(await token({ scope: 'read write' }))).toBe(200);
});
