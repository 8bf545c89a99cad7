import { daysUntil } from '../days.ts';
import type { Wait } from '../engine/wait.ts';
import type { Say } from './texts.ts';

export const waitInWords = (say: Say, { from, to, isLonger }: Wait): string =>
  from ? say(isLonger ? 'waitLonger' : 'wait', from, to) : say('waitSoon');

/** A time of day has no seconds, so without rounding up it would be a minute early. */
const TO_THE_NEXT_MINUTE_MS = 59_999;

/** When a delayed start happens: at most a day from now. */
export function startInWords({ say, time }: { say: Say; time(at: number): string }, limitedUntil: number): string {
  const at = limitedUntil + TO_THE_NEXT_MINUTE_MS;
  return say(daysUntil(at) === 0 ? 'startsAt' : 'startsTomorrow', time(at));
}
