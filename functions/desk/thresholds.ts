/**
 * D1: looks at a queue's thresholds wherever its figures have just changed. What is found becomes a row; the table's stream
 * delivers it to whoever is told, so nothing is lost if this process dies (docs/decisions/alarms-are-rows.md).
 */
import type { AlarmStore, Line, QueueStore, TallyStore } from '../../adapters/stores.ts';
import type { Configuration } from '../../core/configuration/schema.ts';
import type { QueueId } from '../../core/ids.ts';
import { sumOf } from '../../core/interaction/tally.ts';
import { alarmsOf, passesAt, type Seen, seenInLine, seenToday, type Thresholds } from '../../core/thresholds.ts';
import { beginOf } from '../agent/board.ts';
import type { ConfigurationStore } from '../wiring.ts';

interface Parts {
  alarms: Pick<AlarmStore, 'ofQueue' | 'note' | 'lookAt'>;
  configurations: Pick<ConfigurationStore, 'current'>;
  queues: Pick<QueueStore, 'recount'>;
  tallies: Pick<TallyStore, 'find'>;
  now: () => number;
}

/** A day may have 25 hours, so this long after its beginning is the next one. */
const NEXT_DAY_MS = 26 * 3_600_000;

export type ThresholdReview = ReturnType<typeof createThresholdReview>;

export function createThresholdReview({ alarms, configurations, queues, tallies, now }: Parts) {
  const inForce = async () => (await configurations.current())?.configuration;

  /** The queue's line has just been counted. */
  async function ofLine(queueId: QueueId, line: Line): Promise<void> {
    const limits = limitsIn(await inForce(), queueId);
    if (Object.keys(limits).length > 0) await lookAtLine(queueId, limits, line);
  }

  /** Chats of these queues have just been counted. */
  async function ofDay(queueIds: readonly QueueId[]): Promise<void> {
    if (queueIds.length === 0) return;
    const configuration = await inForce();
    const limited = queueIds.filter((queueId) => Object.keys(limitsIn(configuration, queueId)).length > 0);
    if (configuration) await lookAtDay(limited, configuration);
  }

  async function lookAtLine(queueId: QueueId, limits: Thresholds, line: Line): Promise<void> {
    const at = now();
    await look(queueId, limits, seenInLine(line, at), at);
    const dueAt = passesAt(line, limits, at);
    if (dueAt !== undefined) await alarms.lookAt({ queueId, dueAt }, at);
  }

  async function lookAtDay(queueIds: readonly QueueId[], configuration: Configuration): Promise<void> {
    if (queueIds.length === 0) return;
    const at = now();
    const from = beginOf('today', configuration.zone, at);
    const until = beginOf('today', configuration.zone, from + NEXT_DAY_MS);
    const counted = await tallies.find(from, at);
    const seenOf = (queueId: QueueId) =>
      seenToday(sumOf(counted.filter((tally) => tally.queueId === queueId).map(({ figures }) => figures)));
    await Promise.all(
      queueIds.map((queueId) => look(queueId, limitsIn(configuration, queueId), seenOf(queueId), at, until)),
    );
  }

  async function look(queueId: QueueId, limits: Thresholds, seen: Seen, at: number, until?: number): Promise<void> {
    const before = await alarms.ofQueue(queueId);
    const found = { queueId, limits, seen, before, ...(until === undefined ? {} : { until }) };
    await Promise.all(alarmsOf(found, at).map((alarm) => alarms.note(alarm)));
  }

  return {
    ofLine,
    ofDay,
    /** Time has passed, or the limits have changed: also those of a queue that has none any more. */
    async again(queueId: QueueId): Promise<void> {
      const configuration = await inForce();
      const line = await queues.recount(queueId, now());
      await lookAtLine(queueId, limitsIn(configuration, queueId), line);
      if (configuration) await lookAtDay([queueId], configuration);
    },
  };
}

const limitsIn = (configuration: Configuration | undefined, queueId: QueueId): Thresholds =>
  configuration?.queues.find(({ id }) => id === queueId)?.thresholds ?? {};
