/** The outcome of a signal for a chat that starts anyway, and what overrides the rows. */

import type { Signal } from '../routing/rows.ts';
import type { Outcome, Overruled } from './facts.ts';

export const overruling: Readonly<Record<Overruled, Signal>> = { 'switched-off': 'closed', 'tenant-full': 'busy' };

/** With `hidden` there is nothing to start a chat with. A visitor who starts one anyway is told that nobody is there. */
export const turnedAwayAs = (signal: Exclude<Signal, 'free'>): Outcome =>
  signal === 'busy' ? 'rejected' : 'out-of-time';
