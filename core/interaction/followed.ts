/** From which commits something follows beyond what the desk does at once (a timer, say): the table's stream brings these, and no others. */
import type { ChatEvent, Commit } from './events.ts';

export const isFollowed = ({ events }: Commit): boolean => events.some(follows);

/** A message or a late note costs nothing beyond its put, nor does a socket that comes or goes; the visitor's last one sets timers. */
function follows(event: ChatEvent): boolean {
  if (event.type === 'disconnected') return event.endsAt !== undefined;
  return event.type !== 'message' && event.type !== 'connected' && event.type !== 'noted';
}
