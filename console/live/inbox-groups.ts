/** Which chats are in the inbox, in which groups and order. Keyboard and screen use the same list. */
import type { Chat, ChatIn } from './chat.ts';
import type { LiveState } from './live.ts';

export interface InboxGroups {
  offers: ChatIn<'offered'>[];
  active: ChatIn<'active'>[];
  wrapUp: ChatIn<'wrap-up'>[];
}

export function inboxGroups({ chats, missed, call }: Pick<LiveState, 'chats' | 'missed' | 'call'>): InboxGroups {
  const all = [...chats.values()];
  return {
    offers: all
      .filter(isIn('offered'))
      // On a call nobody is asked. A chat that rings several agents goes on ringing the others.
      .filter(({ offerId }) => !call && !missed.has(offerId))
      .sort((a, b) => a.expiresAt - b.expiresAt),
    active: all.filter(isIn('active')).sort(byUnanswered),
    wrapUp: all.filter(isIn('wrap-up')).sort((a, b) => a.until - b.until),
  };
}

const isIn =
  <P extends Chat['stage']>(stage: P) =>
  (chat: Chat): chat is ChatIn<P> =>
    chat.stage === stage;

/** The chats that have waited longest for the agent come first, then those in which the visitor should answer next. */
function byUnanswered(a: ChatIn<'active'>, b: ChatIn<'active'>): number {
  if (a.turn.of !== b.turn.of) return a.turn.of === 'agent' ? -1 : 1;
  return a.turn.since - b.turn.since;
}
