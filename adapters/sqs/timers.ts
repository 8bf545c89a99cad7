/** Timers as delayed messages. The queue delays by 15 minutes at most: a longer timer comes early, and is armed again. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Timer } from '../../core/timers.ts';
import { clientSettings, lean } from '../lean-client.ts';

const MAX_DELAY_S = 900;

export function createTimers(queueUrl: string) {
  const client = lean(new SQSClient({ ...clientSettings, maxAttempts: 4 }));

  /** Whoever receives a timer before it is due arms it again. */
  async function arm(timer: Timer, now: number): Promise<void> {
    const delayS = Math.ceil((timer.dueAt - now) / 1000);
    const DelaySeconds = Math.min(MAX_DELAY_S, Math.max(0, delayS));
    const MessageBody = JSON.stringify(timer);
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, DelaySeconds }));
  }

  return { arm };
}
