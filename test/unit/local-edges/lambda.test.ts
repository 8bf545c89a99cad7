import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFunction, type LocalFunction } from '../../../local/lambda/local-function.ts';

let directory: string;
let lambda: LocalFunction;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'foyer-lambda-'));
  lambda = moody();
});

afterEach(() => {
  lambda.stop();
  rmSync(directory, { recursive: true });
});

function moody(handler = 'moody.handler', timeoutMs = 1000): LocalFunction {
  return createFunction('moody', {
    arn: 'arn:aws:lambda:eu-west-1:123456789012:function:moody',
    environment: {
      LAMBDA_TASK_ROOT: fileURLToPath(new URL('./fixture', import.meta.url)),
      _HANDLER: handler,
      AWS_LAMBDA_FUNCTION_NAME: 'moody',
      COLOUR: 'teal',
    },
    timeoutMs,
    logFile: join(directory, 'moody.log'),
  });
}

test('H3 a function keeps its process, and its memory, from one invocation to the next', async () => {
  expect(await lambda.invoke({ n: 1 })).toMatchObject({ ok: true, payload: { calls: 1, event: { n: 1 } } });
  expect(await lambda.invoke({ n: 2 })).toMatchObject({ ok: true, payload: { calls: 2, event: { n: 2 } } });
  expect(lambda.pids()).toHaveLength(1);
  expect(readFileSync(join(directory, 'moody.log'), 'utf8')).toContain('handled {"n":2}');
});

test('H3 a process does one invocation at a time; more at once take more processes', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => lambda.invoke({ n })));
  expect(answers.every((answer) => answer.ok)).toBe(true);
  expect(lambda.pids().length).toBeGreaterThan(1);
});

test('H3 calls that take long hold no other', async () => {
  const patient = moody('moody.handler', 60_000);
  const long = Array.from({ length: 8 }, () => patient.invoke({ mood: 'hang' }));
  expect(await patient.invoke({ n: 1 })).toMatchObject({ ok: true, payload: { event: { n: 1 } } });
  patient.stop();
  expect(new Set((await Promise.all(long)).map(({ ok }) => ok))).toEqual(new Set([false]));
});

test('H3 sixteen calls of a function run at once, and no more', async () => {
  const patient = moody('moody.handler', 60_000);
  const long = Array.from({ length: 20 }, () => patient.invoke({ mood: 'hang' }));
  await vi.waitFor(() => expect(patient.pids()).toHaveLength(16), 15_000);
  const late = patient.invoke({ n: 1 });
  patient.stop();
  expect((await Promise.all([...long, late])).filter(({ ok }) => ok)).toEqual([]);
});

test('H3 calls beyond what may wait are refused as Lambda throttles, and those that wait are answered', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => lambda.invoke({ n })));
  const refused = answers.filter((answer) => !answer.ok);
  expect(refused).toHaveLength(100);
  expect(refused[0]).toMatchObject({ error: { errorType: 'TooManyRequestsException' } });
  expect(answers.slice(0, 100).every(({ ok }) => ok)).toBe(true);
  expect(await lambda.invoke({ n: 200 })).toMatchObject({ ok: true });
});

test('H3 a function that throws answers as Lambda does, and goes on', async () => {
  const answer = await lambda.invoke({ mood: 'throw' });
  expect(answer).toMatchObject({ ok: false, error: { errorType: 'RangeError', errorMessage: 'as asked' } });
  expect(await lambda.invoke({})).toMatchObject({ ok: true, payload: { calls: 2 } });
});

test('H3 a function that hangs is killed at its timeout; the next invocation gets a fresh process', async () => {
  expect(await lambda.invoke({ mood: 'hang' })).toEqual({
    ok: false,
    error: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 1.00 seconds' },
  });
  expect(await lambda.invoke({})).toMatchObject({ ok: true, payload: { calls: 1 } });
});

test.each([
  [0, 'Runtime exited without providing a reason'],
  [7, 'Runtime exited with error: exit status 7'],
])('H3 a function that exits with %i fails its own invocation alone', async (code, errorMessage) => {
  const [exited, other] = await Promise.all([lambda.invoke({ mood: 'exit', code }), lambda.invoke({ n: 1 })]);
  expect(exited).toEqual({ ok: false, error: { errorType: 'Runtime.ExitError', errorMessage } });
  expect(other).toMatchObject({ ok: true });
});

test('H3 a process that is killed mid-way fails its invocation; the next one works', async () => {
  await lambda.invoke({});
  const hanging = lambda.invoke({ mood: 'hang' });
  for (const pid of lambda.pids()) process.kill(pid, 'SIGKILL');
  expect(await hanging).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
  expect(await lambda.invoke({})).toMatchObject({ ok: true });
});

test('H3 a handler that does not exist fails each invocation, and says what is missing', async () => {
  const missing = moody('moody.nobody');
  const answer = await missing.invoke({});
  expect(answer).toMatchObject({ ok: false, error: { errorMessage: 'moody.nobody is undefined or not exported' } });
  missing.stop();
});

test('H3 a function sees the environment that it was given and nothing of ours', async () => {
  const answer = await lambda.invoke({ mood: 'environment' });
  expect(answer).toMatchObject({ ok: true, payload: { COLOUR: 'teal' } });
  expect(answer.ok && answer.payload).not.toHaveProperty('PATH');
});

test('H3 the context names the function and the time that is left', async () => {
  const answer = await lambda.invoke({ mood: 'context' });
  expect(answer).toMatchObject({
    ok: true,
    payload: { functionName: 'moody', awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
});

test('H3 payloads above 6 MB are refused both ways', async () => {
  const sixMb = 6 * 1024 * 1024;
  expect(await lambda.invoke({ text: 'x'.repeat(sixMb) })).toMatchObject({
    ok: false,
    error: { errorType: 'RequestTooLargeException' },
  });
  expect(await lambda.invoke({ mood: 'large', bytes: sixMb })).toMatchObject({
    ok: false,
    error: { errorType: 'Function.ResponseSizeTooLarge' },
  });
});

test('H3 a call that is under way when the cloud stops is no failure of the function', async () => {
  const log = () => readFileSync(join(directory, 'moody.log'), 'utf8');
  await lambda.invoke({});
  const hanging = lambda.invoke({ mood: 'hang' });
  lambda.stop();
  expect(await hanging).toMatchObject({ ok: false });
  expect(log()).not.toContain('platform.report');
});
