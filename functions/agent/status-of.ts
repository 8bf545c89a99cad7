/** An agent's status as their consoles show it. */
import type { Agent } from '../../core/agent/agent.ts';
import { stateOf } from '../../core/agent/phone.ts';

export function statusOf({ status, reason, statusSince: since, phone }: Agent, now: number) {
  const state = stateOf(phone, now);
  return {
    ...{ status, since, ...(reason ? { reason } : {}) },
    ...(state === 'idle' ? {} : { call: { state, since: phone.since } }),
  };
}
