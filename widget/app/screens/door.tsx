/** @jsx ui.h */
/** @jsxFrag ui.Fragment */
/** The screens before and after a chat: fetched with the app when no chat is running, and behind a running one. */
import type { Over } from '../engine/chat.ts';
import { factsOf } from '../facts.ts';
import { turnedAway } from '../turned-away.ts';
import type { Ui } from '../ui.ts';
import css from './door.css';
import { Form } from './form.tsx';

const door = { css, factsOf, DoorScreen, OverScreen };
export type Door = typeof door;
export default door;

/** A colour block with the website's name, below it the form once it is known what to ask. */
function DoorScreen(ui: Ui & { refused: string | undefined }) {
  const { say, name, asked, answer } = ui;
  const away = answer && answer.signal !== 'free' ? turnedAway(ui, answer) : undefined;
  const [title, detail] = away ?? [say('title'), say('subtitle')];
  return (
    <>
      <div class="door">
        <div class="row">
          {name && <ui.Plate name={name} of="website" />}
          <span class="who">{name}</span>
          <ui.Minimise {...ui} />
        </div>
        <h2 id="title">{title}</h2>
        <p>{detail}</p>
      </div>
      {asked === 'answered' && answer && !away ? <Form {...ui} answer={answer} /> : <ui.NotHere {...ui} />}
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
        <ui.Choices main={say('newChat')} onMain={chat.dismiss} other={say('close')} onOther={ui.close} />
      </div>
    </>
  );
}
