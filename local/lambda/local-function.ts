/** One function as Lambda runs it: processes started when there is work, reused, a few at the same time. */
import { type Answer, type FunctionProcess, type ProcessOptions, startProcess } from './function-process.ts';
import { headerOfCall } from './lineage.ts';
import type { FunctionError } from './wire.ts';

/** As many as keep two cores busy are started whenever somebody waits. */
const EAGER_PROCESSES = 4;

/**
 * Up to so many when somebody waits and nothing gets done: those that run wait for others, which costs no core. Lambda gives every
 * call a place of its own; here one takes 75 MB.
 */
const MOST_PROCESSES = 16;

/** How long nothing gets done: longer than a usual call, shorter than a person notices. */
const PATIENCE_MS = 250;

/** Of a function at once: a start takes a core for a while, which those that run would miss. */
const MOST_STARTING = 2;

/** A process with nothing to do leaves after this time, except the last one. */
const IDLE_MS = 60_000;

/** Lambda's limit for a synchronous call, in and out. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

export type Outcome = { ok: true; payload: unknown } | { ok: false; error: FunctionError };

export interface LocalFunction {
  name: string;
  arn: string;
  /**
   * Calls the function and waits. What goes wrong in it is an answer, not an exception. `traceHeader`: with which the call came; without
   * one it is the first of its chain.
   */
  invoke(event: unknown, traceHeader?: string): Promise<Outcome>;
  /** How often it was called. */
  calls(): number;
  /** Processes that run now; for tests that kill them. */
  pids(): number[];
  /** Kills its processes; what they were doing fails. */
  stop(): void;
}

export function createFunction(name: string, options: ProcessOptions): LocalFunction {
  const processes = new Map<FunctionProcess, NodeJS.Timeout>();
  /** The one that worked last is on top, so that a quiet function needs one warm process. */
  const idle: FunctionProcess[] = [];
  const waiting: { event: string; traceHeader: string; since: number; settle: (answer: Answer) => void }[] = [];
  let starting = 0;
  let impatience: NodeJS.Timeout | undefined;
  /** When a call was answered or a process was ready for one. */
  let movedAt = 0;
  let stopped = false;
  let calls = 0;

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
      const answer = await new Promise<Answer>((settle) => {
        waiting.push({
          event: text,
          traceHeader: headerOfCall(options.arn, traceHeader),
          since: performance.now(),
          settle,
        });
        dispatch();
      });
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

  /** For those who wait: more processes, as far as that helps. */
  function grow(): void {
    const stalledMs = performance.now() - Math.max(movedAt, waiting[0]?.since ?? 0);
    const most = stalledMs < PATIENCE_MS ? EAGER_PROCESSES : MOST_PROCESSES;
    while (starting < Math.min(MOST_STARTING, waiting.length) && processes.size < most) start();
    // After that a process that is ready, or has answered, comes back here.
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
  // A character is three bytes of UTF-8 at most: most texts need no counting.
  return text.length * 3 > MAX_PAYLOAD_BYTES && Buffer.byteLength(text) > MAX_PAYLOAD_BYTES;
}

function failure(errorType: string, errorMessage: string): { ok: false; error: FunctionError } {
  return { ok: false, error: { errorType, errorMessage } };
}
