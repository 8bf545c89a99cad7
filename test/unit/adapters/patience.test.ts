/** An AWS that accepts a connection and then sends nothing, or too little. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { createConnections } from '../../../adapters/apigateway/connections.ts';
import { createDynamoClient } from '../../../adapters/dynamodb/client.ts';
import { patience } from '../../../adapters/lean-client.ts';
import { ConnectionId } from '../../../core/ids.ts';

let server: Server;
let answer: RequestListener;
let asked = 0;
let url: string;

beforeEach(async () => {
  asked = 0;
  server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`;
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', url);
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

const took = async (work: Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work;
  return performance.now() - start;
};
const read = () =>
  createDynamoClient().send(new GetItemCommand({ TableName: 'foyer', Key: { pk: { S: 'a' }, sk: { S: 'b' } } }));

test('F2 a silent socket API is asked twice, and then nobody waits for it', async () => {
  answer = () => {};
  const posting = createConnections({ visitor: url }).post('visitor', ConnectionId.parse('L0SM9cOFvHcCIhw='), {});
  const ms = await took(expect(posting).resolves.toBe('unsent'));
  expect(asked).toBe(2);
  expect(ms).toBeGreaterThanOrEqual(2 * patience.attemptMs);
  expect(ms).toBeLessThan(2 * patience.attemptMs + 1000);
});

test('F2 a table that says nothing the first time is asked again, and the command succeeds', async () => {
  answer = (_, response) => {
    if (asked > 1) response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  };
  expect(await took(read())).toBeLessThan(patience.attemptMs + 1000);
  expect(asked).toBe(2);
});

test('F2 a table that begins to answer and never ends, or wants ever longer pauses, fails in time', async () => {
  const slowly: RequestListener = (_, response) => response.writeHead(200, { 'content-length': '9' }).write('{');
  const busy: RequestListener = (_, response) =>
    response
      .writeHead(400, { 'content-type': 'application/x-amz-json-1.0', 'x-amz-retry-after': '60000' })
      .end(JSON.stringify({ __type: 'ThrottlingException', message: 'Too much' }));
  answer = (...ask) => (asked === 1 ? slowly(...ask) : busy(...ask));
  const both = [read(), read()].map((reading) => took(expect(reading).rejects.toThrow()));
  for (const ms of await Promise.all(both)) expect(ms).toBeLessThan(patience.commandMs + 500);
});
