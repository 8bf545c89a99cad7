/**
 * D1: the limits of a queue, and whether its figures have passed them. Pure. A threshold that is passed is back only once the
 * figure is clearly better, so that it does not go to and fro with each chat. To add one, add a row.
 */
import * as z from 'zod/mini';
import { QueueId } from './ids.ts';
import { Timestamp } from './interaction/facts.ts';

interface Threshold {
  /** The most that a limit can be. */
  most: number;
  /** `least`: the figure must not be below it. */
  is: 'most' | 'least';
  /** Which figure counts towards it. */
  of: 'line' | 'day';
  /** At or beyond this figure it is back. */
  back(limit: number): number;
}

const thresholds = {
  /** How many wait (ACD). */
  waiting: { most: 100_000, is: 'most', of: 'line', back: (limit) => Math.floor(limit * 0.8) },
  /** In seconds. */
  longestWaitS: { most: 86_400, is: 'most', of: 'line', back: (limit) => limit * 0.8 },
  /** Of those who were answered or dropped out today, how many in time, in percent. */
  serviceLevelPercent: { most: 100, is: 'least', of: 'day', back: (limit) => Math.min(100, limit + 2) },
  /** Of the same, how many dropped out, in percent. */
  dropoutPercent: { most: 100, is: 'most', of: 'day', back: (limit) => limit * 0.8 },
  /** From acceptance to the end of wrap-up, in seconds, on average today. */
  handleTimeS: { most: 86_400, is: 'most', of: 'day', back: (limit) => limit * 0.9 },
} as const satisfies Record<string, Threshold>;

export type ThresholdName = keyof typeof thresholds;
const thresholdNames = Object.keys(thresholds) as ThresholdName[];
export const ThresholdName = z.enum(thresholdNames);

type Rows = { -readonly [Name in ThresholdName]: z.ZodMiniExactOptional<z.ZodMiniNumberFormat> };
/** A threshold that is left out is never passed. */
export const Thresholds = z.strictObject(
  Object.fromEntries(
    thresholdNames.map((name) => [name, z.exactOptional(z.int().check(z.gte(1), z.lte(thresholds[name].most)))]),
  ) as Rows,
);
export type Thresholds = z.infer<typeof Thresholds>;

/** The latest change of one threshold of one queue. */
export const Alarm = z.object({
  queueId: QueueId,
  threshold: ThresholdName,
  is: z.enum(['passed', 'back']),
  /** When it was found. The later of two is right. */
  at: Timestamp,
  /** What the figure was then, and the limit. */
  figure: z.number(),
  limit: z.number(),
  /** Of a figure of the day: until when the day lasts at most. */
  until: z.exactOptional(Timestamp),
});
export type Alarm = z.infer<typeof Alarm>;

/** A figure that is not known yet is undefined; one that is missing was not looked at. */
export type Seen = Partial<Record<ThresholdName, number | undefined>>;

interface Found {
  queueId: QueueId;
  limits: Thresholds;
  seen: Seen;
  /** The queue's alarms until now. */
  before: readonly Alarm[];
  until?: number;
}

/** The thresholds that are passed now and were not, and those that are back. */
export const alarmsOf = ({ queueId, limits, seen, before, until }: Found, now: number): Alarm[] =>
  thresholdNames.flatMap((threshold): Alarm[] => {
    if (!(threshold in seen)) return [];
    const was = before.find((alarm) => alarm.threshold === threshold);
    const wasPassed = was !== undefined && stands(was, now);
    const [figure, limit] = [seen[threshold], limits[threshold]];
    const isPassed = figure !== undefined && limit !== undefined && passes(threshold, figure, limit, wasPassed);
    if (isPassed === wasPassed) return [];
    return [
      {
        ...{ queueId, threshold, is: isPassed ? 'passed' : 'back', at: now },
        ...{ figure: figure ?? was?.figure ?? 0, limit: limit ?? was?.limit ?? 0 },
        ...(until === undefined ? {} : { until }),
      },
    ];
  });

/** A figure of yesterday is over. */
export const stands = ({ is, until }: Alarm, now: number): boolean =>
  is === 'passed' && (until === undefined || now < until);

function passes(name: ThresholdName, figure: number, limit: number, wasPassed: boolean): boolean {
  const { is, back }: Threshold = thresholds[name];
  if (is === 'least') return wasPassed ? figure < back(limit) : figure < limit;
  return wasPassed ? figure > back(limit) : figure > limit;
}

// ---- figures ---------------------------------------------------------------------------------------------------------------

interface Line {
  total: number;
  oldestSince?: number;
}

export const seenInLine = ({ total, oldestSince }: Line, now: number): Seen => ({
  waiting: total,
  longestWaitS: oldestSince === undefined ? 0 : Math.max(0, now - oldestSince) / 1000,
});

/** The longest wait grows by itself. When it will pass its limit, unless it has. */
export function passesAt({ oldestSince }: Line, { longestWaitS: limit }: Thresholds, now: number): number | undefined {
  if (oldestSince === undefined || limit === undefined) return undefined;
  const at = oldestSince + limit * 1000 + 1;
  return at > now ? at : undefined;
}

/** A share of fewer chats says nothing: one that was answered late would be 0 %. */
const LEAST_CHATS = 5;

/** Of the day so far, as on the wallboard (docs/wallboard.md). What is missing is 0. */
type Counts = Partial<
  Record<'answered' | 'inTime' | 'droppedOut' | 'handlings' | 'handledMs' | 'wrapUpMs', number | undefined>
>;

export function seenToday(counts: Counts): Seen {
  const { answered = 0, inTime = 0, droppedOut = 0, handlings = 0, handledMs = 0, wrapUpMs = 0 } = counts;
  const chats = answered + droppedOut;
  const share = (count: number) => (chats < LEAST_CHATS ? undefined : (100 * count) / chats);
  return {
    serviceLevelPercent: share(inTime),
    dropoutPercent: share(droppedOut),
    handleTimeS: handlings < LEAST_CHATS ? undefined : (handledMs + wrapUpMs) / handlings / 1000,
  };
}
