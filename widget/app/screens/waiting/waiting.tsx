/** Who is there: the place in line as far as it is known, and who came and left. */
import { saidWait } from '../../engine/wait.ts';
import { h } from '../../kit.ts';
import type { Say } from '../../texts/texts.ts';
import { startInWords, waitInWords } from '../../texts/wait.ts';
import type { Running } from '../../ui.ts';
import { createPolite } from './polite.ts';

export { fill } from '../../kit.ts';
export { New, News } from './news.tsx';
export { default as css } from './waiting.css';

let redraw = () => {};
const polite = createPolite(
  (ms, run) => void setTimeout(run, ms),
  () => redraw(),
);

/** The people in line, with the visitor's dot large; not counted beyond five. */
const dots = ['', '', '', '', 'mine', 'behind', 'behind'];

export function Waiting(ui: Running) {
  const { say, conversation } = ui;
  redraw = () => ui.set({});
  const { leaving, left } = ui;
  if (leaving || left !== undefined) {
    const offline = ui.chunks.have('offline');
    return (
      <div class="waiting leave">
        {offline ? h(offline.Leave, ui) : say('oneMoment')}
        {left === undefined && (
          <button type="button" class="button" onClick={() => ui.set({ leaving: undefined })}>
            {say('keepWaiting')}
          </button>
        )}
      </div>
    );
  }
  const place = conversation.place();
  const wait = saidWait(conversation.waits());
  const limitedUntil = conversation.limitedUntil();
  const [headline, detail] =
    ui.story.stage === 'waiting'
      ? [placeInWords(say, place), wait ? waitInWords(say, wait) : '']
      : limitedUntil
        ? [startInWords(ui, limitedUntil), say('limited')]
        : [say('oneMoment'), ''];
  return (
    <div class="waiting">
      {place > 0 && (
        <div class="line row" aria-hidden="true">
          <svg width={24} height={24} viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 14v-3a8 8 0 0 1 16 0v3M4 14h5v5h-5zM15 14h5v5h-5zM20 19c0 2 -3 3 -7 3" />
          </svg>
          {dots.slice(-2 - Math.min(place, 5)).map((kind, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a dot is identified by its place
            <span key={index} class={kind} />
          ))}
        </div>
      )}
      <h3>{headline}</h3>
      <p>{detail}</p>
      {ui.story.stage === 'waiting' && (
        <button type="button" class="button" onClick={() => ui.set({ leaving: true })}>
          {say('leave')}
        </button>
      )}
      <p class="hidden" role="status">
        {polite(detail ? `${headline}. ${detail}` : headline)}
      </p>
    </div>
  );
}

function placeInWords(say: Say, place: number): string {
  if (place === 0) return say('waiting');
  if (place === 1) return say('next');
  const ordinal = say('ordinals').split(' ')[place - 2];
  return ordinal ? say('inLine', ordinal) : say('farInLine', place);
}
