/** Which chats are in the inbox, in which groups and order. Keyboard and screen use the same list. */
import { type Chat, type ChatIn, isParked, type ParkedChat } from './chat.ts';
import type { LiveState } from './live.ts';

export interface InboxGroups {
  offers: ChatIn<'offered'>[];
  active: ChatIn<'active'>[];
  parked: ParkedChat[];
  wrapUp: ChatIn<'wrap-up'>[];
  watched: ChatIn<'watched'>[];
}

export function inboxGroups({ chats, missed, call }: Pick<LiveState, 'chats' | 'missed' | 'call'>): InboxGroups {
  const all = [...chats.values()];
  const worked = all.filter((chat) => !isParked(chat));
  return {
    offers: all
      .filter(isIn('offered'))
      // On a call nobody is asked. A chat that rings several agents goes on ringing the others.
      .filter(({ offerId }) => !call && !missed.has(offerId))
      .sort((a, b) => a.expiresAt - b.expiresAt),
    active: worked.filter(isIn('active')).sort(byUnanswered),
    parked: all.filter(isParked).sort(byReply),
    wrapUp: worked.filter(isIn('wrap-up')).sort((a, b) => a.until - b.until),
    watched: all.filter(isIn('watched')).sort((a, b) => a.startedAt - b.startedAt),
  };
}

const isIn =
  <P extends Chat['stage']>(stage: P) =>
  (chat: Chat): chat is ChatIn<P> =>
    chat.stage === stage;

/** A visitor who wrote comes first, then what was parked first. */
const byReply = ({ parked: a }: ParkedChat, { parked: b }: ParkedChat): number =>
  (a.replyBy ?? Infinity) - (b.replyBy ?? Infinity) || a.since - b.since;

/** In the order of the inbox, as shortcuts go through them. A parked chat in which the visitor wrote stands first. */
export function inOrder({ active, parked, watched, wrapUp }: Omit<InboxGroups, 'offers'>): Chat[] {
  const [asking, others] = [parked.filter(isAsking), parked.filter((chat) => !isAsking(chat))];
  return [...asking, ...active, ...others, ...watched, ...wrapUp];
}

/** Its visitor has written since it was parked, and will not wait long. */
export const isAsking = ({ parked }: ParkedChat): boolean => parked.replyBy !== undefined;

/** The chats that have waited longest for the agent come first, then those in which the visitor should answer next. */
function byUnanswered(a: ChatIn<'active'>, b: ChatIn<'active'>): number {
  if (a.turn.of !== b.turn.of) return a.turn.of === 'agent' ? -1 : 1;
  return a.turn.since - b.turn.since;
}
