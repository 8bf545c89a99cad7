/** Thresholds of queues that were passed, or are back (D1), as a supervisor's console knows them. */
import type { SeenAlarm } from '../../protocol/supervisor.ts';

/** The latest of each threshold of each queue. */
export type Alarms = ReadonlyMap<string, SeenAlarm>;
export type { SeenAlarm };

/** A storm of alarms leaves room for everything else: the wallboard shows them all. */
export const MOST_NOTICES = 3;

export const keyOf = ({ queueId, threshold }: SeenAlarm): string => `${queueId} ${threshold}`;

export const alarmsOf = (passed: readonly SeenAlarm[] = []): Alarms =>
  new Map(passed.map((alarm) => [keyOf(alarm), alarm]));

/** It may come twice, and late: undefined if a later one is known. `isNews`: it says what was not known. */
export function heard(alarms: Alarms, alarm: SeenAlarm): { alarms: Alarms; isNews: boolean } | undefined {
  const known = alarms.get(keyOf(alarm));
  if (known && known.at >= alarm.at) return undefined;
  return { alarms: new Map([...alarms, [keyOf(alarm), alarm]]), isNews: (known?.is ?? 'back') !== alarm.is };
}
