/**
 * Arms the timers that a commit or a publish needs, and hands on what waits for someone else's server, from the table's stream.
 * The records of a batch are handled in parallel: each identifies itself, so neither order nor repetition matters.
 */
import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type Change, readChange } from '../adapters/dynamodb/stream.ts';
import { handedTo } from '../core/interaction/calls.ts';
import { timersOf } from '../core/interaction/timers.ts';
import { coarse } from '../core/interaction/waits.ts';
import { onBatch } from './edge/batch.ts';
import { reportLate } from './edge/behind.ts';
import {
  type Asynchronous,
  asynchronous,
  type ConfigurationStore,
  configurationStore,
  dynamo,
  type Timers,
  timers,
} from './wiring.ts';

interface Parts {
  configurations: Pick<ConfigurationStore, 'version'>;
  timers: Timers;
  calls: Asynchronous;
  now: () => number;
}

export function createHandler({ configurations, timers, calls, now }: Parts) {
  const arm = onBatch<DynamoDBRecord>(
    (record) => record.dynamodb?.SequenceNumber ?? '',
    async (record) => {
      const change = readChange(record);
      switch (change.kind) {
        case 'commit':
          // One of them may set a timer, so fail: the record comes again, and reaches the release that wrote it.
          if (change.commit.unread) throw new Error(`Commit ${change.commit.seq} contains events from a later release`);
          await follow(change);
          return;
        case 'published':
          await reviewAll(change);
          return;
        case 'look': {
          const { queueId, dueAt } = change;
          await timers.arm({ kind: 'longest-wait', queueId, dueAt: coarse(dueAt, now()) }, now());
          return;
        }
        case 'alarm':
        case 'stands in line':
        case 'left line':
        case 'other':
          return;
        default:
          change satisfies never;
      }
    },
  );

  return async (event: DynamoDBStreamEvent, context: Context) => {
    reportLate(event.Records, context, now());
    return arm(event, context);
  };

  async function follow({ interactionId, commit }: Extract<Change, { kind: 'commit' }>): Promise<void> {
    const armed = timersOf(interactionId, commit).map((timer) => timers.arm(timer, now()));
    await Promise.all([
      ...armed,
      ...handedTo(commit).map((name) => calls.hand(name, { interactionId, seq: commit.seq })),
    ]);
  }

  /** One message for each current or former agent and each waiting chat, so that none of them holds up a large tenant. */
  async function reviewAll({ before, version }: Extract<Change, { kind: 'published' }>): Promise<void> {
    const configurationOf = async (number: number | undefined) =>
      number === undefined ? undefined : configurations.version(number);
    const both = [await configurationOf(before), await configurationOf(version)];
    const agentIds = new Set(both.flatMap((each) => each?.agents.map(({ id }) => id) ?? []));
    const queueIds = new Set(both.flatMap((each) => each?.queues.map(({ id }) => id) ?? []));
    const dueAt = now();
    await timers.armDue([
      ...[...agentIds].map((agentId) => ({ kind: 'rights' as const, agentId, dueAt })),
      ...[...queueIds].map((queueId) => ({ kind: 'lanes' as const, queueId, dueAt })),
    ]);
  }
}

export const handler = createHandler({
  ...{ configurations: configurationStore(dynamo()), timers: timers(), calls: asynchronous() },
  now: Date.now,
});
