/** One process of a function. It runs one invocation at a time and is killed if that takes too long, without affecting others. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FromProcess, FunctionError, Invoke } from './wire.ts';

/** Lambda allows a function ten seconds to load. */
const INIT_TIMEOUT_MS = 10_000;

export interface ProcessOptions {
  arn: string;
  /** The process's environment. Nothing from this process's own environment is passed on. */
  environment: Record<string, string>;
  timeoutMs: number;
  logFile: string;
}

/** `payload` is JSON text. */
export type Answer = { ok: true; payload: string } | { ok: false; error: FunctionError };

export interface FunctionProcess {
  pid: number;
  /** The result of loading the handler. Never rejects. */
  started: Promise<FunctionError | 'ready'>;
  /** Call again only after the result. Never rejects. */
  invoke(event: string, traceHeader: string): Promise<Answer>;
  kill(): void;
}

export function startProcess(options: ProcessOptions, onExit: () => void): FunctionProcess {
  const child = spawn(options);
  const started = Promise.withResolvers<FunctionError | 'ready'>();
  let current: Current | undefined;
  /** Set when the local cloud stops: that is not a failure, and the log's directory may already be gone. */
  let ended = false;

  const initTimeout = setTimeout(() => {
    started.resolve({ errorType: 'Sandbox.Timedout', errorMessage: 'Init timed out after 10.00 seconds' });
    child.kill('SIGKILL');
  }, INIT_TIMEOUT_MS);

  const settle = (answer: Answer) => {
    if (!current) return;
    clearTimeout(current.timeout);
    const { settle } = current;
    current = undefined;
    settle(answer);
  };

  child.on('message', (message: FromProcess) => {
    switch (message.type) {
      case 'ready':
        return started.resolve('ready');
      case 'init-failed':
        started.resolve(message.error);
        return child.kill('SIGKILL');
      case 'answered':
        return settle({ ok: true, payload: message.payload });
      case 'failed':
        return settle({ ok: false, error: message.error });
      default:
        throw new Error(`Unexpected message from a function: ${JSON.stringify(message satisfies never)}`);
    }
  });
  child.on('exit', (code, signal) => {
    const error = exitError(code, signal);
    started.resolve(error);
    if (current && !ended) report(current);
    settle({ ok: false, error: current?.timedOut ? timeoutError(options.timeoutMs) : error });
    onExit();
  });
  started.promise.then(() => clearTimeout(initTimeout));

  return {
    pid: child.pid ?? 0,
    started: started.promise,
    invoke: (event, traceHeader) =>
      new Promise((settle) => {
        const deadlineMs = Date.now() + options.timeoutMs;
        const invoke: Invoke = { requestId: randomUUID(), functionArn: options.arn, event, traceHeader, deadlineMs };
        current = { invoke, settle, timedOut: false, timeout: setTimeout(onTimeout, options.timeoutMs) };
        // The channel has just closed; 'exit' follows and settles the call.
        child.send(invoke, () => {});
      }),
    kill() {
      ended = true;
      child.kill('SIGKILL');
    },
  };

  /** The platform's log line about a call that did not finish. */
  function report({ invoke: { requestId }, timedOut }: Current): void {
    const record = { requestId, status: timedOut ? 'timeout' : 'error' };
    const line = { time: new Date().toISOString(), type: 'platform.report', record };
    appendFileSync(options.logFile, `${JSON.stringify(line)}\n`);
  }

  /** Settles only when the process has ended, so that nobody is given a dying process. */
  function onTimeout(): void {
    if (current) current.timedOut = true;
    child.kill('SIGKILL');
  }
}

interface Current {
  invoke: Invoke;
  settle: (answer: Answer) => void;
  timeout: NodeJS.Timeout;
  timedOut: boolean;
}

function spawn({ environment, logFile }: ProcessOptions): ChildProcess {
  const log = openSync(logFile, 'a');
  try {
    return fork(fileURLToPath(new URL('./bootstrap.ts', import.meta.url)), {
      // Where the tests keep it, what one process compiled no other compiles again.
      env: { ...environment, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // Passes text as it is; the default would encode JSON within JSON.
      serialization: 'advanced',
      stdio: ['ignore', log, log, 'ipc'],
    });
  } finally {
    closeSync(log);
  }
}

function exitError(code: number | null, signal: NodeJS.Signals | null): FunctionError {
  const how = signal ? `signal: ${signal.slice(3).toLowerCase()}` : `exit status ${code}`;
  const errorMessage = code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${how}`;
  return { errorType: 'Runtime.ExitError', errorMessage };
}

function timeoutError(timeoutMs: number): FunctionError {
  const errorMessage = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}
