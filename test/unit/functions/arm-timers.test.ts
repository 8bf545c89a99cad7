import type { Context, DynamoDBRecord } from 'aws-lambda';
import { expect, it, vi } from 'vitest';
import { Configuration } from '../../../core/configuration/schema.ts';
import type { Timer } from '../../../core/timers.ts';
import { createHandler } from '../../../functions/arm-timers.lambda.ts';

const context = {
  ...{ functionName: 'test', awsRequestId: 'request' },
  getRemainingTimeInMillis: () => 10_000,
} as Context;
const now = 1_000_000;
const nobody = { hand: () => Promise.reject(new Error('no call to make')) };
const configurations = { version: async () => undefined };
const parsed = (given: unknown) => Configuration.parse(given);
const armDue = async () => undefined;

const commit = (chat: string, events: object[]): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: chat,
    Keys: { pk: { S: `INTERACTION#${chat}` }, sk: { S: 'C#00000002' } },
    NewImage: {
      ...{ seq: { N: '2' }, at: { N: String(now) }, id: { S: `command-of-${chat}` }, by: { S: 'system' } },
      events: { S: JSON.stringify(events) },
    },
  },
});
const ended = (chat: string) =>
  commit(chat, [{ type: 'ended', by: 'visitor', outcome: 'completed', wrapUpUntil: now + 120_000 }]);
const [first, second, third] = ['chat-0000000000000000001', 'chat-0000000000000000002', 'chat-0000000000000000003'];

it('D6 what a commit asks for is armed without waiting for other chats, and what failed alone comes again', async () => {
  const slow = Promise.withResolvers<void>();
  const armed: string[] = [];
  const arm = async (timer: Timer) => {
    const interactionId = 'interactionId' in timer ? timer.interactionId : '';
    if (interactionId === first) await slow.promise;
    if (interactionId === second) throw new Error('the queue did not answer');
    armed.push(interactionId);
    if (interactionId === third) slow.resolve();
  };
  const { batchItemFailures } = await createHandler({
    configurations,
    timers: { arm, armDue },
    calls: nobody,
    now: () => now,
  })({ Records: [ended(first), ended(second), ended(third)] }, context);
  expect(armed).toEqual([third, first]);
  expect(batchItemFailures).toEqual([{ itemIdentifier: second }]);
});

it('H6 a commit with events of a later release comes again: what sets a timer may be among them', async () => {
  const armed: Timer[] = [];
  const arm = async (timer: Timer) => void armed.push(timer);
  const later = commit(second, [{ type: 'snoozed', until: now + 60_000 }]);
  const { batchItemFailures } = await createHandler({
    configurations,
    timers: { arm, armDue },
    calls: nobody,
    now: () => now,
  })({ Records: [ended(first), later] }, context);
  expect(armed).toMatchObject([{ kind: 'expire-wrap-up', interactionId: first }]);
  expect(batchItemFailures).toEqual([{ itemIdentifier: second }]);
});

it('G2 a publish has every agent and queue looked at, of the version before and of this one, all at once', async () => {
  const version = async (number: number) =>
    parsed({
      websites: [],
      queues: [{ id: `queue-${number}`, name: 'Orders' }],
      agents: ['anna', `agent-${number}`].map((id) => ({ id, name: id, email: `${id}@acme.com` })),
    });
  const current = (number: number) => ({
    ...{ version: { N: `${number}` }, digest: { S: '0' }, publishedAt: { N: '0' }, format: { N: '1' } },
  });
  const published: DynamoDBRecord = {
    eventName: 'MODIFY',
    dynamodb: {
      ...{ SequenceNumber: '1', Keys: { pk: { S: 'CONFIG' }, sk: { S: 'CURRENT' } } },
      ...{ OldImage: current(1), NewImage: current(2) },
    },
  };
  const due: (readonly Timer[])[] = [];
  const timers = { arm: () => Promise.reject(), armDue: async (all: readonly Timer[]) => void due.push(all) };
  const handler = createHandler({ configurations: { version }, timers, calls: nobody, now: () => now });
  expect(await handler({ Records: [published] }, context)).toEqual({ batchItemFailures: [] });
  expect(due).toHaveLength(1);
  expect(
    due[0]?.map((timer) => [timer.kind, 'agentId' in timer ? timer.agentId : 'queueId' in timer && timer.queueId]),
  ).toEqual([
    ['rights', 'anna'],
    ['rights', 'agent-1'],
    ['rights', 'agent-2'],
    ['lanes', 'queue-1'],
    ['lanes', 'queue-2'],
  ]);
});

it('D6 rows of waiting lists are none of its business', async () => {
  const row = { eventName: 'REMOVE', dynamodb: { Keys: { pk: { S: 'LANE#orders' }, sk: { S: 'WAIT#x' } } } } as const;
  const other = { ...row, dynamodb: { ...row.dynamodb, Keys: { ...row.dynamodb.Keys, sk: { S: 'READY#x' } } } };
  const arm = () => Promise.reject(new Error('nothing to arm'));
  const answer = await createHandler({ configurations, timers: { arm, armDue }, calls: nobody, now: () => now })(
    { Records: [other] },
    context,
  );
  expect(answer).toEqual({ batchItemFailures: [] });
});

it.each([
  [61, true],
  [60, false],
])('H4 a batch whose oldest record is %i s old is reported as late: %s', async (seconds, isReported) => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const old = (s: number) => ({
    eventName: 'INSERT' as const,
    dynamodb: { Keys: { pk: { S: 'X' }, sk: { S: 'Y' } }, ApproximateCreationDateTime: now / 1000 - s },
  });
  const handler = createHandler({
    ...{ configurations, timers: { arm: async () => undefined, armDue }, calls: nobody },
    now: () => now,
  });
  await handler({ Records: [old(0), old(seconds)] }, context);
  const lines = write.mock.calls.map(([line]) => JSON.parse(String(line)));
  write.mockRestore();
  expect(lines).toEqual(isReported ? [expect.objectContaining({ level: 'error', code: 'behind', seconds })] : []);
});

it('B4 the call that a scenario waits for is handed on by its commit, and one that was not comes again', async () => {
  const asks = (chat: string) =>
    commit(chat, [
      {
        ...{ type: 'stepped', said: [], tags: [], variables: {} },
        run: { step: 'look', doing: { is: 'calling' }, tries: 0 },
      },
    ]);
  const handed: unknown[] = [];
  const calls = {
    hand: async (to: string, call: { interactionId: string }) => {
      if (call.interactionId === second) throw new Error('Lambda did not answer');
      handed.push({ to, ...call });
    },
  };
  const arm = () => Promise.reject(new Error('no timer to set'));
  const { batchItemFailures } = await createHandler({ configurations, timers: { arm, armDue }, calls, now: () => now })(
    { Records: [asks(first), asks(second)] },
    context,
  );
  expect(handed).toEqual([{ to: 'scenario-call', interactionId: first, seq: 2 }]);
  expect(batchItemFailures).toEqual([{ itemIdentifier: second }]);
});

it('D11 a requested e-mail is handed to its function, also after the conversation, when no timer goes with it', async () => {
  const handed: unknown[] = [];
  const calls = { hand: async (to: string, work: object) => void handed.push({ to, ...work }) };
  const handler = createHandler({
    ...{ configurations, timers: { arm: () => Promise.reject(new Error('no timer to set')), armDue }, calls },
    now: () => now,
  });
  const { batchItemFailures } = await handler(
    { Records: [commit(first, [{ type: 'mail-requested', after: 1 }])] },
    context,
  );
  expect([batchItemFailures, handed]).toEqual([[], [{ to: 'mail', interactionId: first, seq: 2 }]]);
});
