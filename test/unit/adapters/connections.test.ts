import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createConnections } from '../../../adapters/apigateway/connections.ts';
import { ConnectionId } from '../../../core/ids.ts';
import { startEndpoint } from './aws-endpoint.ts';

/** In API Gateway's format. */
const connectionId = ConnectionId.parse('L0SM9cOFvHcCIhw=');
const refusal = (status: number, type: string) => ({
  ...{ status, headers: { 'x-amzn-errortype': type }, body: '{"message":null}' },
});

let answer: Parameters<typeof startEndpoint>[0];
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  answer = () => ({ status: 200 });
  endpoint = await startEndpoint((body) => answer(body));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await endpoint.stop();
});

test('F2 a frame is posted to the side’s own sockets', async () => {
  const { post } = createConnections({ visitor: `${endpoint.url}/v`, agent: `${endpoint.url}/a` });
  expect(await post('visitor', connectionId, { t: 'pong', seq: 3 })).toBe('sent');
  expect(await post('agent', connectionId, { t: 'commit', text: '¿dónde? 📦' })).toBe('sent');
  expect(endpoint.asked).toEqual([
    { path: 'POST /v/@connections/L0SM9cOFvHcCIhw%3D', body: '{"t":"pong","seq":3}' },
    { path: 'POST /a/@connections/L0SM9cOFvHcCIhw%3D', body: '{"t":"commit","text":"¿dónde? 📦"}' },
  ]);
});

test('D3 a closed socket is reported as gone', async () => {
  answer = () => refusal(410, 'GoneException');
  const { post } = createConnections({ visitor: endpoint.url });
  expect(await post('visitor', connectionId, {})).toBe('gone');
});

test.each([
  [429, 'LimitExceededException'],
  [500, 'InternalServerErrorException'],
  [503, 'ServiceUnavailableException'],
])('F2 a frame that API Gateway is too busy to send (%i) fails nobody', async (status, type) => {
  answer = () => refusal(status, type);
  const { post } = createConnections({ visitor: endpoint.url });
  expect(await post('visitor', connectionId, {})).toBe('unsent');
  expect(endpoint.asked).toHaveLength(2);
});

test('F2 nor does a network that refuses', async () => {
  const { post } = createConnections({ visitor: 'http://127.0.0.1:1' });
  expect(await post('visitor', connectionId, {})).toBe('unsent');
});

test('F2 a frame that is too long is a fault of ours', async () => {
  answer = () => refusal(413, 'PayloadTooLargeException');
  const { post } = createConnections({ visitor: endpoint.url });
  await expect(post('visitor', connectionId, {})).rejects.toThrow();
});

test('H2 a missing permission is a failure', async () => {
  answer = () => refusal(403, 'ForbiddenException');
  const { post } = createConnections({ visitor: endpoint.url });
  await expect(post('visitor', connectionId, {})).rejects.toThrow();
  await expect(post('agent', connectionId, {})).rejects.toThrow('no endpoint for agent sockets');
});

test('E1 a socket is closed, and one that is closed already stays so', async () => {
  const { close } = createConnections({ agent: `${endpoint.url}/a` });
  answer = () => ({ status: 204 });
  await close('agent', connectionId);
  answer = () => refusal(410, 'GoneException');
  await close('agent', connectionId);
  expect(endpoint.asked).toEqual([
    { path: 'DELETE /a/@connections/L0SM9cOFvHcCIhw%3D', body: '' },
    { path: 'DELETE /a/@connections/L0SM9cOFvHcCIhw%3D', body: '' },
  ]);
  answer = () => refusal(403, 'ForbiddenException');
  await expect(close('agent', connectionId)).rejects.toThrow();
});
