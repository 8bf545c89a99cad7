/** The table's stream in domain terms. */
import type { DynamoDBRecord } from 'aws-lambda';
import type { InteractionId, QueueId } from '../../core/ids.ts';
import type { Commit } from '../../core/interaction/events.ts';
import type { Alarm } from '../../core/thresholds.ts';
import type { WaitingEntry } from '../stores.ts';
import { readAlarm, readLook } from './alarm-rows.ts';
import { chatOfCommit, isAlarm, isCurrent, isLook, isWaiting } from './keys.ts';
import { readCommit, readPointer, readWaiting } from './rows.ts';

export type Change =
  | { kind: 'commit'; interactionId: InteractionId; commit: Commit }
  /** `stands in line`: the chat has just joined the line, or its text has changed. */
  | { kind: 'stands in line' | 'left line'; entry: WaitingEntry }
  /** Another version of the configuration is in force. */
  | { kind: 'published'; before: number | undefined; version: number }
  | { kind: 'alarm'; alarm: Alarm }
  /** The queue's thresholds must be looked at again. */
  | { kind: 'look'; queueId: QueueId; dueAt: number }
  | { kind: 'other' };

export function readChange({ eventName, dynamodb }: DynamoDBRecord): Change {
  const { Keys = {}, NewImage, OldImage } = dynamodb ?? {};
  if (isWaiting(Keys)) {
    if (eventName === 'REMOVE') return { kind: 'left line', entry: readWaiting(OldImage) };
    return { kind: 'stands in line', entry: readWaiting(NewImage) };
  }
  if (isCurrent(Keys) && NewImage) {
    return {
      kind: 'published',
      before: OldImage && readPointer(OldImage).version,
      version: readPointer(NewImage).version,
    };
  }
  if (isAlarm(Keys) && NewImage) return { kind: 'alarm', alarm: readAlarm(NewImage) };
  if (isLook(Keys) && NewImage) {
    const { queueId, dueAt } = readLook(NewImage);
    return { kind: 'look', queueId, dueAt };
  }
  const interactionId = chatOfCommit(Keys);
  if (interactionId && eventName === 'INSERT') return { kind: 'commit', interactionId, commit: readCommit(NewImage) };
  return { kind: 'other' };
}
