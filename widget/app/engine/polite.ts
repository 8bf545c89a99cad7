/** What is told to a screen reader: the newest text, but no more often than it bears. */
import type { Clock } from './clock.ts';

const EVERY_MS = 30_000;

/** `changed` is called when a text that had to wait may be told. */
export function createPolite(clock: Clock, changed: () => void): (text: string) => string {
  let told = '';
  let isResting = false;
  return (text) => {
    if (isResting || text === told) return told;
    told = text;
    isResting = true;
    clock.after(EVERY_MS, () => {
      isResting = false;
      changed();
    });
    return told;
  };
}
