/** Does what is due, on time: also after a wait of months, and on a laptop that slept meanwhile. */

/** Timers of Node.js end at 24 days and stand still while a laptop sleeps: the clock is looked at once more after so long. */
const LOOK_MS = 10_000;

interface Job {
  name: string;
  dueAt: number;
}

export interface OnTime {
  /** Something was added, or is due at another time. */
  look(): void;
  stop(): void;
}

/** A job that is being done is not begun again; when it is done, `jobs` says what is left. */
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
