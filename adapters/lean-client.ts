/** AWS's clients without what they do anew for every request and nobody here needs. Together it was a seventh of a message's CPU. */

/**
 * How long AWS is waited for, ms. A function has ten seconds: one command that hangs must leave it time to say so. What several
 * commands take together is bounded by the function's own deadline (`functions/edge/deadline.ts`).
 */
export const patience = {
  connectMs: 1000,
  /** One attempt, from its start to the head of the answer. The table answers within milliseconds: who hangs is better asked again. */
  attemptMs: 1500,
  attempts: { table: 4, queue: 4, executions: 4, functions: 4, sockets: 2 },
  /** All attempts of a command and the pauses between them. Those grow to seconds where a service has too much to do. */
  commandMs: 7000,
} as const;

export const clientSettings = {
  requestHandler: {
    connectionTimeout: patience.connectMs,
    requestTimeout: patience.attemptMs,
    // Without it the SDK writes a warning and goes on waiting.
    throwOnRequestTimeout: true,
  },
  /** A command's steps are put in order once. So a step is added or removed before the first request. */
  cacheMiddleware: true,
};

/** The logger copies every request and answer for lines that nobody reads; the user agent is spelt out from twenty parts. */
const UNNEEDED = ['loggerMiddleware', 'getUserAgentMiddleware'];

interface Client {
  middlewareStack: {
    remove(name: string): boolean;
    add(step: typeof withinItsTime, place: { step: 'initialize'; priority: 'high'; name: string }): void;
  };
}

export function lean<Given extends Client>(client: Given): Given {
  for (const name of UNNEEDED) client.middlewareStack.remove(name);
  client.middlewareStack.add(withinItsTime, { step: 'initialize', priority: 'high', name: 'withinItsTime' });
  return client;
}

/** An attempt that runs may still arrive afterwards, as it may after any answer that was lost: every write stands up to that. */
const withinItsTime =
  <Input, Output>(next: (input: Input) => Promise<Output>) =>
  async (input: Input): Promise<Output> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new TimeoutError()), patience.commandMs);
    });
    try {
      return await Promise.race([next(input), late]);
    } finally {
      clearTimeout(timer);
    }
  };

class TimeoutError extends Error {
  override name = 'TimeoutError';
  override message = `AWS did not answer a command within ${patience.commandMs / 1000} s, retries included`;
}
