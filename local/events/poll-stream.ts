/** Passes a table's stream to a function, shard by shard in order, and remembers its position. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalFunction } from '../lambda/local-function.ts';
import { fits } from './filter.ts';
import type { Poller } from './poll-queue.ts';
import type { Positions } from './positions.ts';
import type { StreamMapping } from './read-mappings.ts';
import { handleBatch, idOf } from './stream-batch.ts';
import { type StreamRecord, streamClient } from './stream-client.ts';

/** At least as often as Lambda polls (four times a second). More would cost the engine more than it gains. */
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 150;

interface StreamSource {
  /** The engine's address and its name for the stream. */
  endpoint: string;
  streamArn: string;
  region: string;
  positions: Positions;
  /** Sends to the on-failure destination. */
  sendFailure(message: object): Promise<void>;
}

export function pollStream(mapping: StreamMapping, source: StreamSource, lambda: LocalFunction): Poller {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = async (ms: number) => sleep(ms, undefined, { signal });
  const client = streamClient(source.endpoint, source.streamArn, signal);
  const patterns = mapping.FilterCriteria?.Filters.map(({ Pattern }): unknown => JSON.parse(Pattern)) ?? [{}];
  const wanted = (record: StreamRecord) => patterns.some((pattern) => fits(pattern, record));

  /** Reads until the shard ends, which most never do. */
  async function read(shardId: string): Promise<void> {
    const after = source.positions.get(shardId);
    let iterator: string | undefined = await client.iterator(shardId, after ? { after } : mapping.StartingPosition);
    let idleMs = SHORTEST_PAUSE_MS;
    while (iterator) {
      const { records, next } = await client.records(iterator);
      await handle(shardId, records);
      iterator = next;
      idleMs = records.length > 0 ? SHORTEST_PAUSE_MS : Math.min(idleMs * 1.2, LONGEST_PAUSE_MS);
      await pause(idleMs);
    }
  }

  async function handle(shardId: string, records: StreamRecord[]): Promise<void> {
    const batch = records.filter(wanted).map((record) => ({
      ...record,
      awsRegion: source.region,
      eventSourceARN: mapping.EventSourceArn,
    }));
    for (let from = 0; from < batch.length; from += mapping.BatchSize) {
      const part = batch.slice(from, from + mapping.BatchSize);
      const giveUp = (lost: StreamRecord[], attempts: number) => source.sendFailure(failure(shardId, lost, attempts));
      await handleBatch({ mapping, lambda, pause, giveUp }, part);
      // Filtered-out records advance the position only in memory, because reading them again after a restart costs nothing.
      const last = part.at(-1);
      if (last) source.positions.set(shardId, idOf(last));
    }
  }

  /** The message that Lambda sends to an on-failure destination: the position of the records, not the records. */
  function failure(shardId: string, lost: StreamRecord[], approximateInvokeCount: number): object {
    const [first] = lost;
    const last = lost.at(-1);
    return {
      version: '1.0',
      timestamp: new Date().toISOString(),
      requestContext: {
        functionArn: mapping.FunctionName,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount,
      },
      DDBStreamBatchInfo: {
        shardId,
        startSequenceNumber: first && idOf(first),
        endSequenceNumber: last && idOf(last),
        batchSize: lost.length,
        streamArn: mapping.EventSourceArn,
      },
    };
  }

  const reading = new Map<string, Promise<void>>();
  const ended = new Set<string>();

  /** A shard is read after its parent, so that changes to an item are handled in order. */
  async function readAll(): Promise<void> {
    while (true) {
      const shards = await client.shards();
      const known = new Set(shards.map(({ ShardId }) => ShardId));
      for (const { ShardId, ParentShardId } of shards) {
        const parentOpen = ParentShardId && known.has(ParentShardId) && !ended.has(ParentShardId);
        if (parentOpen || ended.has(ShardId) || reading.has(ShardId)) continue;
        reading.set(
          ShardId,
          persist(() => read(ShardId)).then(() => {
            reading.delete(ShardId);
            ended.add(ShardId);
          }),
        );
      }
      await Promise.race([...reading.values(), pause(60_000)]);
    }
  }

  /** Retries every second until the engine answers or everything stops. */
  async function persist(action: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        return await action();
      } catch (error) {
        if (signal.aborted) return;
        console.error(error);
        await pause(1000).catch(() => {});
      }
    }
  }

  const polling = persist(readAll);
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([polling, ...reading.values()]);
    },
  };
}
