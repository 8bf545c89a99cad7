import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { type LocalCloud, startCloud } from '../../../local/cloud.ts';
import type { Faults } from '../../../local/faults.ts';
import { smallTemplate, watchedLogs, writeAssembly } from './fixture/small-assembly.ts';

let directory: string;
let cloud: LocalCloud | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'foyer-cloud-'));
});

afterEach(async () => {
  await cloud?.stop();
  cloud = undefined;
  rmSync(directory, { recursive: true });
});

async function start(
  change: (template: ReturnType<typeof smallTemplate>) => void = () => {},
  now: () => number = Date.now,
  faults: Faults = {},
): Promise<LocalCloud> {
  const template = smallTemplate();
  change(template);
  const assembly = writeAssembly(join(directory, 'assembly'), template);
  cloud = await startCloud({ assembly, dataDir: join(directory, 'data'), basePort: 0, users: [], now, faults });
  return cloud;
}

const Answer = z.object({ status: z.number(), answer: z.string() });

/** AWS's answer to the function that was told to do this. */
async function ask({ hosts }: LocalCloud, command: object): Promise<z.infer<typeof Answer>> {
  const response = await fetch(`http://${hosts.public}/do`, { method: 'POST', body: JSON.stringify(command) });
  return Answer.parse(await response.json());
}

/** As soon as there are any. */
async function deadLetters(cloud: LocalCloud, WaitTimeSeconds = 10): Promise<(string | undefined)[]> {
  const endpoint = `http://${cloud.hosts.endpoint}`;
  const credentials = { accessKeyId: cloud.operatorEnvironment.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint, region: 'eu-west-1', credentials });
  const QueueUrl = `${endpoint}/123456789012/small-dead`;
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: 10 }),
  );
  sqs.destroy();
  return Messages.map(({ Body }) => Body);
}

const rowOf = async (cloud: LocalCloud, pk: string): Promise<string> => (await ask(cloud, { do: 'get', pk })).answer;

async function socketOf({ hosts }: LocalCloud): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${hosts.visitor}/v1?token=good`);
  await once(socket, 'open');
  return socket;
}

test('H3 a request reaches the function, and the function the table, with the template’s names', async () => {
  const cloud = await start();
  expect(await ask(cloud, { do: 'put', pk: 'a' })).toEqual({ status: 200, answer: '{}' });
  expect(await rowOf(cloud, 'a')).toContain('"pk":{"S":"a"}');
  expect(cloud.counts().busy).toEqual({ 'dynamodb:PutItem': 1, 'dynamodb:GetItem': 1 });
});

test('H3 without the grant in the template the function is denied, in AWS’s words', async () => {
  const cloud = await start((template) => {
    delete template.TablePolicy;
  });
  const { status, answer } = await ask(cloud, { do: 'put', pk: 'a' });
  expect(status).toBe(400);
  expect(answer).toContain('AccessDeniedException');
  expect(answer).toContain('is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:');
});

test('H3 without the permission in the template the API cannot call the function', async () => {
  const cloud = await start((template) => {
    delete template.Permission;
  });
  const response = await fetch(`http://${cloud.hosts.public}/do`, { method: 'POST', body: '{}' });
  expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
});

test.each(['StreamPolicy', 'QueuePolicy', 'DestinationPolicy'])(
  'H3 without %s the event source is refused when it is attached',
  async (name) => {
    const starting = start((template) => {
      delete template[name];
    });
    await expect(starting).rejects.toThrow('is not authorized to perform');
  },
);

test('H3 a function that exits takes nothing else down', async () => {
  const cloud = await start();
  const socket = await socketOf(cloud);
  const response = await fetch(`http://${cloud.hosts.public}/do`, { method: 'POST', body: '{"do":"exit"}' });
  expect(response.status).toBe(500);
  expect(await ask(cloud, { do: 'put', pk: 'a' })).toMatchObject({ status: 200 });
  socket.send('{"do":"put","pk":"b"}');
  expect(String((await once(socket, 'message'))[0])).toContain('200');
});

test('H3 the socket’s function pushes to the connection, and to one that is gone gets 410', async () => {
  const cloud = await start();
  const socket = await socketOf(cloud);
  socket.send('{"do":"push","text":"pushed"}');
  expect(String((await once(socket, 'message'))[0])).toBe('pushed');
  expect(await ask(cloud, { do: 'push', text: 'nobody' })).toMatchObject({ status: 410 });
});

test('H3 records of the stream reach the function; those that the filter holds back do not', async () => {
  const cloud = await start();
  await ask(cloud, { do: 'put', pk: 'plain', wanted: false });
  await ask(cloud, { do: 'put', pk: 'special', wanted: true });
  await vi.waitFor(async () => expect(await rowOf(cloud, 'seen-special')).toContain('Item'), 5000);
  expect(await rowOf(cloud, 'seen-plain')).toBe('{}');
});

test('H3 after a restart the stream goes on where it was, and what was written stays', async () => {
  const first = await start();
  await ask(first, { do: 'put', pk: 'one', wanted: true });
  await vi.waitFor(async () => expect(await rowOf(first, 'seen-one')).toContain('Item'), 5000);
  await first.stop();

  const second = await start();
  await ask(second, { do: 'put', pk: 'two', wanted: true });
  await vi.waitFor(async () => expect(await rowOf(second, 'seen-two')).toContain('Item'), 5000);
  expect(await rowOf(second, 'one')).toContain('Item');
  // Two records wanted, two rows left: the first was not handled again.
  expect(second.counts().busy?.['dynamodb:PutItem']).toBe(2);
});

test('H3 messages reach the function; one that keeps failing ends among the dead letters, alone', async () => {
  const cloud = await start();
  await ask(cloud, { do: 'enqueue', text: 'broken' });
  await ask(cloud, { do: 'enqueue', text: 'fine' });
  await vi.waitFor(async () => expect(await rowOf(cloud, 'seen-fine')).toContain('Item'), 5000);
  expect(await deadLetters(cloud)).toEqual(['broken']);
});

test('H3 a delay of 901 s is refused as AWS refuses it', async () => {
  const cloud = await start();
  const { status, answer } = await ask(cloud, { do: 'enqueue', text: 'later', delayS: 901 });
  expect(status).toBe(400);
  expect(answer).toContain('DelaySeconds');
});

test('H3 an execution that waits outlives a restart: its message comes at its time, and once', async () => {
  const first = await start();
  const at = Date.now() + 3_600_000;
  const wait = { do: 'wait', name: 'one', at, text: 'waited' };
  expect(await ask(first, wait)).toMatchObject({ status: 200 });
  expect(first.counts().busy).toMatchObject({ 'states:StartExecution': 1 });
  await first.stop();

  const second = await start(undefined, () => at - 60_000);
  expect(await ask(second, wait)).toMatchObject({ status: 200 });
  await second.stop();

  const third = await start(undefined, () => at);
  await vi.waitFor(async () => expect(await rowOf(third, 'seen-waited')).toContain('Item'), 5000);
  expect(await ask(third, wait)).toMatchObject({ answer: expect.stringContaining('ExecutionAlreadyExists') });
  const machine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:small-machine';
  expect(third.counts()[machine]).toEqual({ 'sqs:SendMessage': 1 });
});

test('H3 an execution whose machine may not send gives up, and the template’s rule says so to the dead letters', async () => {
  const cloud = await start((template) => {
    delete template.MachinePolicy;
  });
  expect(await ask(cloud, { do: 'wait', name: 'one', at: Date.now(), text: 'lost' })).toMatchObject({ status: 200 });
  const [body] = await deadLetters(cloud);
  expect(JSON.parse(body ?? '')).toMatchObject({
    source: 'aws.states',
    detail: { name: 'one', status: 'FAILED', input: expect.stringContaining('lost') },
  });
});

test.each<
  [what: string, change: (template: ReturnType<typeof smallTemplate>) => void, command: object, counted: string[]]
>([
  ['a call that goes well', () => {}, { do: 'put', pk: 'a' }, []],
  ['a call that throws', () => {}, { do: 'throw' }, ['calls', 'requests']],
  ['a call that exits', () => {}, { do: 'exit' }, ['calls', 'requests']],
  ['a call that runs out of time', ({ Busy }) => withTimeout(Busy, 1), { do: 'hang' }, ['calls', 'requests']],
  ['an API that may not call', (template) => void delete template.Permission, { do: 'put', pk: 'a' }, ['requests']],
])('H3 %s is in the logs, and raises the alarms that the template has on them', async (_, change, command, counted) => {
  const cloud = await start((template) => {
    Object.assign(template, watchedLogs());
    change(template);
  });
  await fetch(`http://${cloud.hosts.public}/do`, { method: 'POST', body: JSON.stringify(command) });
  const alarms = await cloud.cloudWatch.look(Date.now());
  expect(alarms.map(({ name }) => name)).toEqual(counted);
});

function withTimeout(lambda: { Properties: Record<string, unknown> } | undefined, Timeout: number): void {
  if (lambda) lambda.Properties.Timeout = Timeout;
}

test('H3 what a socket’s function could not do is in the access log', async () => {
  const cloud = await start((template) => Object.assign(template, watchedLogs()));
  const socket = await socketOf(cloud);
  socket.send('{"do":"throw"}');
  expect(String((await once(socket, 'message'))[0])).toContain('Internal server error');
  expect((await cloud.cloudWatch.look(Date.now())).map(({ name }) => name)).toEqual(['calls', 'frames']);
});

test('H3 a message whose function died comes again when its visibility timeout is over, and not before', async () => {
  const cloud = await start();
  const since = performance.now();
  await ask(cloud, { do: 'enqueue', text: 'deadly' });
  await vi.waitFor(async () => expect(await rowOf(cloud, 'seen-deadly')).toContain('Item'), 5000);
  expect(performance.now() - since).toBeGreaterThan(1000);
});

test('H3 what SQS delivers twice is handled twice', async () => {
  const again = [true];
  const cloud = await start(undefined, undefined, { deliversTwice: () => again.pop() ?? false });
  await ask(cloud, { do: 'enqueue', text: 'twice' });
  await vi.waitFor(() => expect(cloud.counts().busy?.['dynamodb:PutItem']).toBe(2), 5000);
});

test('H3 a connection may be too busy to be posted to, and may end without a word', async () => {
  let busy = true;
  const ends = [true, false];
  const faults = { refusesPost: () => busy, losesDisconnect: () => ends.shift() ?? false };
  const cloud = await start((template) => Object.assign(template, watchedLogs()), undefined, faults);
  const [unheard, heard] = [await socketOf(cloud), await socketOf(cloud)];
  unheard.send('{"do":"push","text":"pushed"}');
  expect(String((await once(unheard, 'message'))[0])).toContain('"status":429');
  busy = false;
  unheard.send('{"do":"push","text":"pushed"}');
  expect(String((await once(unheard, 'message'))[0])).toBe('pushed');
  for (const socket of [unheard, heard]) {
    socket.close();
    await once(socket, 'close');
  }
  const ended = () => readFileSync(join(directory, 'data/logs/small-visitor.log'), 'utf8').match(/DISCONNECT/g);
  await vi.waitFor(() => expect(ended()).toHaveLength(1), 5000);
});

test('H3 a function that another one calls without waiting is called, once', async () => {
  const cloud = await start();
  expect(await ask(cloud, { do: 'hand', text: 'fine' })).toMatchObject({ status: 202 });
  await vi.waitFor(async () => expect(await rowOf(cloud, 'called-fine')).toContain('Item'), 5000);
  await cloud.stop();
  const again = await start();
  expect(await ask(again, { do: 'get', pk: 'x' })).toMatchObject({ answer: '{}' });
  expect(again.counts().busy).toEqual({ 'dynamodb:GetItem': 1 });
});

test('H3 a call that fails is tried again a minute later, also after a restart, then told to its destination', async () => {
  const first = await start();
  const began = Date.now();
  expect(await ask(first, { do: 'hand', text: 'broken' })).toMatchObject({ status: 202 });
  await vi.waitFor(async () => expect(await rowOf(first, 'called-broken')).toContain('Item'), 5000);
  await vi.waitFor(() => expect(kept()).toMatchObject([{ tries: 1 }]), 5000);
  await first.stop();

  const second = await start(undefined, () => began + 61_000 + 5000);
  const [body] = await deadLetters(second);
  expect(JSON.parse(body ?? '')).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
    requestPayload: { asynchronous: 'broken' },
    responsePayload: { errorMessage: 'broken' },
  });
  await vi.waitFor(() => expect(kept()).toEqual([]), 5000);
});

/** Asynchronous calls that are not done. */
function kept(): unknown[] {
  const asynchronous = join(directory, 'data', 'asynchronous');
  return readdirSync(asynchronous)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(asynchronous, file), 'utf8')));
}

test('H3 the 17th call of a function that comes back to itself through the queue is dropped, as Lambda drops it', async () => {
  const cloud = await start();
  await ask(cloud, { do: 'enqueue', text: 'round 1' });
  // The first call was the request's.
  expect(await deadLetters(cloud, 20)).toEqual(['round 16']);
  expect(await rowOf(cloud, 'round-15')).toContain('Item');
  expect(await rowOf(cloud, 'round-16')).toBe('{}');
});
