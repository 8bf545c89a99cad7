/** What a signal comes to for a chat that starts all the same, and what overrules the rows. */

import type { Signal } from '../routing/rows.ts';
import type { Outcome, Overruled } from './facts.ts';

export const overruling: Readonly<Record<Overruled, Signal>> = { 'switched-off': 'closed', 'tenant-full': 'busy' };

/** `hidden` shows nothing to begin a chat with: whoever begins one all the same is told that nobody is there. */
export const turnedAwayAs = (signal: Exclude<Signal, 'free'>): Outcome =>
  signal === 'busy' ? 'rejected' : 'out-of-time';
