/** Sets timers: short ones in the queue, long ones as executions. */
import { SHORT_WAIT_MS } from '../core/interaction/waits.ts';
import type { Timer } from '../core/timers.ts';
import { createTimerQueue } from './sqs/timer-queue.ts';
import { createLongTimers } from './stepfunctions/long-timers.ts';

export function createTimers({ queueUrl, stateMachineArn }: { queueUrl: string; stateMachineArn: string }) {
  const queue = createTimerQueue(queueUrl);
  const executions = createLongTimers(stateMachineArn);
  return {
    arm: (timer: Timer, now: number): Promise<void> =>
      timer.dueAt - now > SHORT_WAIT_MS ? executions.start(timer) : queue.send(timer, now),
    armDue: queue.sendDue,
  };
}
