/** Short timers: delayed messages in the timer queue. */
import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Timer } from '../../core/timers.ts';
import { atMost } from '../at-most.ts';
import { clientSettings, lean, patience } from '../lean-client.ts';

/** SQS's limit. */
const BATCH = 10;

/** Concurrent batches: 20,000 agents are informed within seconds. */
const AT_ONCE = 20;

export function createTimerQueue(queueUrl: string) {
  const client = lean(new SQSClient({ ...clientSettings, maxAttempts: patience.attempts.queue }));

  /** Delivered no earlier than it is due, and at most 15 minutes from now. */
  async function send(timer: Timer, now: number): Promise<void> {
    const DelaySeconds = Math.max(0, Math.ceil((timer.dueAt - now) / 1000));
    const MessageBody = JSON.stringify(timer);
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, DelaySeconds }));
  }

  /** Many timers that are due at once, such as one for every agent when a configuration is published. */
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

  /** Makes a received message visible again after this time. */
  async function delay(receiptHandle: string, seconds: number): Promise<void> {
    await client.send(
      new ChangeMessageVisibilityCommand({
        ...{ QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds },
      }),
    );
  }

  return { send, sendDue, delay };
}
