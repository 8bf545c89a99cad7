/** Timers as delayed messages. The queue delays by 15 minutes at most: a longer timer comes early, and is armed again. */
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Timer } from '../../core/timers.ts';
import { clientSettings, lean, patience } from '../lean-client.ts';

const MAX_DELAY_S = 900;
const FIRST_AGAIN_S = 5;

export function createTimers(queueUrl: string) {
  const client = lean(new SQSClient({ ...clientSettings, maxAttempts: patience.attempts.queue }));

  /** Whoever receives a timer before it is due arms it again. */
  async function arm(timer: Timer, now: number): Promise<void> {
    const delayS = Math.ceil((timer.dueAt - now) / 1000);
    const DelaySeconds = Math.min(MAX_DELAY_S, Math.max(0, delayS));
    const MessageBody = JSON.stringify(timer);
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, DelaySeconds }));
  }

  /**
   * One that failed comes again soon, and then less and less soon: the queue alone would keep it back for as long as the slowest
   * timer may take. `times`: how often it was received.
   */
  async function putBack(receiptHandle: string, times: number): Promise<void> {
    const VisibilityTimeout = Math.min(MAX_DELAY_S, FIRST_AGAIN_S * 4 ** (times - 1));
    await client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout }),
    );
  }

  return { arm, putBack };
}
