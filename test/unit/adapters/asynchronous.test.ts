import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAsynchronous } from '../../../adapters/lambda/asynchronous.ts';
import { interactionId } from '../../support/chats.ts';
import { startEndpoint } from './aws-endpoint.ts';

let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
let answer: { status: number; headers?: Record<string, string>; body?: string };
beforeEach(async () => {
  answer = { status: 202 };
  endpoint = await startEndpoint(() => answer);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', endpoint.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await endpoint.stop();
});

test('B4 a call is handed to its function, which nobody waits for', async () => {
  await createAsynchronous({ call: 'acme-foyer-scenario-call' }).hand('call', { interactionId, seq: 3 });
  expect(endpoint.asked).toEqual([
    {
      path: 'POST /2015-03-31/functions/acme-foyer-scenario-call/invocations',
      body: JSON.stringify({ interactionId, seq: 3 }),
    },
  ]);
});

test('B4 that was not taken fails, so that the stream brings it again', async () => {
  answer = { status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' }, body: '{"Message":"gone"}' };
  await expect(createAsynchronous({ call: 'gone' }).hand('call', { interactionId, seq: 3 })).rejects.toThrow();
});
