/** Automatic replies. */
import type { Line } from '../../engine/story.ts';
import type { Running, Ui } from '../../ui.ts';

export { fill } from '../../kit.ts';
export { default as css } from './bot.css';

/**
 * What the bot said. The latest message has its answers as buttons, and a button sends its text as if the visitor had typed it.
 */
export function Said(ui: Ui & { line: Extract<Line, { is: 'said' }> }) {
  const { line, story, conversation } = ui;
  const isOpen = story?.stage === 'bot' && story.lines.at(-1) === line && !conversation?.isAsking('person');
  return line.lines.map(({ text, options = [] }) => (
    <div key={text}>
      <div class="bot">
        <Mark {...ui} />
        <p class="bubble" dir="auto">
          {text}
        </p>
      </div>
      {isOpen && options.length > 0 && (
        <div class="options">
          {options.map((words) => (
            <button
              key={words}
              type="button"
              class="button"
              dir="auto"
              onClick={(event) => {
                keepFocus(event);
                conversation?.send(words);
              }}
            >
              {words}
            </button>
          ))}
        </div>
      )}
    </div>
  ));
}

const Mark = ({ say }: Ui) => (
  <span class="mark">
    <svg width={20} height={20} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M6 5h12a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2v-12a2 2 0 0 1 2 -2M9 16c1 .667 2 1 3 1s2 -.333 3 -1M9 7l-1 -4M15 7l1 -4M9 12v-1M15 12v-1" />
    </svg>
    <span class="hidden">{say('bot')}: </span>
  </span>
);

/** The way to a person while the bot is talking. */
export function Person({ say, conversation }: Running) {
  return (
    <div class="person">
      {conversation.isAsking('person') ? (
        say('oneMoment')
      ) : (
        <button
          type="button"
          class="link"
          onClick={(event) => {
            keepFocus(event);
            conversation.ask('person');
          }}
        >
          {say('person')}
        </button>
      )}
    </div>
  );
}

/** The button disappears, and what replaces it is in the messages. */
function keepFocus({ currentTarget }: { currentTarget: HTMLElement }) {
  currentTarget.closest('.panel')?.querySelector<HTMLElement>('.messages')?.focus();
}
