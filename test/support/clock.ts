/** Time and the page, controlled by hand. */
import type { Clock } from '../../widget/app/engine/clock.ts';
import type { Page } from '../../widget/app/engine/page.ts';

export interface FakeClock extends Clock {
  advance(ms: number): void;
  /** Time passes while the machine is off: no timer runs. */
  sleep(ms: number): void;
}

export function fakeClock(): FakeClock {
  let now = 1_700_000_000_000;
  let nextId = 0;
  const timers = new Map<number, { at: number; run: () => void }>();
  return {
    now: () => now,
    after(ms, run) {
      const id = nextId++;
      timers.set(id, { at: now + ms, run });
      return () => timers.delete(id);
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const [due] = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
        if (!due) break;
        const [id, { at, run }] = due;
        timers.delete(id);
        now = at;
        run();
      }
      now = end;
    },
    sleep(ms) {
      now += ms;
    },
  };
}

export function fakePage() {
  const listeners = { wake: new Set<() => void>(), offline: new Set<() => void>(), visibility: new Set<() => void>() };
  let isVisible = true;
  const on = (kind: keyof typeof listeners) => (run: () => void) => {
    listeners[kind].add(run);
    return () => listeners[kind].delete(run);
  };
  const page: Page = {
    isVisible: () => isVisible,
    onWake: on('wake'),
    onOffline: on('offline'),
    onVisibility: on('visibility'),
  };
  const tell = (kind: keyof typeof listeners) => {
    for (const run of [...listeners[kind]]) run();
  };
  return {
    page,
    wake: () => tell('wake'),
    goOffline: () => tell('offline'),
    hide() {
      isVisible = false;
      tell('visibility');
    },
  };
}
