/**
 * AWS clients without the work that the SDK repeats for every request and that is not needed here: a seventh of a message's CPU
 * time.
 */

/**
 * How long to wait for AWS, in ms. A function has ten seconds, so one hanging command must leave it time to report that.
 * Several commands together are limited by the function's own deadline (`functions/edge/deadline.ts`).
 */
export const patience = {
  connectMs: 1000,
  /**
   * One attempt, from its start to the response headers. The table answers within milliseconds, so a hanging request is better
   * retried.
   */
  attemptMs: 1500,
  attempts: { table: 4, queue: 4, executions: 4, functions: 4, sockets: 2 },
  /** All attempts of a command and the pauses between them, which grow to seconds when a service is overloaded. */
  commandMs: 7000,
} as const;

export const clientSettings = {
  requestHandler: {
    connectionTimeout: patience.connectMs,
    requestTimeout: patience.attemptMs,
    // Without this the SDK only logs a warning and keeps waiting.
    throwOnRequestTimeout: true,
  },
  /** The order of a command's middleware is computed once, so it must be changed before the first request. */
  cacheMiddleware: true,
};

/**
 * The logger copies every request and response for log lines that nobody reads. The user agent is assembled from twenty parts.
 */
const UNNEEDED = ['loggerMiddleware', 'getUserAgentMiddleware'];

interface Client {
  middlewareStack: {
    remove(name: string): boolean;
    add(step: ReturnType<typeof within>, place: { step: 'initialize'; priority: 'high'; name: string }): void;
  };
}

/** `commandMs`: how long a command may take, its pauses included. */
export function lean<Given extends Client>(client: Given, commandMs: number = patience.commandMs): Given {
  for (const name of UNNEEDED) client.middlewareStack.remove(name);
  client.middlewareStack.add(within(commandMs), { step: 'initialize', priority: 'high', name: 'withinItsTime' });
  return client;
}

/** A timed-out attempt may still succeed later, like any request whose response was lost. Every write is safe against that. */
const within =
  (commandMs: number) =>
  <Input, Output>(next: (input: Input) => Promise<Output>) =>
  async (input: Input): Promise<Output> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new TimeoutError(commandMs)), commandMs);
    });
    try {
      return await Promise.race([next(input), late]);
    } finally {
      clearTimeout(timer);
    }
  };

class TimeoutError extends Error {
  override name = 'TimeoutError';

  constructor(commandMs: number) {
    super(`AWS did not answer a command within ${commandMs / 1000} s, retries included`);
  }
}
