/** Why there is no chat now, in words. */
import type { Outcome } from '../../core/interaction/facts.ts';
import type { Signal } from '../../core/routing/rows.ts';
import { daysUntil } from './days.ts';
import type { Say } from './texts/texts.ts';

interface Words {
  say: Say;
  /** The format of times and days, in the language of the texts. */
  locale: string;
  time(at: number): string;
}

interface Away {
  signal?: Signal;
  opensAt?: number | undefined;
  outcome?: Outcome | undefined;
  says?: string | undefined;
}

/** Outcomes of a chat that nobody took, or answered. */
const refusals: Partial<Record<Outcome, Signal>> = {
  rejected: 'busy',
  'timed-out': 'busy',
  offline: 'busy',
  unattended: 'busy',
  unmanaged: 'busy',
  'out-of-time': 'closed',
};

/** A headline and what follows it, for a signal or for an outcome that means the same. `says`: in the tenant's own words. */
export function turnedAway(ui: Words, { signal, opensAt, outcome, says }: Away): string[] | undefined {
  const { say } = ui;
  switch (signal ?? (outcome && refusals[outcome])) {
    case 'busy':
      return [say('busy'), says ?? say('busyDetail')];
    case 'closed':
      return [
        say('closed'),
        ...(opensAt === undefined ? [] : [opening(ui, opensAt)]),
        ...(says === undefined ? [] : [says]),
      ];
    default:
      return undefined;
  }
}

function opening({ say, locale, time }: Words, opensAt: number): string {
  const days = daysUntil(opensAt);
  if (days === 0) return say('opensToday', time(opensAt));
  if (days === 1) return say('opensTomorrow', time(opensAt));
  const date = days < 7 ? {} : ({ day: 'numeric', month: 'long' } as const);
  const day = new Intl.DateTimeFormat(locale, { weekday: 'long', ...date });
  return say('opensOn', day.format(opensAt), time(opensAt));
}
