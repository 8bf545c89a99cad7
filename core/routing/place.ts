/** Where a chat stands among those of its queue: priority, then age. */
import type { ChatId } from '../ids.ts';

export interface Place {
  chatId: ChatId;
  priority: number;
  since: number;
}

/** Negative where `a` is served before `b`. */
export const byPlace = (a: Place, b: Place): number =>
  b.priority - a.priority || a.since - b.since || (a.chatId < b.chatId ? -1 : Number(a.chatId > b.chatId));
