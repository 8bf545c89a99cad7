/** The last screens: while the end is on its way, and after it. */
import type { Over } from '../engine/chat.ts';
import { icons } from '../icons.tsx';
import type { Ui } from '../ui.ts';
import { Choices } from './choices.tsx';
import { Header } from './header.tsx';
import { Messages } from './messages.tsx';

export function EndingScreen(ui: Ui) {
  return (
    <>
      <Header {...ui} subtitle={ui.say('oneMoment')} />
      <div class="centre" role="status">
        <h3>{ui.say('ending')}</h3>
        <p>{ui.say('nothingLost')}</p>
      </div>
    </>
  );
}

/** Clean after the visitor's own end; after another's, what was said can be read until the visitor closes it. */
export function OverScreen(ui: Ui & { over: Over }) {
  const { say, time, over, chat } = ui;
  const isClean = over.lines.length === 0;
  const ended = say('ended', time(over.at));
  const away = over.by === 'system' ? ui.aside()?.turnedAway(ui, over) : undefined;
  // Foyer did not say how it ended: it lets this device into the chat no more.
  const isLost = over.by === 'system' && !over.outcome;
  const [title, detail] = away ?? [isLost ? say('lost') : ended];
  return (
    <>
      <Header {...ui} subtitle={ended} />
      {!isClean && <Messages {...ui} lines={over.lines} />}
      <div class={isClean ? 'centre' : 'question'} role="status">
        {isClean && <span class="seal">{(away ? icons.clock : icons.check)(28)}</span>}
        <h3>{title}</h3>
        {detail && <p>{detail}</p>}
        {over.unsent > 0 && <p>{say('unsent', over.unsent)}</p>}
        <p>{say(isClean ? 'nothingRemains' : 'goneOnClose')}</p>
        <Choices main={say('newChat')} onMain={chat.dismiss} other={say('close')} onOther={ui.close} />
      </div>
    </>
  );
}
