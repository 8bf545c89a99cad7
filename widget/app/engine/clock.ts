export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once after this many milliseconds. Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
}
