/**
 * Which events can come together in one commit, by the command that causes it: the most of each, alternatives apart. Where it makes the
 * chat wait, an offer may come along.
 */
import type { Command } from '../../core/interaction/commands.ts';
import type { ChatEvent } from '../../core/interaction/events.ts';

type Together = readonly ChatEvent['type'][];

export const together: Record<Command['type'], readonly Together[]> = {
  start: [
    ['started', 'screened', 'message', 'routed', 'queued', 'offered'],
    ['started', 'screened', 'message', 'routed', 'ended'],
    ['started', 'screened', 'message', 'scripted', 'stepped', 'ended'],
  ],
  person: [['stepped']],
  called: [['stepped', 'ended']],
  place: [
    ['routed', 'queued', 'offered'],
    ['routed', 'ended'],
  ],
  offer: [['offered']],
  ring: [['rung']],
  accept: [['accepted', 'connected']],
  reject: [['offer-rejected']],
  take: [['accepted', 'connected']],
  message: [['message', 'stepped', 'ended']],
  connect: [['connected', 'visitor-returned']],
  disconnect: [['disconnected']],
  return: [['queued']],
  move: [['routed', 'queued', 'offered']],
  'turn-away': [['ended']],
  end: [['ended']],
  finish: [['finished'], ['noted']],
  review: [['queued', 'offered'], ['ended'], ['overflow-closed']],
  'expire-offer': [['offer-expired'], ['ring-expired']],
  'expire-wrap-up': [['finished']],
  'tell-away': [['visitor-left']],
  'auto-finish': [['ended']],
};

/** Whether the events are among those, each as often as it stands there. */
export const comeTogether = (command: Command['type'], events: readonly ChatEvent[]): boolean =>
  together[command].some((allowed) => {
    const left = [...allowed];
    return events.every(({ type }) => {
      const at = left.indexOf(type);
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    });
  });
