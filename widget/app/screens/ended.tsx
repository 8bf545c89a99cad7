/** The last screens: while the end is on its way, and after it. */
import type { Over } from '../engine/chat.ts';
import { icons } from '../icons.tsx';
import type { Ui } from '../ui.ts';
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
  return (
    <>
      <Header {...ui} subtitle={ended} />
      {!isClean && <Messages {...ui} lines={over.lines} />}
      <div class={isClean ? 'centre' : 'question'} role="status">
        {isClean && <span class="seal">{icons.check(28)}</span>}
        <h3>{ended}</h3>
        {over.unsent > 0 && <p>{say('unsent', over.unsent)}</p>}
        <p>{say(isClean ? 'nothingRemains' : 'goneOnClose')}</p>
        <div class="choices">
          <button type="button" class="button main" data-first onClick={chat.dismiss}>
            {say('newChat')}
          </button>
          <button type="button" class="button" onClick={ui.close}>
            {say('close')}
          </button>
        </div>
      </div>
    </>
  );
}
