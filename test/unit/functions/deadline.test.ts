/** What a function does when AWS is slow: it answers before its own time is over. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { patience } from '../../../adapters/lean-client.ts';
import { type FunctionContract, functions } from '../../../functions/contract.ts';
import { onBatch } from '../../../functions/edge/batch.ts';
import { SPARED_MS } from '../../../functions/edge/deadline.ts';
import { NoBody, onHttp } from '../../../functions/edge/http.ts';

const contracts = Object.entries<FunctionContract>(functions);
const hangs = () => new Promise<never>(() => {});
const context = { functionName: 'test', getRemainingTimeInMillis: () => SPARED_MS + 20 } as Context;

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(() => vi.restoreAllMocks());

describe('the times that a call may take', () => {
  test.each(contracts)('H4 %s outlives a command of AWS that is never answered', (_, { timeoutS }) => {
    expect(patience.commandMs + SPARED_MS).toBeLessThan(timeoutS * 1000);
  });

  test.each(Object.entries(patience.attempts))('H4 all attempts at the %s fit into a command’s time', (_, attempts) => {
    expect(attempts * patience.attemptMs).toBeLessThan(patience.commandMs);
    expect(patience.connectMs).toBeLessThan(patience.attemptMs);
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
  const API_GATEWAY_S = 29;
  const asked = contracts.filter(([, { triggers }]) =>
    triggers.some(({ kind }) => ['http', 'socket', 'socket-authorizer'].includes(kind)),
  );
  test.each(asked)('H4 %s ends before API Gateway stops waiting for it', (_, { timeoutS }) => {
    expect(timeoutS).toBeLessThan(API_GATEWAY_S);
  });
});

describe('a function that runs out of time', () => {
  test('H4 answers that it is unavailable, and says so in a line that is counted', async () => {
    const event = { headers: {}, requestContext: { http: { sourceIp: '192.0.2.1' } } } as APIGatewayProxyEventV2;
    const answer = await onHttp(NoBody, hangs)(event, context);
    expect(answer).toMatchObject({ statusCode: 503, body: expect.stringContaining('"unavailable"') });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        level: 'error',
        code: 'unavailable',
        error: expect.stringContaining('Gave up 500 ms'),
      }),
    ]);
  });

  test('H4 names of a batch what was not done, so that only this comes again', async () => {
    const handler = onBatch<string>(
      (name) => name,
      (name) => (name === 'slow' ? hangs() : Promise.resolve()),
    );
    expect(await handler({ Records: ['a', 'slow', 'b'] }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'slow' }],
    });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 'error', code: 'record_failed' }]);
  });
});
