/** @jsx ui.h */
/** @jsxFrag ui.Fragment */
/** The screens before and after a chat, and on the way out: fetched with the app when no chat is running, and behind a running one. */
import type { Over } from '../engine/chat.ts';
import type { Conversation } from '../engine/conversation.ts';
import { turnedAway } from '../turned-away.ts';
import type { Ui } from '../ui.ts';
import css from './door.css';
import { Form } from './form.tsx';

const door = { css, DoorScreen, OverScreen, EndQuestion, EndingScreen };
export type Door = typeof door;
export default door;

/** Refusals that starting again would not change. */
const GONE = ['website_unknown', 'website_revoked', 'origin_refused'];

/** A colour block with the website's name, below it the form once it is known what to ask. */
function DoorScreen(ui: Ui & { refused: string | undefined }) {
  const { say, name, asked, answer, refused } = ui;
  const away = answer && answer.signal !== 'free' ? turnedAway(ui, answer) : undefined;
  const isGone = refused !== undefined && GONE.includes(refused);
  const [title, detail] = isGone
    ? [say('notAvailable'), say('copyIt')]
    : refused
      ? [say('notStarted'), say('startAgain')]
      : (away ?? [say('title'), say('subtitle')]);
  return (
    <>
      <div class="door">
        <div class="row">
          {name && <ui.Plate name={name} of="website" />}
          <span class="who">{name}</span>
          <ui.Minimise {...ui} />
        </div>
        <div role={refused ? 'alert' : undefined}>
          <h2 id="title">{title}</h2>
          <p>{detail}</p>
        </div>
      </div>
      {answer && (refused || (asked === 'answered' && !away)) ? (
        <Form {...ui} answer={answer} isGone={isGone} />
      ) : (
        <ui.NotHere {...ui} />
      )}
    </>
  );
}

/** Clean after the visitor's own end; after another's, what was said can be read until the visitor closes it. */
function OverScreen(ui: Ui & { over: Over }) {
  const { say, time, over, chat, icons } = ui;
  const isClean = over.lines.length === 0;
  const ended = say('ended', time(over.at));
  const away = over.by === 'system' ? turnedAway(ui, over) : undefined;
  // Foyer did not say how it ended: it lets this device into the chat no more.
  const isLost = over.by === 'system' && !over.outcome;
  const [title, detail] = away ?? [isLost ? say('lost') : ended];
  return (
    <>
      <ui.Header {...ui} subtitle={ended} />
      {!isClean && <ui.Messages {...ui} lines={over.lines} />}
      <div class={isClean ? 'centre' : 'question'} role="status">
        {isClean && <span class="seal">{(away ? icons.clock : icons.check)(28)}</span>}
        <h3>{title}</h3>
        {detail && <p>{detail}</p>}
        {over.unsent > 0 && <p>{say('unsent', over.unsent)}</p>}
        <p>{say(isClean ? 'nothingRemains' : 'goneOnClose')}</p>
        <Choices {...ui} main={say('newChat')} onMain={chat.dismiss} other={say('close')} onOther={ui.close} />
      </div>
    </>
  );
}

function EndQuestion(ui: Ui & { conversation: Conversation }) {
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
      <Choices {...ui} main={say('endChat')} onMain={end} other={say('keepChatting')} onOther={stay} />
    </div>
  );
}

/** While the end is on its way. */
function EndingScreen(ui: Ui) {
  return (
    <>
      <ui.Header {...ui} subtitle={ui.say('oneMoment')} />
      <div class="centre" role="status">
        <h3>{ui.say('ending')}</h3>
        <p>{ui.say('nothingLost')}</p>
      </div>
    </>
  );
}

/** Two ways to go on, the first of them likelier. */
function Choices(ui: Ui & { main: string; onMain(): void; other: string; onOther(): void }) {
  return (
    <div class="choices">
      <button type="button" class="button main" data-first onClick={ui.onMain}>
        {ui.main}
      </button>
      <button type="button" class="button" onClick={ui.onOther}>
        {ui.other}
      </button>
    </div>
  );
}
