/** How far a message of the visitor's has got. Fetched in advance, because without a network it cannot be fetched. */

import type { Line } from '../../engine/story.ts';
import { icons } from '../../kit.ts';
import { alert, check } from '../../marks.tsx';
import type { TextKey } from '../../texts/en.ts';
import type { Ui } from '../../ui.ts';

export { fill } from '../../kit.ts';
export { default as css } from './delivery.css';

/** Refusals with their own text. */
const reasons: Record<string, TextKey> = { message_too_long: 'tooLong', chat_ended: 'tooLate' };

export function Delivery({ say, time, conversation, line }: Ui & { line: Extract<Line, { is: 'message' }> }) {
  const { key, seq = 0, state, at } = line;
  const other = conversation?.other();
  switch (state.is) {
    case 'sent':
      return (
        <p class="delivery">
          {check(16)}{' '}
          {other && seq <= other.read
            ? say('read', time(other.at))
            : say(other && seq <= other.got ? 'delivered' : isWaiting(conversation) ? 'sentWaiting' : 'sent', time(at))}
        </p>
      );
    case 'pending':
      return (
        <p class="delivery">
          {icons.clock(16)} {say('notSent')}
        </p>
      );
    case 'refused':
      return (
        <p class="delivery bad">
          {alert(16)} {say(reasons[state.code] ?? 'refused')}
          {conversation && (
            <button type="button" class="link" onClick={() => conversation.tryAgain(key)}>
              {say('tryAgain')}
            </button>
          )}
        </p>
      );
    default:
      return state satisfies never;
  }
}

function isWaiting(conversation: Ui['conversation']): boolean {
  const stage = conversation?.story().stage;
  return stage === 'waiting' || stage === 'unknown';
}
