/** Runs inside each function's process: imports the bundle's handler and runs one invocation after another. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FromProcess, FunctionError, Invoke } from './wire.ts';

type Handler = (event: unknown, context: object) => unknown;

// The parent process is gone, even if by kill -9, so nothing may remain.
process.on('disconnect', () => process.exit());

try {
  const handler = await loadHandler();
  process.on('message', (invoke: Invoke) => answer(handler, invoke));
  send({ type: 'ready' });
} catch (thrown) {
  report(thrown);
  send({ type: 'init-failed', error: errorOf(thrown) });
}

async function loadHandler(): Promise<Handler> {
  const { LAMBDA_TASK_ROOT = '', _HANDLER = '' } = process.env;
  const dot = _HANDLER.lastIndexOf('.');
  const file = join(LAMBDA_TASK_ROOT, `${_HANDLER.slice(0, dot)}.mjs`);
  const module: Record<string, unknown> = await import(pathToFileURL(file).href);
  const handler = module[_HANDLER.slice(dot + 1)];
  if (typeof handler !== 'function') throw new Error(`${_HANDLER} is undefined or not exported`);
  return (event, context) => handler(event, context);
}

async function answer(handler: Handler, invoke: Invoke): Promise<void> {
  const { requestId, functionArn, event, deadlineMs } = invoke;
  // As Lambda's runtime does before each call.
  process.env._X_AMZN_TRACE_ID = invoke.traceHeader;
  try {
    const result = await handler(JSON.parse(event), {
      awsRequestId: requestId,
      functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: '$LATEST',
      invokedFunctionArn: functionArn,
      memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    });
    send({ type: 'answered', payload: JSON.stringify(result ?? null) });
  } catch (thrown) {
    report(thrown, requestId);
    send({ type: 'failed', error: errorOf(thrown) });
  }
}

function errorOf(thrown: unknown): FunctionError {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown) };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split('\n') ?? [] };
}

/** The line that Lambda's runtime writes for uncaught errors, in JSON log format. */
function report(thrown: unknown, requestId?: string): void {
  const { errorType, errorMessage, trace: stackTrace } = errorOf(thrown);
  const line = { timestamp: new Date().toISOString(), level: 'ERROR', requestId, errorType, errorMessage, stackTrace };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function send(message: FromProcess): void {
  process.send?.(message);
}
