/** A message that Foyer refused, and why. */
import { icons } from '../../kit.ts';
import type { TextKey } from '../../texts/en.ts';
import type { Ui } from '../../ui.ts';

export { fill } from '../../kit.ts';
export { default as css } from './refused.css';

/** Refusals with their own text. */
const reasons: Record<string, TextKey> = { message_too_long: 'tooLong', chat_ended: 'tooLate' };

export function Refused({ say, refusal, conversation }: Ui & { refusal: { key: string; code: string } }) {
  return (
    <p class="delivery bad">
      {icons.alert(16)} {say(reasons[refusal.code] ?? 'refused')}
      {conversation && (
        <button type="button" class="link" onClick={() => conversation.tryAgain(refusal.key)}>
          {say('tryAgain')}
        </button>
      )}
    </p>
  );
}
