/** The content of the rows of thresholds (D1), without their keys. */
import * as z from 'zod/mini';
import { AgentId, ConnectionId, QueueId } from '../../core/ids.ts';
import { Timestamp } from '../../core/interaction/facts.ts';
import { Alarm, ThresholdName } from '../../core/thresholds.ts';
import type { Overseer } from '../stores.ts';
import { number, text } from './attributes.ts';
import { row } from './rows.ts';

const time = z.pipe(number, Timestamp);
const DAY_MS = 24 * 60 * 60 * 1000;
/** A row's time to live is in seconds. */
const inSeconds = (ms: number): number => Math.ceil(ms / 1000);

/** An alarm that nothing has changed for as long is forgotten. */
const ALARM_DAYS = 30;
const AlarmRow = row('alarm', {
  queueId: z.pipe(text, QueueId),
  threshold: z.pipe(text, ThresholdName),
  is: z.pipe(text, Alarm.shape.is),
  at: time,
  figure: number,
  limit: number,
  until: z.exactOptional(time),
  ttl: number,
});
export const alarmRow = (alarm: Alarm) =>
  z.encode(AlarmRow, { ...alarm, ttl: inSeconds(alarm.at + ALARM_DAYS * DAY_MS) });
export function readAlarm(row: unknown): Alarm {
  const { ttl: _, ...alarm } = AlarmRow.parse(row);
  return alarm;
}

const LookRow = row('look', { queueId: z.pipe(text, QueueId), dueAt: time, ttl: number });
type Look = { queueId: QueueId; dueAt: number };
export const lookRow = (look: Look) => z.encode(LookRow, { ...look, ttl: inSeconds(look.dueAt + DAY_MS) });
export const readLook = (row: unknown): Look => LookRow.parse(row);

const OverseerRow = row('overseer', {
  agentId: z.pipe(text, AgentId),
  connectionId: z.pipe(text, ConnectionId),
  until: time,
  ttl: number,
});
export const overseerRow = (overseer: Overseer) =>
  z.encode(OverseerRow, { ...overseer, ttl: inSeconds(overseer.until) });
export function readOverseer(row: unknown): Overseer {
  const { ttl: _, ...overseer } = OverseerRow.parse(row);
  return overseer;
}
