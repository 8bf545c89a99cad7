/** Short timers: delayed messages of the timers' queue. */
import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Timer } from '../../core/timers.ts';
import { atMost } from '../at-most.ts';
import { clientSettings, lean, patience } from '../lean-client.ts';

/** What SQS takes at once. */
const BATCH = 10;

/** Batches under way at once: 20,000 agents are told within seconds. */
const AT_ONCE = 20;

export function createTimerQueue(queueUrl: string) {
  const client = lean(new SQSClient({ ...clientSettings, maxAttempts: patience.attempts.queue }));

  /** Not before it is due, and at most 15 minutes later than now. */
  async function send(timer: Timer, now: number): Promise<void> {
    const DelaySeconds = Math.max(0, Math.ceil((timer.dueAt - now) / 1000));
    const MessageBody = JSON.stringify(timer);
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, DelaySeconds }));
  }

  /** Many that are due, such as one for every agent when a configuration is published. */
  async function sendDue(timers: readonly Timer[]): Promise<void> {
    const starts = Array.from({ length: Math.ceil(timers.length / BATCH) }, (_, index) => index * BATCH);
    await atMost(AT_ONCE, starts, (start) => sendBatch(timers.slice(start, start + BATCH)));
  }

  async function sendBatch(timers: readonly Timer[]): Promise<void> {
    const Entries = timers.map((timer, index) => ({ Id: String(index), MessageBody: JSON.stringify(timer) }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const [first] = Failed;
    if (first) throw new Error(`${Failed.length} of ${timers.length} timers were not sent: ${first.Code}`);
  }

  /** One that was received comes again after so long. */
  async function delay(receiptHandle: string, seconds: number): Promise<void> {
    await client.send(
      new ChangeMessageVisibilityCommand({
        ...{ QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds },
      }),
    );
  }

  return { send, sendDue, delay };
}
