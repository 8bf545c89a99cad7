import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFileStore, type FileStore } from '../../../adapters/s3/file-store.ts';
import { signed } from '../../../adapters/s3/signed.ts';
import { CommandId, InteractionId } from '../../../core/ids.ts';
import { keepClasses } from '../../../functions/contract.ts';
import { type Buckets, bucketsOf, type Scanned } from '../../../local/aws/buckets.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../../local/aws/endpoint.ts';
import { startSqsAndS3 } from '../../../local/engines/sqs-s3.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'foyer-links-'));
const region = 'eu-west-1';
const cors = {
  CorsRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['PUT'], AllowedHeaders: ['content-type', 'if-none-match'] }],
};
const bucket = (physicalId: string, properties = {}) => ({
  ...{ logicalId: physicalId, type: 'AWS::S3::Bucket', physicalId, metadata: {}, properties },
});
const resources = [
  bucket('uploads', { CorsConfiguration: cors }),
  bucket('files'),
  {
    ...{ logicalId: 'Plan', type: 'AWS::GuardDuty::MalwareProtectionPlan', physicalId: 'plan', metadata: {} },
    properties: {
      ProtectedResource: { S3Bucket: { BucketName: 'uploads' } },
      Actions: { Tagging: { Status: 'ENABLED' } },
    },
  },
];
const may = (...grants: [action: string, resource: string][]) => ({
  ...{ name: 'files', arn: 'arn:aws:iam::123456789012:role/files' },
  policies: [
    {
      Statement: grants.map(([Action, Resource]) => ({
        Effect: 'Allow' as const,
        Action: [Action],
        Resource: [`arn:aws:s3:::${Resource}`],
        Condition: {},
      })),
    },
  ],
});

let engine: Awaited<ReturnType<typeof startSqsAndS3>>;
let endpoint: AwsEndpoint;
let buckets: Buckets;
let store: FileStore;
let now = Date.UTC(2026, 0, 5, 9);
const scans: Scanned[] = [];
let told: () => unknown = () => {};
const scanned = ({ upload }: { upload: string }) =>
  new Promise<void>((resolve) => {
    told = () => scans.some(({ key }) => key.endsWith(upload)) && resolve();
  });

beforeAll(async () => {
  engine = await startSqsAndS3({ dataDir, region });
  for (const name of ['uploads', 'files']) await fetch(`${engine.url}/${name}`, { method: 'PUT' });
  buckets = bucketsOf(resources, engine.url, (result) => {
    scans.push(result);
    told();
  });
  endpoint = await startAwsEndpoint({
    ...{ port: 0, region, accountId: '123456789012', buckets, now: () => now },
    engines: { dynamodb: engine.url, sqs: engine.url, s3: engine.url, ses: engine.url },
    principals: new Map([
      [
        'FILES',
        may(
          ...([
            ['s3:PutObject', 'uploads/*'],
            ['s3:GetObject', 'uploads/*'],
            ['s3:GetObjectTagging', 'uploads/*'],
            ['s3:ListBucket', 'uploads'],
          ] as [string, string][]),
          ...([
            ['s3:PutObject', 'files/*'],
            ['s3:PutObjectTagging', 'files/*'],
            ['s3:GetObject', 'files/*'],
            ['s3:ListBucket', 'files'],
          ] as [string, string][]),
        ),
      ],
      ['READER', may(['s3:GetObject', 'files/*'])],
      ['NOBODY', may()],
    ]),
    connections: { post: () => 'gone', get: () => 'gone', close: () => 'gone' },
    ...{ executions: { start: () => 'no machine' }, functions: { call: () => false } },
  });
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'FILES', AWS_SECRET_ACCESS_KEY: 'local' });
  const at = (name: string) => `${endpoint.url}/${name}`;
  const places = { uploads: at('uploads'), files: at('files'), downloads: at('files'), region };
  store = createFileStore(places, keepClasses, () => now);
});
afterAll(async () => {
  buckets.stop();
  await endpoint.stop();
  await engine.stop();
  rmSync(dataDir, { recursive: true });
});

let n = 0;
const newFile = () => ({
  interactionId: InteractionId.parse('chat-1'),
  upload: CommandId.parse(`upload-000000000${n++}`),
});
const content = Buffer.from('hello');
const put = (url: string, headers: Record<string, string>, body: Uint8Array = content) =>
  fetch(url, { method: 'PUT', headers, body: Buffer.from(body) });
const status = async (answer: Promise<Response>) => (await answer).status;

it('E4 an upload is one object, of the size and type that were signed, once, and in time', async () => {
  const { url, headers } = await store.uploadLink(newFile(), { name: 'a.png', bytes: content.length });
  expect(headers).toEqual({ 'content-type': 'image/png', 'if-none-match': '*' });
  expect(await status(put(url, headers, Buffer.from('hello!')))).toBe(403);
  expect(await status(put(url, { ...headers, 'content-type': 'text/html' }))).toBe(403);
  expect(await status(put(url, { 'content-type': 'image/png' }))).toBe(403);
  expect(await status(put(url.replace(/\/upload-\d+/, '/upload-9999999999'), headers))).toBe(403);
  expect(await status(put(url.replace(/Expires=\d+/, 'Expires=9999'), headers))).toBe(403);
  expect(await status(fetch(url))).toBe(403);
  expect(await status(put(url, headers))).toBe(200);
  expect(await status(put(url, headers))).toBe(412);
  now += 16 * 60_000;
  const late = await put(url, headers);
  expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
});

it('E4 a page may upload from anywhere, and learns why not', async () => {
  const { url, headers } = await store.uploadLink(newFile(), { name: 'a.png', bytes: content.length });
  const origin = { origin: 'https://shop.example' };
  const asked = { ...origin, 'access-control-request-method': 'PUT' };
  const preflight = await fetch(url, { method: 'OPTIONS', headers: asked });
  expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type,if-none-match');
  const refused = await put(url, { ...headers, ...origin }, Buffer.from('other'.repeat(2)));
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, '*']);
});

it('E4 a signature gives no more than its signer has', async () => {
  const credentials = { accessKeyId: 'NOBODY', secretAccessKey: 'local' };
  const url = signed({
    ...{ method: 'GET', base: `${endpoint.url}/files`, key: 'x' },
    region,
    credentials,
    expiresS: 60,
    now,
  });
  const answer = await fetch(url);
  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('not authorized')]);
});

it('E4 that an object is missing is said only to those who may list its bucket', async () => {
  const ask = async (method: 'GET' | 'HEAD', accessKeyId: string) =>
    status(
      fetch(
        signed({
          ...{ method, base: `${endpoint.url}/files`, key: 'missing' },
          ...{ region, credentials: { accessKeyId, secretAccessKey: 'local' }, expiresS: 60, now },
        }),
        { method },
      ),
    );
  for (const method of ['GET', 'HEAD'] as const)
    expect([await ask(method, 'FILES'), await ask(method, 'READER')]).toEqual([404, 403]);
});

it('E4 what is scanned is read, kept, and saved under its own name in any script; the test file is found', async () => {
  const file = newFile();
  expect([await store.scanOf(file), await store.sizeOf(file), await store.keptContentOf(file)]).toEqual([
    ...[undefined, undefined, undefined],
  ]);
  const { url, headers } = await store.uploadLink(file, { name: '領収書.pdf', bytes: content.length });
  const scan = scanned(file);
  await put(url, headers);
  expect(await store.scanOf(file)).toBe('unscanned');
  expect(await store.sizeOf(file)).toBe(content.length);
  await scan;
  expect(await store.scanOf(file)).toBe('clean');
  expect(Buffer.from(await store.contentOf(file))).toEqual(content);
  await store.keep(file, 'application/pdf', 30);
  expect(Buffer.from((await store.keptContentOf(file)) ?? '')).toEqual(content);
  const got = await fetch(await store.downloadLink(file, '領収書.pdf'));
  expect(await got.text()).toBe('hello');
  expect(got.headers.get('content-type')).toBe('application/pdf');
  expect(got.headers.get('content-disposition')).toBe(
    `attachment; filename*=UTF-8''${encodeURIComponent('領収書.pdf')}`,
  );

  const eicar = newFile();
  const virus = Buffer.from('X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*');
  const infected = await store.uploadLink(eicar, { name: 'a.txt', bytes: virus.length });
  const found = scanned(eicar);
  await put(infected.url, infected.headers, virus);
  await found;
  expect(await store.scanOf(eicar)).toBe('malware');
  expect(scans.at(-1)).toMatchObject({ bucket: 'uploads', status: 'THREATS_FOUND' });
});
