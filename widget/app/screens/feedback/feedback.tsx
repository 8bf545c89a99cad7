/** How a conversation was (F1): asked when it has ended, in this tab until it is answered, passed over or closed. */
import type { ComponentChildren } from 'preact';
import { typed } from '../../../../core/text.ts';
import { chatKey } from '../../../host.ts';
import { sendAlone } from '../../engine/alone.ts';
import type { Over as Ended } from '../../engine/chat.ts';
import { asJson, isCount, isText, maybe, object, parse } from '../../engine/guard.ts';
import type { KeptOver } from '../../engine/kept.ts';
import { newId } from '../../engine/new-id.ts';
import { Header, Messages, Plate } from '../../kit.ts';
import { check, icon } from '../../marks.tsx';
import type { Ui } from '../../ui.ts';
import { texts } from './texts.ts';

export { fill } from '../../kit.ts';
export { default as css } from './feedback.css';

const MAX_CHARS = 1000;

/** What was given so far: to the chat with this handle, and no other (F5). */
interface Given {
  of: string;
  score?: number | undefined;
  note?: string | undefined;
}
let given: Given = { of: '' };
let fate: 'open' | 'sending' | 'trying' | 'late' | 'done' | 'skipped' = 'open';

const faces = [
  'M9.5 16a3.5 3.5 0 0 1 5 0',
  'M9.5 15.4a5 5 0 0 1 5 0',
  'M9 15h6',
  'M9.5 15a3.5 3.5 0 0 0 5 0',
  'M8 13h8a4 4 0 0 1-8 0z',
];

const isGiven = object<Given>({ of: isText, score: maybe(isCount), note: maybe(isText) });

/** Everything about it that a reload of this tab must find. It has nothing that was said in the chat. */
function keep({ host, kept }: Ui, { chat, at, asks, agent }: Ended): void {
  if (chat.is !== 'open' || asks === undefined) return;
  const { is, handle, website, culture, session } = chat;
  try {
    const key = chatKey(host.token);
    sessionStorage[key] = asJson({
      chat: { is, handle, website, culture, session },
      at,
      asks,
      agent,
    } satisfies KeptOver);
    sessionStorage[`foyer:${host.token}:given`] = asJson(given);
    kept.saveOpen(true);
  } catch {
    // Then a reload asks for nothing.
  }
}

function begun({ host }: Ui, of: string): Given {
  if (given.of === of) return given;
  fate = 'open';
  given = { of };
  try {
    const before = parse(sessionStorage[`foyer:${host.token}:given`], isGiven);
    if (before?.of === of) given = before;
  } catch {
    // As if nothing had been given.
  }
  return given;
}

export const isSkipped = ({ chat }: Ended): boolean => given.of === chat.handle && fate === 'skipped';

/** Fetched only when the chat had ended, so the panel has taken the focus meanwhile. */
function focusLost(first: HTMLElement | null) {
  const root = first?.getRootNode() as ShadowRoot | undefined;
  if (root?.activeElement?.matches('.panel') && matchMedia('(pointer: fine)').matches) first?.focus();
}

/** `choices`: what else the visitor can do, once this is over. */
export function Feedback(ui: Ui & { state: Ended; choices: ComponentChildren }) {
  const { say, language, state, kept, set } = ui;
  const words = texts[language];
  const { chat, asks, agent, lines } = state;
  const { score, note } = begun(ui, chat.handle);
  const subtitle = say('endedAt', ui.time(state.at));

  if (fate === 'done')
    return (
      <>
        <Header {...ui} subtitle={subtitle} />
        <div class="centre" role="status">
          <span class="seal">{check(28)}</span>
          <h3>{words.thanks}</h3>
          <p>{say('goneOnClose')}</p>
          {ui.choices}
        </div>
      </>
    );

  const change = (next: Partial<Given>) => {
    given = { ...given, ...next };
    keep(ui, state);
    set({});
  };
  /** Nothing more is asked, also after a reload. */
  const settle = (next: typeof fate) => {
    fate = next;
    kept.forget(chat.handle);
    set({});
  };
  function submit(event: Event) {
    event.preventDefault();
    const text = typed(note ?? '');
    if (!score || fate !== 'open') return;
    fate = 'sending';
    set({});
    const command = { t: 'feedback', id: newId(), score, ...(text && { note: text }) } as const;
    void sendAlone(ui.host.base, chat, command, (news) => {
      // Closed meanwhile, and perhaps another chat.
      if (given.of !== chat.handle) return;
      if (news.is === 'again') {
        fate = 'trying';
        set({});
      } else settle(news.is === 'done' || news.code === 'feedback_given' ? 'done' : 'late');
    });
  }

  keep(ui, state);
  const isClean = lines.length === 0;
  const isSending = fate === 'sending' || fate === 'trying';
  const trouble = fate === 'trying' ? words.trying : fate === 'late' ? words.late : '';
  return (
    <>
      <Header {...ui} subtitle={subtitle} />
      {!isClean && <Messages {...ui} lines={lines} />}
      <div class={isClean ? 'centre' : 'question'}>
        <form class="rating" onSubmit={submit}>
          {isClean && agent && <Plate name={agent} of="agent" />}
          {state.says && (
            <p class="says" dir="auto">
              {state.says}
            </p>
          )}
          {state.unsent > 0 && <p>{say('unsent', state.unsent)}</p>}
          <fieldset disabled={isSending}>
            <legend dir="auto">{asks || (agent ? words.questionOf.replace('{0}', agent) : words.question)}</legend>
            <div class="scores">
              {faces.map((mouth, index) => (
                <label key={mouth} class={score === index + 1 ? 'score chosen' : 'score'}>
                  <input
                    type="radio"
                    name="score"
                    {...(index === 0 && { ref: focusLost, 'data-first': true })}
                    aria-label={`${index + 1}, ${words.scores[index]}`}
                    checked={score === index + 1}
                    onChange={() => change({ score: index + 1 })}
                  />
                  {icon(`M3 12a9 9 0 1 0 18 0a9 9 0 0 0-18 0M9 10h.01M15 10h.01${mouth}`)(24)}
                  {index + 1}
                </label>
              ))}
            </div>
            <div class="ends" aria-hidden="true">
              <span>{words.scores[0]}</span>
              <span>{words.scores[4]}</span>
            </div>
          </fieldset>
          {score && (
            <label class="note">
              <span>
                {words.note} {say('optional')}
              </span>
              <textarea
                rows={3}
                maxLength={MAX_CHARS}
                dir="auto"
                disabled={isSending}
                value={note ?? ''}
                onInput={({ currentTarget }) => change({ note: currentTarget.value })}
              />
            </label>
          )}
          <p class={trouble ? 'trouble' : 'hidden'} role="alert">
            {trouble}
          </p>
          {fate === 'late' ? (
            ui.choices
          ) : (
            <>
              {score && (
                <button type="submit" class="button main">
                  {isSending ? words.sending : words.send}
                </button>
              )}
              <button type="button" onClick={() => settle('skipped')}>
                {words.skip}
              </button>
            </>
          )}
        </form>
      </div>
    </>
  );
}
