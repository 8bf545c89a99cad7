/** The connection is lost, or the browser opens none. Fetched in advance, because it cannot be fetched then. */
import type { Running } from '../../ui.ts';

export { fill } from '../../kit.ts';
export { default as css } from './connecting.css';

export function Connecting({ say, conversation, chunks, language }: Running) {
  const hasBeen = conversation.hasCaughtUp();
  const unable = !hasBeen && !opensSockets() && chunks.have('unable')?.unable[language];
  const [what, more] = unable
    ? [`${unable[0]}.`, unable[1]]
    : [say(hasBeen ? 'reconnecting' : 'connecting'), say('nothingLost')];
  return (
    <p class="connecting row" role={unable ? 'alert' : undefined}>
      {!unable && <span class="ring" aria-hidden="true" />}
      <span>
        <b>{what}</b> {more}
      </span>
    </p>
  );
}

/** A browser that does finds fault with the address only. */
function opensSockets(): boolean {
  try {
    return !!new WebSocket('x:');
  } catch (error) {
    return (error as Error).name === 'SyntaxError';
  }
}
