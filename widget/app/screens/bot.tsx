/** @jsx ui.h */
/** Automatic answers: fetched when a bot speaks. */
import type { Conversation } from '../engine/conversation.ts';
import type { Line } from '../engine/story.ts';
import type { Ui } from '../ui.ts';
import css from './bot.css';

const bot = { css, said, Person };
export type Bot = typeof bot;
export default bot;

const mark = (ui: Ui) => (
  <span class="mark">
    <svg width={20} height={20} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M6 5h12a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2v-12a2 2 0 0 1 2 -2M9 16c1 .667 2 1 3 1s2 -.333 3 -1M9 7l-1 -4M15 7l1 -4M9 12v-1M15 12v-1" />
    </svg>
    <span class="hidden">{ui.say('automatic')}: </span>
  </span>
);

/** What the bot said; the newest has its answers as buttons, and a button says its words as if the visitor had typed them. */
function said(ui: Ui, { lines }: Extract<Line, { is: 'said' }>, isNewest: boolean) {
  const { state } = ui;
  const conversation = isNewest && state.is === 'running' ? state.conversation : undefined;
  const isOpen = conversation?.story().stage === 'bot' && !conversation.isAsking('person');
  return lines.map(({ text, options = [] }) => (
    <div key={text}>
      <div class="bot">
        {mark(ui)}
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
                conversation.send(words);
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

/** The way out, as long as the bot talks. */
function Person(ui: Ui & { conversation: Conversation }) {
  const { say, conversation } = ui;
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

/** The button goes away: what comes instead is read in the messages. */
function keepFocus({ currentTarget }: { currentTarget: HTMLElement }) {
  currentTarget.closest('.panel')?.querySelector<HTMLElement>('.messages')?.focus();
}
