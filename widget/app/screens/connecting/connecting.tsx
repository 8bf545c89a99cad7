/** The connection is lost. Fetched in advance, because it cannot be fetched then. */
import type { Running } from '../../ui.ts';

export { fill } from '../../kit.ts';
export { default as css } from './connecting.css';

export function Connecting({ say, conversation }: Running) {
  return (
    <p class="connecting row">
      <span class="ring" aria-hidden="true" />
      <span>
        <b>{say(conversation.hasCaughtUp() ? 'reconnecting' : 'connecting')}</b> {say('nothingLost')}
      </span>
    </p>
  );
}
