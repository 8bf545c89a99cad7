/** Time as the engine sees it, so that tests can turn the clock instead of waiting. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once, later. Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
}

export const wallClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
