import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { createTimerQueue } from '../../../adapters/sqs/timer-queue.ts';
import { createTimers } from '../../../adapters/timers.ts';
import { AgentId, ConnectionId } from '../../../core/ids.ts';
import { at, ines, interactionId } from '../../support/chats.ts';
import { startEndpoint } from './aws-endpoint.ts';

const Sent = z.object({ QueueUrl: z.string(), DelaySeconds: z.int(), MessageBody: z.string() });
const sent = (body: string) => Sent.parse(JSON.parse(body));
const Batch = z.object({ Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })) });
const entriesOf = (body: string) => Batch.parse(JSON.parse(body)).Entries;
const Started = z.object({ stateMachineArn: z.string(), name: z.string(), input: z.string() });

const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:acme-foyer-long-timers';
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
/** Step Functions' answer. */
let started: { status: number; body: object };
/** Messages that the queue refuses. */
let refused: (message: string) => boolean;
const batchAnswer = (body: string) => ({
  Successful: entriesOf(body)
    .filter(({ MessageBody }) => !refused(MessageBody))
    .map(({ Id, MessageBody }) => ({
      ...{ Id, MessageId: Id, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') },
    })),
  Failed: entriesOf(body)
    .filter(({ MessageBody }) => refused(MessageBody))
    .map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
});
beforeEach(async () => {
  refused = () => false;
  started = { status: 200, body: { executionArn: `${stateMachineArn}:x`, startDate: 0 } };
  endpoint = await startEndpoint((body) => {
    if ('stateMachineArn' in JSON.parse(body)) return { status: started.status, body: JSON.stringify(started.body) };
    if ('Entries' in JSON.parse(body)) return { status: 200, body: JSON.stringify(batchAnswer(body)) };
    if (!('MessageBody' in JSON.parse(body))) return { status: 200, body: '{}' };
    const MD5OfMessageBody = createHash('md5').update(sent(body).MessageBody).digest('hex');
    return { status: 200, body: JSON.stringify({ MessageId: '1', MD5OfMessageBody }) };
  });
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', endpoint.url);
  vi.stubEnv('AWS_ENDPOINT_URL_SFN', endpoint.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await endpoint.stop();
});

const queueUrl = () => `${endpoint.url}/000000000000/timers`;
const arm = (timer: Parameters<ReturnType<typeof createTimers>['arm']>[0], now = at(0)) =>
  createTimers({ queueUrl: queueUrl(), stateMachineArn }).arm(timer, now);

test('D3 a received timer is put back for the given time', async () => {
  await createTimerQueue(queueUrl()).delay('handle', 20);
  expect(endpoint.asked.map(({ body }) => JSON.parse(body))).toEqual([
    { QueueUrl: queueUrl(), ReceiptHandle: 'handle', VisibilityTimeout: 20 },
  ]);
});

const agents = Array.from({ length: 5_003 }, (_, n) => ({
  ...{ kind: 'rights' as const, agentId: AgentId.parse(`agent-${n}`), dueAt: at(0) },
}));

test('G2 every agent of a large configuration is looked at when it is published, ten to a request', async () => {
  await createTimers({ queueUrl: queueUrl(), stateMachineArn }).armDue(agents);
  const messages = endpoint.asked.flatMap(({ body }) => entriesOf(body));
  expect(endpoint.asked).toHaveLength(501);
  expect(new Set(messages.map(({ MessageBody }) => MessageBody))).toEqual(
    new Set(agents.map((timer) => JSON.stringify(timer))),
  );
});

test('G2 a timer that the queue refuses fails, so that the publish is repeated', async () => {
  refused = (message) => message.includes('agent-17"');
  const { armDue } = createTimers({ queueUrl: queueUrl(), stateMachineArn });
  await expect(armDue(agents.slice(0, 30))).rejects.toThrow('1 of 10 timers were not sent: InternalError');
});

test.each([
  { title: 'an offer is asked about when it runs out', dueAt: at(20), delayS: 20 },
  { title: 'never before it is due', dueAt: at(20) - 400, delayS: 20 },
  { title: 'one that is late comes at once', dueAt: at(-5), delayS: 0 },
  { title: 'a quarter of an hour is the longest that the queue delays', dueAt: at(900), delayS: 900 },
])('D3 $title', async ({ dueAt, delayS }) => {
  const timer = { kind: 'expire-offer', interactionId, dueAt } as const;
  await arm(timer);
  expect(endpoint.asked.map(({ body }) => sent(body))).toEqual([
    { QueueUrl: queueUrl(), DelaySeconds: delayS, MessageBody: JSON.stringify(timer) },
  ]);
});

test('H3 in Lambda the trace is passed on, so that loops are found', async () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'acme-foyer-arm-timers');
  vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-a-b;Lineage=43e12f0f:5');
  await arm({ kind: 'expire-offer', interactionId, dueAt: at(20) });
  expect(endpoint.traces).toEqual(['Root=1-a-b;Lineage=43e12f0f:5']);
});

describe('D3 a wait of more than a quarter of an hour', () => {
  const asked = () => endpoint.asked.map(({ body }) => Started.parse(JSON.parse(body)));
  const long = { kind: 'auto-finish', interactionId, dueAt: Date.UTC(2026, 0, 5, 11, 0, 0, 1) } as const;
  const now = Date.UTC(2026, 0, 5, 9);

  test('D3 is an execution that waits until the next whole second, since Step Functions knows no others', async () => {
    await arm(long, now);
    const [execution] = asked();
    expect(execution?.stateMachineArn).toBe(stateMachineArn);
    expect(JSON.parse(execution?.input ?? '')).toEqual({ at: '2026-01-05T11:00:01Z', timer: JSON.stringify(long) });
  });

  test('D3 is named by what it is for, in 80 of the characters that Step Functions allows', async () => {
    const signIn = {
      ...{ kind: 'sign-in' as const, agentId: ines.id, dueAt: long.dueAt },
      connectionId: ConnectionId.parse('L0SM9cOFvHcCIhw='.padEnd(128, '=')),
    };
    for (const timer of [long, long, { ...long, dueAt: long.dueAt + 1 }, signIn]) await arm(timer, now);
    const [first, same, later, other] = asked().map(({ name }) => name);
    expect(same).toBe(first);
    expect(new Set([first, later, other]).size).toBe(3);
    for (const name of [first, later, other]) expect(name).toMatch(/^[\w-]{1,80}$/);
  });

  test('D3 that has run already is not asked for again', async () => {
    started = {
      status: 400,
      body: {
        __type: 'com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists',
        message: 'Execution Already Exists',
      },
    };
    await arm(long, now);
    expect(asked()).toHaveLength(1);
  });

  test('D3 that was not started fails, so that the request is repeated', async () => {
    started = { status: 400, body: { __type: 'StateMachineDoesNotExist', message: 'no' } };
    await expect(arm(long, now)).rejects.toThrow('no');
  });
});
