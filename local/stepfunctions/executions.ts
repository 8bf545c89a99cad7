/** The executions of one state machine, on disk: a wait of hours outlives the local cloud, and a name is taken once. */
import * as z from 'zod';
import { keptIn } from '../kept.ts';
import { onTime } from '../on-time.ts';
import type { Retry, StateMachine } from './definition.ts';

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
    // What was not kept happens once more after the next start.
    if (after && !stopped) settle(after);
  }

  function settle(execution: Execution): void {
    executions.set(execution.name, execution);
    if (execution.status === 'FAILED') parts.onFailed(execution).catch(console.error);
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
