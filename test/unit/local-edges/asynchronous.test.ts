import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AsynchronousCalls, asynchronousCalls } from '../../../local/lambda/asynchronous.ts';
import type { LocalFunction, Outcome } from '../../../local/lambda/local-function.ts';

const MINUTE_MS = 60_000;
const fails = (errorType: string): Outcome => ({ ok: false, error: { errorType, errorMessage: 'no' } });
const throttled = fails('TooManyRequestsException');

let directory: string;
let calls: AsynchronousCalls;
let outcome: Outcome;
/** When the function was called, in seconds since the beginning. */
let calledAt: number[];
let failures: object[];

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  directory = mkdtempSync(join(tmpdir(), 'foyer-asynchronous-'));
  [calledAt, failures] = [[], []];
  const lambda: LocalFunction = {
    ...{ name: 'mail', arn: 'arn', calls: () => 0, open: () => 0, pids: () => [], stop: () => {} },
    async invoke() {
      calledAt.push(Date.now() / 1000);
      return outcome;
    },
  };
  const OnFailure = { Destination: 'failed' };
  const limits = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 };
  calls = asynchronousCalls({
    ...{ dataDir: directory, functions: [lambda], now: Date.now },
    configs: [{ FunctionName: 'mail', Qualifier: '$LATEST', ...limits, DestinationConfig: { OnFailure } }],
    sendFailure: async (_, message) => void failures.push(message),
  });
});

afterEach(() => {
  calls.stop();
  vi.useRealTimers();
  rmSync(directory, { recursive: true });
});

describe('H3 an asynchronous call', () => {
  test('H3 that fails is repeated after one minute and after two more, and then given up', async () => {
    outcome = fails('Error');
    calls.call('arn', {}, undefined);
    await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
    expect(calledAt).toEqual([0, 60, 180]);
    expect(failures).toMatchObject([{ requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 } }]);
  });

  test('H3 for which no process is free is no attempt: it waits, longer and longer, until one is', async () => {
    outcome = throttled;
    calls.call('arn', {}, undefined);
    await vi.advanceTimersByTimeAsync(20 * MINUTE_MS);
    expect(calledAt.slice(0, 6)).toEqual([0, 1, 2, 4, 8, 16]);
    expect(calledAt.length).toBeLessThan(15);
    outcome = { ok: true, payload: undefined };
    await vi.advanceTimersByTimeAsync(40 * MINUTE_MS);
    const all = calledAt.length;
    await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
    expect(calledAt).toHaveLength(all);
    expect(failures).toEqual([]);
  });

  test('H3 for which none becomes free is given up when it is too old', async () => {
    outcome = throttled;
    calls.call('arn', {}, undefined);
    await vi.advanceTimersByTimeAsync(120 * MINUTE_MS);
    expect(calledAt.at(-1)).toBeGreaterThan(3300 - 1);
    expect(failures).toMatchObject([{ requestContext: { condition: 'EventAgeExceeded' } }]);
  });
});
