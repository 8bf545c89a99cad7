/** Why there is no chat now, in words. */
import type { Outcome } from '../../core/chat/events.ts';
import type { Signal } from '../../core/routing/rows.ts';
import type { Say } from './texts/texts.ts';

interface Words {
  say: Say;
  culture: string;
  /** Of the words. */
  language: string;
}

/** Outcomes of a chat that nobody took. */
const refusals: Partial<Record<Outcome, Signal>> = {
  rejected: 'busy',
  'timed-out': 'busy',
  offline: 'busy',
  'out-of-time': 'closed',
};

/** A headline and what comes below it, for a signal or for an outcome that says the same. */
export function turnedAway(
  ui: Words,
  { signal, opensAt, outcome }: { signal?: Signal; opensAt?: number | undefined; outcome?: Outcome | undefined },
): string[] | undefined {
  const { say } = ui;
  switch (signal ?? (outcome && refusals[outcome])) {
    case 'busy':
      return [say('busy'), say('busyDetail')];
    case 'closed':
      return [say('closed'), opensAt === undefined ? '' : opening(ui, opensAt)];
    default:
      return undefined;
  }
}

const DAY_MS = 86_400_000;

/** In the visitor's zone, which is the browser's. */
function opening({ say, culture, language }: Words, opensAt: number): string {
  // The country's way to write the time, the words' way to name the day.
  const locale = new Intl.Locale(culture, { language });
  const written = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options).format(opensAt);
  const time = written({ hour: 'numeric', minute: '2-digit' });
  // Rounded, because a day may have 23 or 25 hours.
  const days = Math.round((midnight(opensAt) - midnight(Date.now())) / DAY_MS);
  if (days === 0) return say('opensToday', time);
  if (days === 1) return say('opensTomorrow', time);
  return say('opensOn', written({ weekday: 'long', ...(days < 7 ? {} : { day: 'numeric', month: 'long' }) }), time);
}

const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
