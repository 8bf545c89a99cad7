/** Ending a chat: the question, the wait, and what is shown afterwards. */

import { typed } from '../../../../core/text.ts';
import { isComposing } from '../../composing.ts';
import type { Over as Ended } from '../../engine/chat.ts';
import { Header, h, icons, Messages, NotHere } from '../../kit.ts';
import { check, icon } from '../../marks.tsx';
import { isMuted, turnSound } from '../../sound.ts';
import type { Language } from '../../texts/texts.ts';
import { turnedAway } from '../../turned-away.ts';
import type { Running, Ui } from '../../ui.ts';

export { fill } from '../../kit.ts';
export { default as css } from './end.css';

const dots = () => (
  <svg width={22} height={22} viewBox="0 0 24 24" aria-hidden="true">
    <path d="M4 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M18 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0" />
  </svg>
);

const keepTexts: Record<Language, string> = {
  en: 'Keep the conversation',
  es: 'Guardar la conversación',
  pt: 'Guardar a conversa',
};

const soundTexts: Record<Language, [on: string, off: string]> = {
  en: ['Turn sound on', 'Turn sound off'],
  es: ['Activar el sonido', 'Silenciar'],
  pt: ['Ligar o som', 'Desligar o som'],
};

/** As a file or by e-mail, in a chunk of its own. */
const Keep = (ui: Ui) => {
  const transcript = ui.chunks.have('transcript');
  return transcript ? h(transcript.Keep, ui) : <p class="question">{ui.say('oneMoment')}</p>;
};

/** What else the visitor can do. */
export function Menu({ say, question, language, host, set }: Ui) {
  const isOff = isMuted(host);
  return (
    // A new key makes a new element, so that the question closes the menu.
    <details
      key={question}
      class="menu"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) currentTarget.open = false;
      }}
    >
      <summary aria-label={say('menu')}>{dots()}</summary>
      <div class="entries">
        <button
          type="button"
          onClick={() => {
            turnSound(host, isOff);
            set({});
          }}
        >
          {soundTexts[language][isOff ? 0 : 1]}
        </button>
        <button type="button" onClick={() => set({ question: 'keep' })}>
          {keepTexts[language]}
        </button>
        <button type="button" onClick={() => set({ question: 'end' })}>
          {say('endChat')}
        </button>
      </div>
    </details>
  );
}

const smile = icon('M3 12a9 9 0 1 0 18 0a9 9 0 0 0-18 0M9 10h.01M15 10h.01M9.5 15a3.5 3.5 0 0 0 5 0');

/** In the composer. The emoji themselves are a chunk of their own. */
export function Tools(ui: Running) {
  const isPicking = ui.isPicking === true;
  const emoji = isPicking && ui.chunks.have('emoji');
  return (
    <>
      <button
        type="button"
        class="emoji"
        aria-label="Emoji"
        aria-expanded={isPicking}
        onClick={() => ui.set({ isPicking: !isPicking })}
      >
        {smile(24)}
      </button>
      {emoji && h(emoji.Picker, ui)}
    </>
  );
}

export function Question(ui: Running) {
  if (ui.question === 'keep') return <Keep {...ui} />;
  const { say, set, conversation } = ui;
  const stay = () => set({ question: undefined });
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
  const ended = say('endedAt', ui.time(state.at));
  const away = state.by === 'system' ? turnedAway(ui, state) : undefined;
  // Foyer did not say how it ended: this device can no longer get into the chat.
  const isLost = state.by === 'system' && !state.outcome;
  // On a page that never showed it, somebody else may be looking (F5).
  const isTheirs = !isClean || ('isProven' in state.chat && state.chat.isProven);
  const mayGoOn = isTheirs && isSilent(state) && state.unsent === 0;
  const offline = !mayGoOn && (away || ui.left !== undefined) && ui.chunks.have('offline');
  if (offline) return h(offline.Instead, ui);
  const choices = (
    <>
      <Choices main={say('newChat')} onMain={chat.dismiss} other={say('close')} onOther={ui.close} />
      {state.commits.length > 0 &&
        (ui.question ? (
          <Keep {...ui} />
        ) : (
          <button type="button" class="keeps" onClick={() => ui.set({ question: 'keep' })}>
            {keepTexts[ui.language]}
          </button>
        ))}
    </>
  );
  if (state.asks !== undefined && !mayGoOn) {
    const feedback = ui.chunks.have('feedback');
    if (!feedback) return <NotHere {...ui} asked="loading" />;
    if (!feedback.isSkipped(state)) return h(feedback.Feedback, { ...ui, choices });
  }
  const [title, ...details] = away ?? [isLost ? say('lost') : ended, state.says];
  return (
    <>
      <Header {...ui} subtitle={ended} />
      {!isClean && <Messages {...ui} lines={state.lines} />}
      <div class={isClean ? 'centre' : 'question'} role="status">
        {isClean && <span class="seal">{(away ? icons.clock : check)(28)}</span>}
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
        <p>{say(isClean && !mayGoOn && state.commits.length === 0 ? 'nothingRemains' : 'goneOnClose')}</p>
        {mayGoOn ? <GoOn {...ui} /> : choices}
      </div>
    </>
  );
}

const silent: readonly unknown[] = ['auto-finished', 'unattended'] satisfies Ended['outcome'][];
const isSilent = ({ outcome }: Ended): boolean => silent.includes(outcome);

/** Nobody wanted to end it, so whoever writes opens it again (D8): what is sent goes on top of the chat's own log. */
function GoOn({ say, state, kept, chat }: Ui & { state: Ended }) {
  function submit(target: HTMLElement) {
    const text = typed(target.closest('.go-on')?.querySelector('textarea')?.value ?? '');
    if (!text) return;
    kept.saveChat(state.chat);
    chat.keptChanged();
    const now = chat.state();
    if (now.is === 'running') now.conversation.send(text);
  }
  return (
    <div class="go-on">
      <textarea
        data-first
        rows={2}
        maxLength={4000}
        dir="auto"
        enterkeyhint="send"
        aria-label={say('write')}
        placeholder={say('write')}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
          event.preventDefault();
          submit(event.currentTarget);
        }}
      />
      <div class="choices">
        <button type="button" class="button main" onClick={({ currentTarget }) => submit(currentTarget)}>
          {say('goOn')}
        </button>
        <button type="button" class="button" onClick={chat.dismiss}>
          {say('newChat')}
        </button>
      </div>
    </div>
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
