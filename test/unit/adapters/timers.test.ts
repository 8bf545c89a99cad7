import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { createTimers } from '../../../adapters/sqs/timers.ts';
import { at, chatId } from '../../support/chats.ts';
import { startEndpoint } from './aws-endpoint.ts';

const Sent = z.object({ QueueUrl: z.string(), DelaySeconds: z.int(), MessageBody: z.string() });
const sent = (body: string) => Sent.parse(JSON.parse(body));

let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
beforeEach(async () => {
  endpoint = await startEndpoint((body) => {
    if (!('MessageBody' in JSON.parse(body))) return { status: 200, body: '{}' };
    const MD5OfMessageBody = createHash('md5').update(sent(body).MessageBody).digest('hex');
    return { status: 200, body: JSON.stringify({ MessageId: '1', MD5OfMessageBody }) };
  });
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', endpoint.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await endpoint.stop();
});

test.each([
  [1, 5],
  [2, 20],
  [4, 320],
  [5, 900],
  [8, 900],
])('D3 one that failed for the %i. time comes again after %i s', async (times, seconds) => {
  const queueUrl = `${endpoint.url}/000000000000/timers`;
  await createTimers(queueUrl).putBack('handle', times);
  expect(endpoint.asked.map(({ body }) => JSON.parse(body))).toEqual([
    { QueueUrl: queueUrl, ReceiptHandle: 'handle', VisibilityTimeout: seconds },
  ]);
});

test.each([
  { title: 'an offer is asked about when it runs out', dueAt: at(20), delayS: 20 },
  { title: 'never before it is due', dueAt: at(20) - 400, delayS: 20 },
  { title: 'one that is late comes at once', dueAt: at(-5), delayS: 0 },
  { title: 'one that is far off comes after fifteen minutes, to be armed again', dueAt: at(86_400), delayS: 900 },
])('D3 $title', async ({ dueAt, delayS }) => {
  const queueUrl = `${endpoint.url}/000000000000/timers`;
  const timer = { kind: 'offer', chatId, dueAt } as const;
  await createTimers(queueUrl).arm(timer, at(0));
  expect(endpoint.asked.map(({ body }) => sent(body))).toEqual([
    { QueueUrl: queueUrl, DelaySeconds: delayS, MessageBody: JSON.stringify(timer) },
  ]);
});
