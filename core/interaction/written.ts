import type { InteractionEvent } from './events.ts';

type Written = Extract<InteractionEvent, { type: 'message' }> | Extract<InteractionEvent, { type: 'file' }>;

/** What one side gives to the other, and what counts as an answer: a text, or a file. */
export const isWritten = (event: InteractionEvent): event is Written =>
  event.type === 'message' || event.type === 'file';
