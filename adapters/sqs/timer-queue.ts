/** Short timers: delayed messages of the timers' queue. */
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Timer } from '../../core/timers.ts';
import { clientSettings, lean, patience } from '../lean-client.ts';

export function createTimerQueue(queueUrl: string) {
  const client = lean(new SQSClient({ ...clientSettings, maxAttempts: patience.attempts.queue }));

  /** Not before it is due, and at most 15 minutes later than now. */
  async function send(timer: Timer, now: number): Promise<void> {
    const DelaySeconds = Math.max(0, Math.ceil((timer.dueAt - now) / 1000));
    const MessageBody = JSON.stringify(timer);
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, DelaySeconds }));
  }

  /** One that was received comes again after so long. */
  async function delay(receiptHandle: string, seconds: number): Promise<void> {
    await client.send(
      new ChangeMessageVisibilityCommand({
        ...{ QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds },
      }),
    );
  }

  return { send, delay };
}
