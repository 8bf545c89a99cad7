/** Before a chat: a block of colour with the website's name, and the form below once it is known what to ask. */
import { Minimise, NotHere, Plate } from '../../kit.ts';
import { turnedAway } from '../../turned-away.ts';
import type { Ui } from '../../ui.ts';
import { Form } from './form.tsx';
import { askedFor, askWebsite, start } from './website.ts';

export { fill } from '../../kit.ts';
export { default as css } from './door.css';
export { askWebsite, Form };

/** Refusals that a new start would not change. */
const GONE = ['website_unknown', 'website_revoked', 'origin_refused'];

export function Door(ui: Ui) {
  const { say, name, asked, answer, state, culture, leaving, host } = ui;
  const { app } = host.page;
  // The page opens something else while the panel is open.
  if (asked === 'answered' && app !== askedFor) void Promise.resolve().then(ui.loadAgain);
  const refused = state.is === 'none' && !app ? state.refused : undefined;
  const unable = !self.WebSocket && !app && ui.chunks.have('unable')?.unable[ui.language];
  const away = unable || (answer && answer.signal !== 'free' ? turnedAway(ui, answer) : undefined);
  const isGone = refused !== undefined && GONE.includes(refused);
  const leaves = !refused && (app ? asked === 'answered' && app === askedFor : (away ?? leaving));
  const offline = (app || leaves) && ui.chunks.have('offline');
  const welcome = (app || leaving) && offline ? [offline.title(ui)] : [say('title'), say('subtitle')];
  const [title, ...details] = isGone
    ? [say('notAvailable'), say('copyIt')]
    : refused
      ? [say('notStarted'), say('startAgain')]
      : [...(away ?? welcome), ...((offline && ui.left === undefined && offline.intro(ui)) || [])];
  return (
    <>
      <div class="door">
        <div class="row">
          {name && <Plate name={name} of="website" />}
          <span class="who">{name}</span>
          <Minimise {...ui} />
        </div>
        <div role={refused ? 'alert' : undefined}>
          <h2 id="title">{title}</h2>
          {details.map((detail) => (
            <p key={detail} class="says" dir="auto">
              {detail}
            </p>
          ))}
        </div>
      </div>
      {offline && leaves ? (
        <offline.Leave {...ui}>
          <button
            type="button"
            class="link"
            onClick={() => {
              host.page.app = undefined;
              if (away || app) ui.loadAgain();
              else ui.set({ leaving: undefined });
            }}
          >
            {say(away ? 'tryAgain' : 'newChat')}
          </button>
        </offline.Leave>
      ) : answer && !leaves && !app && (refused || asked === 'answered') ? (
        <Form
          {...ui}
          form={answer.form}
          button={isGone ? undefined : say('start')}
          send={(answers, messages, files) => start(ui, answer, { culture, answers }, messages, files)}
        >
          {!refused && (
            <button type="button" class="link" onClick={() => ui.set({ leaving: true })}>
              {say('leave')}
            </button>
          )}
        </Form>
      ) : (
        <NotHere {...ui} asked={leaves ? 'loading' : asked} />
      )}
    </>
  );
}
