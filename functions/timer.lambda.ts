/** Handles timers that are due. It sets none itself: Lambda stops a function that calls itself through its queue. */
import type { SQSRecord } from 'aws-lambda';
import { CommandId } from '../core/ids.ts';
import { Timer } from '../core/timers.ts';
import { type AgentRights, createAgentRights } from './agent/agent-rights.ts';
import { createVoice, type Voice } from './agent/voice.ts';
import type { Desk } from './desk/desk.ts';
import type { ThresholdReview } from './desk/thresholds.ts';
import { comesAgain, onBatch } from './edge/batch.ts';
import { readJson } from './edge/stack.ts';
import {
  agentStore,
  configurationStore,
  desk,
  dynamo,
  sockets,
  type TimerQueue,
  thresholdReview,
  timerQueue,
} from './wiring.ts';

const FIRST_PAUSE_S = 5;
const MOST_PAUSE_S = 900;

interface Parts {
  desk: Desk;
  rights: AgentRights;
  voice: Pick<Voice, 'lapse'>;
  thresholds: Pick<ThresholdReview, 'again'>;
  timers: Pick<TimerQueue, 'delay'>;
  now: () => number;
}

export function createHandler({ desk, rights, voice, thresholds, timers, now }: Parts) {
  const ofAgent = { lease: rights.lapse, rights: rights.review, call: voice.lapse };
  return onBatch<SQSRecord>(
    ({ messageId }) => messageId,
    async ({ body, receiptHandle }) => {
      const timer = Timer.parse(readJson(body));
      const leftMs = timer.dueAt - now();
      if (leftMs > 0) {
        // The queue's clock is ahead of this one.
        await timers.delay(receiptHandle, Math.ceil(leftMs / 1000));
        return comesAgain;
      }
      if ('queueId' in timer) return ofQueue(timer);
      if ('connectionId' in timer) return rights.endSignIn(timer.agentId, timer.connectionId);
      if ('agentId' in timer) return ofAgent[timer.kind](timer.agentId);
      const { kind, interactionId, dueAt } = timer;
      // Identified by its purpose, because a queue may deliver twice.
      const id = CommandId.parse(`timer-${kind}-${dueAt}`);
      switch (kind) {
        case 'find-agent':
          return desk.assign(interactionId);
        case 'review':
          return desk.reviewWait(interactionId);
        case 'call-due':
          return desk.callBack(interactionId, id);
        case 'return-parked':
          return desk.returnParked(interactionId, id);
        default:
          return desk.run({ interactionId, id, command: { type: kind } });
      }
    },
    // A failed timer is retried soon, and then after growing pauses. The queue alone would wait a minute each time.
    ({ receiptHandle, attributes }) => timers.delay(receiptHandle, pauseS(Number(attributes.ApproximateReceiveCount))),
  );

  async function ofQueue({ kind, queueId }: Extract<Timer, { queueId: unknown }>): Promise<void> {
    switch (kind) {
      case 'closing':
        return desk.closeLine(queueId);
      case 'longest-wait':
        return thresholds.again(queueId);
      case 'lanes':
        await desk.reviewLanes(queueId);
        return thresholds.again(queueId);
      default:
        kind satisfies never;
    }
  }
}

/** `times`: how often it was received. */
const pauseS = (times: number): number => Math.min(MOST_PAUSE_S, FIRST_PAUSE_S * 4 ** (times - 1));

const client = dynamo();
const connections = sockets();
const theDesk = desk(client, connections);
const parts = {
  ...{ agents: agentStore(client), configurations: configurationStore(client), desk: theDesk, connections },
  now: Date.now,
};
export const handler = createHandler({
  desk: theDesk,
  rights: createAgentRights(parts),
  voice: createVoice(parts),
  thresholds: thresholdReview(client),
  timers: timerQueue(),
  now: Date.now,
});
