import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { brotliCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { bucketFiles } from '../../../local/cloudfront/bucket-files.ts';
import { readDistribution } from '../../../local/cloudfront/read-distribution.ts';
import { serveDistribution } from '../../../local/cloudfront/serve-distribution.ts';
import { hostOf, listen, stopListening } from '../../../local/listen.ts';
import type { Resource } from '../../../local/template/resolve.ts';

const resource = (type: string, physicalId: string, properties: Record<string, unknown>): Resource => ({
  ...{ logicalId: physicalId, type, physicalId, properties, metadata: {} },
});

const policy = resource('AWS::CloudFront::ResponseHeadersPolicy', 'policy', {
  ResponseHeadersPolicyConfig: {
    Name: 'policy',
    SecurityHeadersConfig: {
      ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'", Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true, Override: true },
    },
    CustomHeadersConfig: { Items: [{ Header: 'Cross-Origin-Resource-Policy', Value: 'same-origin', Override: true }] },
    CorsConfig: {
      AccessControlAllowOrigins: { Items: ['*'] },
      AccessControlAllowMethods: { Items: ['GET'] },
      AccessControlAllowHeaders: { Items: ['*'] },
      AccessControlAllowCredentials: false,
      OriginOverride: true,
    },
  },
});

const distribution = resource('AWS::CloudFront::Distribution', 'distribution', {
  DistributionConfig: {
    Comment: 'some console',
    DefaultRootObject: 'index.html',
    DefaultCacheBehavior: { TargetOriginId: 'files', Compress: true, ResponseHeadersPolicyId: 'policy' },
    CacheBehaviors: [
      { TargetOriginId: 'api', PathPattern: '/v1/*', AllowedMethods: ['GET', 'HEAD', 'POST'] },
      { TargetOriginId: 'files', PathPattern: 'assets/*', Compress: true },
      {
        ...{ TargetOriginId: 'files', PathPattern: '/w/*', ResponseHeadersPolicyId: 'policy' },
        FunctionAssociations: [
          { EventType: 'viewer-request', FunctionARN: 'arn:aws:cloudfront::123456789012:function/open' },
        ],
      },
    ],
    CustomErrorResponses: [{ ErrorCode: 403, ResponseCode: 200, ResponsePagePath: '/index.html' }],
    Origins: [
      { Id: 'files', DomainName: 'bucket.s3.eu-west-1.amazonaws.com', S3OriginConfig: {} },
      {
        ...{ Id: 'api', DomainName: 'a1.execute-api.eu-west-1.amazonaws.com' },
        OriginCustomHeaders: [{ HeaderName: 'X-Edge', HeaderValue: 'key' }],
      },
    ],
  },
});

const pageOpener = resource('AWS::CloudFront::Function', 'open', {
  Name: 'open',
  FunctionCode: "function handler(event) { event.request.uri = '/index.html'; return event.request; }",
});

const chunks = resource('Custom::CDKBucketDeployment', 'chunks', {
  DestinationBucketName: 'bucket',
  SourceObjectKeys: ['files.zip'],
  Exclude: ['*'],
  Include: ['assets/*'],
  SystemMetadata: { 'cache-control': 'immutable' },
});

const compressed = resource('Custom::CDKBucketDeployment', 'compressed', {
  DestinationBucketName: 'bucket',
  SourceObjectKeys: ['compressed.zip'],
  SystemMetadata: { 'content-encoding': 'br' },
});

const entries = resource('Custom::CDKBucketDeployment', 'entries', {
  DestinationBucketName: 'bucket',
  SourceObjectKeys: ['files.zip', 'config.zip'],
  SourceMarkers: [{}, { '<<marker:0>>': 'say "hi"' }],
  SourceMarkersConfig: [{}, { jsonEscape: true }],
  Exclude: ['assets/*'],
  SystemMetadata: { 'cache-control': 'no-cache' },
});

let directory: string;
let front: Server;
let api: Server;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'foyer-distribution-'));
  write('files/index.html', '<!doctype html>'.padEnd(2000));
  write('files/assets/app.js', 'short');
  write('files/config.json', 'overwritten by the later source');
  write('compressed/app.js', brotliCompressSync('compressed by the build '.repeat(1000)));
  write('config/config.json', '{"text":"<<marker:0>>"}');
  const assets = new Map([
    ['files.zip', join(directory, 'files')],
    ['config.zip', join(directory, 'config')],
    ['compressed.zip', join(directory, 'compressed')],
  ]);
  const buckets = bucketFiles([chunks, entries, compressed], assets);
  front = await listen(0);
  api = await listen(0);
  api.on('request', async (request, response) => {
    const { method, url, headers } = request;
    const { host, origin, 'x-edge': edge, 'x-forwarded-for': forwardedFor } = headers;
    const sent = await text(request).catch(() => undefined);
    if (sent === undefined) return;
    const body = JSON.stringify({ method, url, host, origin, edge, forwardedFor, body: sent });
    response.writeHead(429, { 'x-from': 'api' }).end(body);
  });
  serveDistribution(
    front,
    readDistribution([policy, distribution, pageOpener], distribution),
    {
      bucket: (domainName) => buckets.get(domainName.split('.')[0] ?? '') ?? new Map(),
      address: () => `http://${hostOf(api)}`,
    },
    { silentMs: 300 },
  );
});

afterEach(async () => {
  rmSync(directory, { recursive: true });
  await stopListening(front);
  await stopListening(api);
});

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), content);
}

const ask = (path: string, init?: RequestInit) => fetch(`http://${hostOf(front)}${path}`, init);

test('H3 A3 a CloudFront function opens one file for every address under a path, with the policy’s headers', async () => {
  const response = await ask('/w/fw_anything');
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none'");
  expect(await response.text()).toMatch(/^<!doctype html>/);
});

test('H3 the root is the default object, with the policy’s headers', async () => {
  const response = await ask('/', { headers: { origin: 'https://shop.example' } });
  expect(await response.text()).toMatch(/^<!doctype html>/);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/html',
    'content-security-policy': "default-src 'none'",
    'strict-transport-security': 'max-age=60; includeSubDomains',
    'cross-origin-resource-policy': 'same-origin',
    'access-control-allow-origin': '*',
  });
});

test('H3 a path takes the first behaviour that fits; a policy holds for its own behaviour alone', async () => {
  const response = await ask('/assets/app.js');
  expect(await response.text()).toBe('short');
  expect(response.headers.has('content-security-policy')).toBe(false);
});

test('H3 a later source replaces files of an earlier one, its placeholders filled with the template’s values', async () => {
  expect(await (await ask('/config.json')).json()).toEqual({ text: 'say "hi"' });
});

test('H3 the origin hears the viewer’s address behind what the viewer says, and the distribution’s own headers', async () => {
  const plain = await (await ask('/v1/chats', { method: 'POST' })).json();
  expect(plain).toMatchObject({ edge: 'key', forwardedFor: '127.0.0.1' });
  const lying = { 'x-edge': 'guessed', 'x-forwarded-for': '192.0.2.1' };
  const lied = await (await ask('/v1/chats', { method: 'POST', headers: lying })).json();
  expect(lied).toMatchObject({ edge: 'key', forwardedFor: '192.0.2.1, 127.0.0.1' });
});

test('H2 how long a file is kept is said by the file; what stands in for a missing one is not kept as the file would be', async () => {
  const kept = async (path: string) => (await ask(path)).headers.get('cache-control');
  expect(await kept('/assets/app.js')).toBe('immutable');
  expect(await kept('/')).toBe('no-cache');
  expect(await kept('/config.json')).toBe('no-cache');
  const missing = await ask('/assets/gone.js');
  expect([missing.headers.get('content-type'), missing.headers.get('cache-control')]).toEqual([
    'text/html',
    'no-cache',
  ]);
});

test('H3 what is not there is the error page', async () => {
  const response = await ask('/some/where');
  expect([response.status, (await response.text()).trim()]).toEqual([200, '<!doctype html>']);
});

test.each(['/../secret', '/%2e%2e/secret', '/assets/../../secret'])(
  'H3 nothing outside the bucket is served: %s',
  async (path) => {
    write('secret', 'secret');
    expect(await (await ask(path)).text()).not.toContain('secret');
  },
);

test.each(['/', '/127.0.0.1:1/v1/chats', '/v1/chats'])(
  'H3 a path that begins with two slashes names no other host, which would get the key: /%s',
  async (path) => {
    const response = await ask(`/${path}`);
    expect([response.status, (await response.text()).trim()]).toEqual([200, '<!doctype html>']);
    const socket = new WebSocket(`ws://${hostOf(front)}/${path}`);
    const [, refusal] = await once(socket, 'unexpected-response');
    expect(refusal.statusCode).toBe(403);
  },
);

test.each([
  ['/index.html', 'br, gzip', 'br'],
  ['/index.html', 'gzip', 'gzip'],
  ['/index.html', 'identity', null],
  ['/assets/app.js', 'br', null],
])('H3 texts above 1,000 bytes are compressed: %s for %s', async (path, accepted, encoding) => {
  const response = await ask(path, { headers: { 'accept-encoding': accepted } });
  expect(response.headers.get('content-encoding')).toBe(encoding);
});

test.each(['br, gzip', 'gzip', 'identity'])(
  'F3 what the build compressed is sent so to everybody, and not compressed again: to who accepts %s',
  async (accepted) => {
    const response = await ask('/app.js', { headers: { 'accept-encoding': accepted } });
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(await response.text()).toBe('compressed by the build '.repeat(1000));
  },
);

test('H3 who has the file already is told so', async () => {
  const etag = (await ask('/')).headers.get('etag') ?? '';
  expect((await ask('/', { headers: { 'if-none-match': etag } })).status).toBe(304);
});

test('H3 an API behind the distribution gets the request as it was, and its answer comes back as it is', async () => {
  const headers = { origin: 'https://shop.example' };
  const response = await ask('/v1/chats?a=1', { method: 'POST', headers, body: 'hello' });
  expect([response.status, response.headers.get('x-from')]).toEqual([429, 'api']);
  expect(await response.json()).toEqual({
    ...{ method: 'POST', url: '/v1/chats?a=1', body: 'hello', origin: 'https://shop.example', host: hostOf(api) },
    ...{ edge: 'key', forwardedFor: '127.0.0.1' },
  });
});

test('H3 a request that is cut in the middle ends nothing else', async () => {
  const { port } = new URL(`http://${hostOf(front)}`);
  const reaches = once(api, 'request');
  const viewer = connect(Number(port), '127.0.0.1');
  viewer.write('POST /v1/chats HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\nhalf');
  const [request] = await reaches;
  const aborted = new Promise((closed) => request.once('close', closed));
  viewer.destroy();
  await aborted;
  expect((await ask('/v1/chats', { method: 'POST' })).status).toBe(429);
});

test('H3 a path that cannot be decoded is not there', async () => {
  expect((await ask('/%')).status).toBe(200);
  expect(await (await ask('/%')).text()).toContain('<!doctype html>');
});

/** Accepts sockets and echoes what it receives, but refuses those without a token. */
function serveSockets(): void {
  const sockets = new WebSocketServer({ noServer: true });
  api.on('upgrade', (request, stream, head) => {
    if (!request.url?.includes('token=')) return stream.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.send(
        JSON.stringify({ url: request.url, origin: request.headers.origin, edge: request.headers['x-edge'] }),
      );
      socket.on('message', (data) => String(data) !== 'hush' && socket.send(String(data)));
    });
  });
}

const open = (path: string) => new WebSocket(`ws://${hostOf(front)}${path}`, { origin: 'https://shop.example' });

test('H7 a socket passes through to an API, both ways, with what the viewer said at its beginning', async () => {
  serveSockets();
  const socket = open('/v1/ws?token=t');
  const heard: string[] = [];
  socket.on('message', (data) => heard.push(String(data)));
  await once(socket, 'message');
  socket.send('hello');
  await once(socket, 'message');
  expect(JSON.parse(heard[0] ?? '')).toEqual({ url: '/v1/ws?token=t', origin: 'https://shop.example', edge: 'key' });
  expect(heard[1]).toBe('hello');
  socket.close();
  await once(socket, 'close');
});

test.each([
  ['/v1/ws', 401],
  ['/assets/ws', 403],
])('H7 a socket at %s is refused with %i', async (path, status) => {
  serveSockets();
  const [error] = await once(open(path), 'error');
  expect(String(error)).toContain(String(status));
});

test('H7 a socket whose origin is silent for too long is cut, whatever the viewer says', async () => {
  serveSockets();
  const socket = open('/v1/ws?token=t');
  await once(socket, 'message');
  const talking = setInterval(() => socket.send('hush'), 20);
  const [code] = await once(socket, 'close');
  clearInterval(talking);
  expect(code).toBe(1006);
});

test('H3 methods that the behaviour does not allow are refused', async () => {
  expect((await ask('/', { method: 'POST' })).status).toBe(403);
});
