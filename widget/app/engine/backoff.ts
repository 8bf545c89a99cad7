/** Waits longer after each failure, with some randomness so that many visitors do not return at once. */
import { delayMs } from '../../../protocol/client.ts';
import type { Clock } from './clock.ts';
import type { Page } from './page.ts';

export interface Backoff {
  /** Runs after `leastMs` plus the delay, or when the page wakes after `leastMs`. A later call replaces an earlier one. */
  retry(run: () => void, leastMs?: number): void;
  /** Resets the delay after a success. */
  succeeded(): void;
  stop(): void;
}

export function createBackoff(deps: { clock: Clock; random: () => number; page: Page }): Backoff {
  let failures = 0;
  let cancel: (() => void) | undefined;

  const stop = () => {
    cancel?.();
    cancel = undefined;
  };

  return {
    retry(run, leastMs = 0) {
      stop();
      const go = () => {
        stop();
        run();
      };
      const earliest = deps.clock.now() + leastMs;
      const stopTimer = deps.clock.after(leastMs + delayMs(failures++, deps.random()), go);
      const stopListening = deps.page.onWake(() => deps.clock.now() >= earliest && go());
      cancel = () => {
        stopTimer();
        stopListening();
      };
    },
    succeeded() {
      failures = 0;
    },
    stop,
  };
}
