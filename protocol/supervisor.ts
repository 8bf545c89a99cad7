/** What only the consoles of supervisors and administrators are told. */
import * as z from 'zod/mini';
import { Terms } from '../core/interaction/facts.ts';
import { Alarm } from '../core/thresholds.ts';

/** A threshold of a queue (D1): passed, or back. Times in ms; seconds and percent as in the configuration. */
export const SeenAlarm = z.object({ ...Alarm.shape, queueName: Terms.shape.queueName });
export type SeenAlarm = z.infer<typeof SeenAlarm>;
/** In a welcome; further ones are on the wallboard. */
export const MAX_ALARMS = 50;
