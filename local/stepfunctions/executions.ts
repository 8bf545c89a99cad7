/** The executions of one state machine, on disk: waits outlive the local cloud, and a name can be used only once. */
import * as z from 'zod';
import { keptIn } from '../kept.ts';
import { onTime } from '../on-time.ts';
import type { Retry, StateMachine } from './definition.ts';

const Execution = z.object({
  name: z.string(),
  input: z.string(),
  startedAt: z.number(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED']),
  /** The current state, and when it is due. */
  state: z.string(),
  dueAt: z.number(),
  /** How often the state was retried. */
  retries: z.number(),
});
export type Execution = z.infer<typeof Execution>;

type Started = { startedAt: number } | 'exists';

export interface Executions {
  /** The same name and input again, while it runs, is the same execution. */
  start(name: string, input: string): Started;
  stop(): void;
}

export interface ExecutionParts {
  directory: string;
  now: () => number;
  /** With the machine's role. */
  send(queueUrl: string, body: string): Promise<void>;
  onFailed(execution: Execution): Promise<void>;
}

export function runExecutions({ definition }: StateMachine, parts: ExecutionParts): Executions {
  const { directory, now } = parts;
  const executions = keptIn(directory, Execution);
  let stopped = false;
  const running = () => executions.all().flatMap(([, it]) => (it.status === 'RUNNING' ? [it] : []));
  const schedule = onTime(running, now, advance);
  schedule.look();

  return {
    start(name, input) {
      const earlier = executions.get(name);
      if (earlier) {
        return earlier.status === 'RUNNING' && earlier.input === input ? { startedAt: earlier.startedAt } : 'exists';
      }
      const startedAt = now();
      const begun = { name, input, startedAt, status: 'RUNNING', ...begin(definition.StartAt, startedAt) } as const;
      settle(entered(begun));
      schedule.look();
      return { startedAt };
    },
    stop() {
      stopped = true;
      schedule.stop();
    },
  };

  async function advance(name: string): Promise<void> {
    const execution = executions.get(name);
    const after = execution && (await pass(execution));
    // If the result was not saved, it happens again after the next start.
    if (after && !stopped) settle(after);
  }

  function settle(execution: Execution): void {
    executions.set(execution.name, execution);
    if (execution.status === 'FAILED') parts.onFailed(execution).catch(console.error);
  }

  /** A waiting state takes its time from the input. An input without one ends the execution. */
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

  /** The execution after its state is done or has failed. */
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
}

const begin = (state: string, now: number) => ({ state, dueAt: now, retries: 0 });

function triedAgain(execution: Execution, retry: Retry | undefined, now: number): Execution {
  const { retries } = execution;
  if (!retry || retries >= retry.MaxAttempts) return { ...execution, status: 'FAILED' };
  const pauseS = Math.min(retry.IntervalSeconds * retry.BackoffRate ** retries, retry.MaxDelaySeconds);
  return { ...execution, retries: retries + 1, dueAt: now + pauseS * 1000 };
}

/** @throws if the input has no text there */
function textAt(input: string, path: string): string {
  const fields = z.record(z.string(), z.unknown()).parse(JSON.parse(input));
  return z.string(`the input has no text at ${path}`).parse(fields[path.slice('$.'.length)]);
}

/** In whole seconds: Step Functions drops fractions. */
function timeAt(input: string, path: string): number {
  const at = Date.parse(z.iso.datetime().parse(textAt(input, path)));
  return Math.floor(at / 1000) * 1000;
}
