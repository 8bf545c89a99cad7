/** The executions of one state machine, on disk: a wait of hours outlives the local cloud, and a name is taken once. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Retry, StateMachine } from './definition.ts';

/** Timers of Node.js end at 24 days, and a laptop sleeps: who waits looks at the clock once more. */
const LOOK_MS = 10_000;

const Execution = z.object({
  name: z.string(),
  input: z.string(),
  startedAt: z.number(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED']),
  /** The state in which it is, and when something happens in it. */
  state: z.string(),
  dueAt: z.number(),
  /** How often the state was tried again. */
  retries: z.number(),
});
export type Execution = z.infer<typeof Execution>;

type Started = { startedAt: number } | 'exists';

export interface Executions {
  /** Again with the same name and input, while it runs, is the same execution. */
  start(name: string, input: string): Started;
  stop(): void;
}

export interface ExecutionParts {
  directory: string;
  now: () => number;
  /** As the machine's role. */
  send(queueUrl: string, body: string): Promise<void>;
  onFailed(execution: Execution): Promise<void>;
}

export function runExecutions({ definition }: StateMachine, parts: ExecutionParts): Executions {
  const { directory, now } = parts;
  mkdirSync(directory, { recursive: true });
  const executions = new Map(readAll(directory).map((execution) => [execution.name, execution]));
  const busy = new Set<string>();
  let look: NodeJS.Timeout | undefined;
  let stopped = false;
  advanceDue();

  return {
    start(name, input) {
      const earlier = executions.get(name);
      if (earlier) {
        return earlier.status === 'RUNNING' && earlier.input === input ? { startedAt: earlier.startedAt } : 'exists';
      }
      const startedAt = now();
      const begun = { name, input, startedAt, status: 'RUNNING', ...begin(definition.StartAt, startedAt) } as const;
      settle(entered(begun));
      return { startedAt };
    },
    stop() {
      stopped = true;
      clearTimeout(look);
    },
  };

  function advanceDue(): void {
    if (stopped) return;
    clearTimeout(look);
    const waiting = [...executions.values()].filter(({ name, status }) => status === 'RUNNING' && !busy.has(name));
    for (const execution of waiting.filter(({ dueAt }) => dueAt <= now())) advance(execution);
    const next = Math.min(...waiting.map(({ dueAt }) => dueAt - now()).filter((ms) => ms > 0), LOOK_MS);
    look = setTimeout(advanceDue, next);
  }

  async function advance(execution: Execution): Promise<void> {
    busy.add(execution.name);
    const after = await pass(execution);
    busy.delete(execution.name);
    // What was not kept happens once more after the next start.
    if (!stopped) settle(after);
  }

  function settle(execution: Execution): void {
    keep(execution);
    if (execution.status === 'FAILED') parts.onFailed(execution).catch(console.error);
    advanceDue();
  }

  /** A state that waits knows until when; an input that does not say so is the execution's end. */
  function entered(execution: Execution): Execution {
    const state = definition.States[execution.state];
    if (state?.Type !== 'Wait') return execution;
    try {
      return { ...execution, dueAt: timeAt(execution.input, state.TimestampPath) };
    } catch (error) {
      console.error(error);
      return { ...execution, status: 'FAILED' };
    }
  }

  /** What it is when its state is done, or has failed. */
  async function pass(execution: Execution): Promise<Execution> {
    const state = definition.States[execution.state];
    if (!state) throw new Error(`The machine has no state ${execution.state}`);
    if (state.Type === 'Task') {
      try {
        await parts.send(state.Parameters.QueueUrl, textAt(execution.input, state.Parameters['MessageBody.$']));
      } catch (error) {
        console.error(error);
        return triedAgain(execution, state.Retry?.[0], now());
      }
    }
    if (state.Next === undefined) return { ...execution, status: 'SUCCEEDED' };
    return entered({ ...execution, ...begin(state.Next, now()) });
  }

  function keep(execution: Execution): void {
    executions.set(execution.name, execution);
    const file = join(directory, `${execution.name}.json`);
    // Renamed into place, so that a kill leaves the old file or the new one.
    writeFileSync(`${file}.new`, JSON.stringify(execution));
    renameSync(`${file}.new`, file);
  }
}

const begin = (state: string, now: number) => ({ state, dueAt: now, retries: 0 });

function triedAgain(execution: Execution, retry: Retry | undefined, now: number): Execution {
  const { retries } = execution;
  if (!retry || retries >= retry.MaxAttempts) return { ...execution, status: 'FAILED' };
  const pauseS = Math.min(retry.IntervalSeconds * retry.BackoffRate ** retries, retry.MaxDelaySeconds);
  return { ...execution, retries: retries + 1, dueAt: now + pauseS * 1000 };
}

/** @throws when the input has no text there. */
function textAt(input: string, path: string): string {
  const fields = z.record(z.string(), z.unknown()).parse(JSON.parse(input));
  return z.string(`the input has no text at ${path}`).parse(fields[path.slice('$.'.length)]);
}

/** To the second: Step Functions cuts off what is smaller. */
function timeAt(input: string, path: string): number {
  const at = Date.parse(z.iso.datetime().parse(textAt(input, path)));
  return Math.floor(at / 1000) * 1000;
}

function readAll(directory: string): Execution[] {
  const files = readdirSync(directory).filter((name) => name.endsWith('.json'));
  return files.map((name) => Execution.parse(JSON.parse(readFileSync(join(directory, name), 'utf8'))));
}
