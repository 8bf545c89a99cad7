/** Where a command reports progress and asks questions. */
import { createInterface } from 'node:readline/promises';

export interface Screen {
  say(line: string): void;
  /** Undefined if nobody can answer: in a pipeline, or with stdin closed. */
  ask(question: string): Promise<string | undefined>;
}

export const terminal: Screen = {
  say: (line) => void process.stdout.write(`${line}\n`),
  async ask(question) {
    if (!process.stdin.isTTY) return undefined;
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
};

/** Prints what starts, what came of it and how long it took. */
export async function timed<T>(screen: Screen, doing: string, run: () => Promise<T>): Promise<T> {
  screen.say(`▸ ${doing}`);
  const start = performance.now();
  const result = await run();
  screen.say(`  done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
