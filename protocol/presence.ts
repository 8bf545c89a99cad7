/**
 * When a client says that someone types, and how far they have read. Each frame is charged on its way in and again for every
 * listener, so a mark waits for typing to take it along: people read a message before they answer it.
 */
import type { Reached } from '../core/interaction/marks.ts';

/** The other side sees “Read” within this time. Most people who answer begin to type earlier. */
const MARK_WITHIN_MS = 10_000;
const TYPING_EVERY_MS = 12_000;
/** A receiver then shows no more that someone types. Whoever goes on says so again before. */
export const FADES_MS = 15_000;

export interface Presence {
  /** Something may have arrived, or been looked at: a mark follows if nothing else takes it along. */
  soon(): void;
  /** Now, if there is anything new to say: while someone types, or before the page is out of sight. */
  tell(typing: boolean): void;
  /** Foyer knows already that this side has got so far. */
  known(mark: Reached): void;
}

/** `after` runs once after so many ms, and returns what cancels it. `send` says whether it could. */
export function createPresence(
  after: (ms: number, run: () => void) => () => void,
  reached: () => Reached,
  send: (typing: boolean, reached: Reached | undefined) => boolean,
): Presence {
  let told: Reached = { got: 0, read: 0 };
  let resting: unknown;
  /** Cancels the mark that waits. */
  let waiting: (() => void) | undefined;

  function news(): Reached | undefined {
    const now = reached();
    return now.got + now.read > told.got + told.read ? now : undefined;
  }

  function tell(typing: boolean) {
    waiting?.();
    waiting = undefined;
    const mark = news();
    if (!(mark || (typing && !resting)) || !send(typing, mark)) return;
    told = mark ?? told;
    if (typing)
      resting ||= after(TYPING_EVERY_MS, () => {
        resting = undefined;
      });
  }

  return {
    soon() {
      if (news()) waiting ||= after(MARK_WITHIN_MS, () => tell(false));
    },
    tell,
    known(mark) {
      told = mark;
    },
  };
}
