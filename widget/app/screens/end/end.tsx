/** Ending a chat: the question, the wait, and what is shown afterwards. */
import type { Over as Ended } from '../../engine/chat.ts';
import { Header, icons, Messages } from '../../kit.ts';
import { turnedAway } from '../../turned-away.ts';
import type { Running, Ui } from '../../ui.ts';

export { fill } from '../../kit.ts';
export { default as css } from './end.css';

/** What else the visitor can do. */
export function Menu({ say, isAskingToEnd, set }: Ui) {
  return (
    // A new key makes a new element, so that the question closes the menu.
    <details
      key={isAskingToEnd}
      class="menu"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) currentTarget.open = false;
      }}
    >
      <summary aria-label={say('menu')}>{icons.dots(22)}</summary>
      <button type="button" class="entry" onClick={() => set({ isAskingToEnd: true })}>
        {say('endChat')}
      </button>
    </details>
  );
}

export function Question(ui: Running) {
  const { say, set, conversation } = ui;
  const stay = () => set({ isAskingToEnd: false });
  const end = () => {
    stay();
    conversation.ask('end');
  };
  return (
    <div class="question" role="alertdialog" aria-labelledby="question" aria-describedby="detail">
      <h3 id="question">{say('endQuestion')}</h3>
      <p id="detail">{say('endDetail')}</p>
      <Choices main={say('endChat')} onMain={end} other={say('keepChatting')} onOther={stay} />
    </div>
  );
}

export function Ending(ui: Running) {
  const { say } = ui;
  return (
    <>
      <Header {...ui} subtitle={say('oneMoment')} />
      <div class="centre" role="status">
        <h3>{say('ending')}</h3>
        <p>{say('nothingLost')}</p>
      </div>
    </>
  );
}

/** Empty if the visitor ended the chat. Otherwise the messages can be read until the visitor closes it. */
export function Over(ui: Ui & { state: Ended }) {
  const { say, state, chat } = ui;
  const isClean = state.lines.length === 0;
  const ended = say('ended', ui.time(state.at));
  const away = state.by === 'system' ? turnedAway(ui, state) : undefined;
  // Foyer did not say how it ended: this device can no longer get into the chat.
  const isLost = state.by === 'system' && !state.outcome;
  const [title, ...details] = away ?? [isLost ? say('lost') : ended, state.says];
  return (
    <>
      <Header {...ui} subtitle={ended} />
      {!isClean && <Messages {...ui} lines={state.lines} />}
      <div class={isClean ? 'centre' : 'question'} role="status">
        {isClean && <span class="seal">{(away ? icons.clock : icons.check)(28)}</span>}
        <h3>{title}</h3>
        {details.map(
          (detail) =>
            detail && (
              <p key={detail} class="says" dir="auto">
                {detail}
              </p>
            ),
        )}
        {state.unsent > 0 && <p>{say('unsent', state.unsent)}</p>}
        <p>{say(isClean ? 'nothingRemains' : 'goneOnClose')}</p>
        <Choices main={say('newChat')} onMain={chat.dismiss} other={say('close')} onOther={ui.close} />
      </div>
    </>
  );
}

/** Two choices, the more likely one first. */
function Choices(props: { main: string; onMain(): void; other: string; onOther(): void }) {
  return (
    <div class="choices">
      <button type="button" class="button main" data-first onClick={props.onMain}>
        {props.main}
      </button>
      <button type="button" class="button" onClick={props.onOther}>
        {props.other}
      </button>
    </div>
  );
}
