/** The e-mail with what a visitor left instead of a chat (C4), as an event that asks for it. */
import type { InteractionEvent } from './events.ts';
import type { AgentRef } from './facts.ts';
import type { Interaction } from './state.ts';

/** `by`: a supervisor, again. */
export function forwardNow(
  { request: _, at, is, why, ...forward }: NonNullable<Interaction['forwarding']>,
  by?: AgentRef,
): InteractionEvent {
  return { type: 'forward-requested', ...forward, ...(by ? { by } : {}) };
}
