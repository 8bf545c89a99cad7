/** Runs jobs when they are due, even after months, and on a laptop that was asleep. */

/** Node.js timers are limited to 24 days and stop while a laptop sleeps, so the clock is checked this often. */
const LOOK_MS = 10_000;

interface Job {
  name: string;
  dueAt: number;
}

export interface OnTime {
  /** Call when a job was added or its time has changed. */
  look(): void;
  stop(): void;
}

/** A running job is not started again. When it has finished, `jobs` says what remains. */
export function onTime(jobs: () => Job[], now: () => number, perform: (name: string) => Promise<void>): OnTime {
  const busy = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function look(): void {
    if (stopped) return;
    clearTimeout(timer);
    const idle = jobs().filter(({ name }) => !busy.has(name));
    for (const { name } of idle.filter(({ dueAt }) => dueAt <= now())) begin(name);
    timer = setTimeout(look, Math.min(...idle.map(({ dueAt }) => dueAt - now()).filter((ms) => ms > 0), LOOK_MS));
  }

  async function begin(name: string): Promise<void> {
    busy.add(name);
    await perform(name).catch(console.error);
    busy.delete(name);
    look();
  }

  return {
    look,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
