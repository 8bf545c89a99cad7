/** One function as Lambda runs it: processes are started when there is work, then reused, several at a time. */
import { type Answer, type FunctionProcess, type ProcessOptions, startProcess } from './function-process.ts';
import { headerOfCall } from './lineage.ts';
import type { FunctionError } from './wire.ts';

/** Enough to keep two cores busy; started whenever a call is waiting. */
const EAGER_PROCESSES = 4;

/**
 * The limit when calls are waiting and none finishes: the running ones are then waiting too, which uses no CPU. Lambda would
 * start one for each call, but here each takes 75 MB.
 */
const MOST_PROCESSES = 16;

/** How long no call has finished: longer than a usual call, shorter than a person notices. */
const PATIENCE_MS = 250;

/** At once for a function: starting a process takes CPU from those that run. */
const MOST_STARTING = 2;

/**
 * Calls that wait for a process. Lambda refuses what exceeds an account's concurrency, and never lets calls wait. Without a
 * limit, calls would wait longer than any client does, and all work would be for clients that have given up. So many take
 * about a second on two cores.
 */
const MOST_WAITING = 100;

/** An idle process exits after this time, unless it is the last one. */
const IDLE_MS = 60_000;

/** Lambda's limit for a synchronous call, in each direction. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

export type Outcome = { ok: true; payload: unknown } | { ok: false; error: FunctionError };

export interface LocalFunction {
  name: string;
  arn: string;
  /**
   * Calls the function and waits. Failures are returned, not thrown. `traceHeader` came with the call; without one, the call is
   * the first of its chain.
   */
  invoke(event: unknown, traceHeader?: string): Promise<Outcome>;
  /** Number of calls so far. */
  calls(): number;
  /** Calls that have no answer yet, for tests that wait until nothing is going on. */
  open(): number;
  /** Running processes, for tests that kill them. */
  pids(): number[];
  /** Kills its processes; calls in progress fail. */
  stop(): void;
}

export function createFunction(name: string, options: ProcessOptions): LocalFunction {
  const processes = new Map<FunctionProcess, NodeJS.Timeout>();
  /** Last in, first out, so that a quiet function keeps only one process warm. */
  const idle: FunctionProcess[] = [];
  const waiting: { event: string; traceHeader: string; since: number; settle: (answer: Answer) => void }[] = [];
  let starting = 0;
  let impatience: NodeJS.Timeout | undefined;
  /** When a call was last answered or a process became ready. */
  let movedAt = 0;
  let stopped = false;
  let calls = 0;
  let open = 0;

  return {
    name,
    arn: options.arn,
    async invoke(event, traceHeader) {
      if (stopped) return stopping;
      calls++;
      const text = JSON.stringify(event);
      if (tooLarge(text)) {
        return failure('RequestTooLargeException', `${text.length} byte payload is too large (limit is 6 MB)`);
      }
      if (waiting.length >= MOST_WAITING) return failure('TooManyRequestsException', 'Rate Exceeded.');
      open++;
      const answer = await new Promise<Answer>((settle) => {
        waiting.push({
          event: text,
          traceHeader: headerOfCall(options.arn, traceHeader),
          since: performance.now(),
          settle,
        });
        dispatch();
      });
      open--;
      if (!answer.ok) return answer;
      if (tooLarge(answer.payload)) {
        return failure(
          'Function.ResponseSizeTooLarge',
          `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`,
        );
      }
      return { ok: true, payload: JSON.parse(answer.payload) };
    },
    calls: () => calls,
    open: () => open,
    pids: () => [...processes.keys()].map((process) => process.pid),
    stop() {
      stopped = true;
      clearTimeout(impatience);
      for (const process of processes.keys()) process.kill();
      for (const { settle } of waiting.splice(0)) settle(stopping);
    },
  };

  function dispatch(): void {
    while (!stopped && waiting.length > 0) {
      const process = idle.pop();
      if (!process) {
        grow();
        return;
      }
      run(process);
    }
  }

  /** Starts processes for waiting calls, as far as that helps. */
  function grow(): void {
    const stalledMs = performance.now() - Math.max(movedAt, waiting[0]?.since ?? 0);
    const most = stalledMs < PATIENCE_MS ? EAGER_PROCESSES : MOST_PROCESSES;
    while (starting < Math.min(MOST_STARTING, waiting.length) && processes.size < most) start();
    // From here on, any process that becomes ready or answers calls this function again.
    clearTimeout(impatience);
    if (stalledMs < PATIENCE_MS) impatience = setTimeout(dispatch, PATIENCE_MS - stalledMs + 1);
  }

  async function run(process: FunctionProcess): Promise<void> {
    const next = waiting.shift();
    if (!next) return;
    next.settle(await process.invoke(next.event, next.traceHeader));
    becomeIdle(process);
  }

  async function start(): Promise<void> {
    starting++;
    const process = startProcess(options, () => {
      clearTimeout(processes.get(process));
      processes.delete(process);
      const position = idle.indexOf(process);
      if (position >= 0) idle.splice(position, 1);
      dispatch();
    });
    processes.set(
      process,
      setTimeout(() => retire(process), IDLE_MS),
    );
    const started = await process.started;
    starting--;
    if (started === 'ready') becomeIdle(process);
    else waiting.shift()?.settle({ ok: false, error: started });
  }

  function becomeIdle(process: FunctionProcess): void {
    movedAt = performance.now();
    if (!processes.has(process)) return;
    processes.get(process)?.refresh();
    idle.push(process);
    dispatch();
  }

  function retire(process: FunctionProcess): void {
    if (processes.size > 1 && idle.includes(process)) process.kill();
    else processes.get(process)?.refresh();
  }
}

const stopping = failure('ServiceException', 'The local cloud stops');

function tooLarge(text: string): boolean {
  // A character has at most three bytes in UTF-8, so most texts need no counting.
  return text.length * 3 > MAX_PAYLOAD_BYTES && Buffer.byteLength(text) > MAX_PAYLOAD_BYTES;
}

function failure(errorType: string, errorMessage: string): { ok: false; error: FunctionError } {
  return { ok: false, error: { errorType, errorMessage } };
}
