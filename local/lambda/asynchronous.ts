/**
 * Asynchronous function calls: kept on disk until they are done, retried as Lambda does, and sent to the template's failure
 * destination when given up.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { keptIn } from '../kept.ts';
import { onTime } from '../on-time.ts';
import type { Resource } from '../template/resolve.ts';
import { isLoop } from './lineage.ts';
import type { LocalFunction, Outcome } from './local-function.ts';

/** One minute before the second attempt, two before the third. */
const PAUSE_MS = 60_000;

/**
 * A call for which no process was free is no attempt: Lambda puts it back until it is too old, after pauses that grow from a
 * second to five minutes (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).
 */
const throttledPauseMs = (ageMs: number): number => Math.min(Math.max(ageMs, 1000), 300_000);

const Config = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: z.int().min(0).max(2).default(2),
  MaximumEventAgeInSeconds: z.int().default(6 * 3600),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }).optional(),
});
export type AsynchronousConfig = z.infer<typeof Config>;

export const readAsynchronous = (resources: Resource[]): AsynchronousConfig[] =>
  resources
    .filter(({ type }) => type === 'AWS::Lambda::EventInvokeConfig')
    .map(({ properties }) => Config.parse(properties));

const Waiting = z.object({
  functionArn: z.string(),
  payload: z.unknown(),
  traceHeader: z.string().optional(),
  since: z.number(),
  /** Number of attempts so far. */
  tries: z.number(),
  dueAt: z.number(),
});
type Waiting = z.infer<typeof Waiting>;

interface Parts {
  dataDir: string;
  functions: LocalFunction[];
  configs: AsynchronousConfig[];
  now: () => number;
  sendFailure(destination: string, message: object): Promise<void>;
}

export interface AsynchronousCalls {
  /** @returns false if there is no such function */
  call(functionArn: string, payload: unknown, traceHeader: string | undefined): boolean;
  stop(): void;
}

export function asynchronousCalls({ dataDir, functions, configs, now, sendFailure }: Parts): AsynchronousCalls {
  const waiting = keptIn(join(dataDir, 'asynchronous'), Waiting);
  const schedule = onTime(() => waiting.all().map(([name, { dueAt }]) => ({ name, dueAt })), now, attempt);
  let stopped = false;
  schedule.look();

  async function attempt(id: string): Promise<void> {
    const call = waiting.get(id);
    const lambda = functions.find(({ arn }) => arn === call?.functionArn);
    // For a function that is no longer in the template.
    if (!call || !lambda) return waiting.delete(id);
    const outcome = isLoop(lambda.arn, call.traceHeader)
      ? recursive
      : await lambda.invoke(call.payload, call.traceHeader);
    // Calls in progress are repeated after the next start.
    if (stopped) return;
    if (outcome.ok) return waiting.delete(id);
    const isThrottled = outcome.error.errorType === 'TooManyRequestsException';
    const tries = isThrottled ? call.tries : call.tries + 1;
    const config = configs.find(({ FunctionName }) => FunctionName === lambda.name);
    const { MaximumRetryAttempts = 2, MaximumEventAgeInSeconds = 6 * 3600 } = config ?? {};
    const dueAt = now() + (isThrottled ? throttledPauseMs(now() - call.since) : PAUSE_MS * tries);
    const isTooOld = dueAt - call.since > MaximumEventAgeInSeconds * 1000;
    if (tries <= MaximumRetryAttempts && !isTooOld) {
      waiting.set(id, { ...call, tries, dueAt });
      return;
    }
    const destination = config?.DestinationConfig?.OnFailure.Destination;
    const condition = isTooOld ? 'EventAgeExceeded' : 'RetriesExhausted';
    const message = { ...givenUp(call, id, condition, tries), responsePayload: outcome.error };
    console.error(`${lambda.name} gave up: ${JSON.stringify(message)}`);
    if (destination) await sendFailure(destination, message);
    waiting.delete(id);
  }

  return {
    call(functionArn, payload, traceHeader) {
      if (!functions.some(({ arn }) => arn === functionArn)) return false;
      waiting.set(randomUUID(), { functionArn, payload, traceHeader, since: now(), tries: 0, dueAt: now() });
      schedule.look();
      return true;
    },
    stop() {
      stopped = true;
      schedule.stop();
    },
  };
}

const recursive: Outcome = {
  ok: false,
  error: { errorType: 'RecursiveInvocationException', errorMessage: 'The function calls itself' },
};

/** In the format that Lambda sends to a destination. */
const givenUp = (
  { functionArn, payload }: Waiting,
  requestId: string,
  condition: 'EventAgeExceeded' | 'RetriesExhausted',
  approximateInvokeCount: number,
) => ({
  version: '1.0',
  timestamp: new Date().toISOString(),
  requestContext: {
    ...{ requestId, functionArn: `${functionArn}:$LATEST` },
    ...{ condition, approximateInvokeCount },
  },
  requestPayload: payload,
});
