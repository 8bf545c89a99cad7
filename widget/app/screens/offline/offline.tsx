/**
 * What is left instead of a chat (C4), or by an app of the page (A5, A6, A7): the form, how its sending fares, and what is said once
 * Foyer has kept it.
 */
import type { ComponentChildren } from 'preact';
import type { Given } from '../../../../core/answers/simple.ts';
import type { WebsiteAnswer } from '../../../../protocol/visitor.ts';
import { type Guard, isCount, isObject, listOf, object, parse } from '../../engine/guard.ts';
import { Header, Minimise, NotHere, Plate } from '../../kit.ts';
import { check } from '../../marks.tsx';
import { turnedAway } from '../../turned-away.ts';
import type { Ui } from '../../ui.ts';
import type { Drawn } from '../door/field.tsx';
import { inMessages } from '../door/in-messages.ts';
import type { FormFiles } from '../files/attached.tsx';
import { askForm, type Fate, SLOT, send } from './sending.ts';
import { texts } from './texts.ts';

export { fill } from '../../kit.ts';
export { default as css } from './offline.css';

const isSlots = listOf(isCount);
const isStart = object({ answers: isObject as Guard<Record<string, Given>> });

/** In this culture. */
let asked: { culture: string; answer?: WebsiteAnswer; hasFailed?: true } | undefined;
/** What is written instead of a chat that has started, until it is sent or another one is over (F5). */
let draft: { of: string; written: Record<string, Given | undefined> } | undefined;
let fate: Fate | 'sending' | undefined;

/** What the page has opened has words of its own. */
function wordsOf({ language, host: { page } }: Ui) {
  const { form, message, callback, ...words } = texts[language];
  const own = { form, message, callback }[page.app ?? ''];
  return { ...words, ...own };
}

/** Below why there is no chat. */
export const intro = (ui: Ui): string[] => [wordsOf(ui).intro].filter(Boolean);
export const title = (ui: Ui): string => wordsOf(ui).title;

/** The form, asked for once; at a closed door, and for an app, it is there already. */
function formFor(ui: Ui): WebsiteAnswer | undefined {
  const { state, answer, culture, host } = ui;
  if (state.is === 'none' && answer && (answer.signal !== 'free' || host.page.app)) return answer;
  if (asked?.culture !== culture) {
    const mine: typeof asked = { culture };
    asked = mine;
    void askForm(ui).then((found) => {
      Object.assign(mine, found ? { answer: found } : { hasFailed: true });
      ui.set({});
    });
  }
  return asked?.answer;
}

/** With a question for the time, in the visitor's own zone: what may be chosen changes while they write. */
function withSlots(form: WebsiteAnswer['form'], ui: Ui): Drawn[] {
  const { slots } = ui.answer ?? {};
  if (!isSlots(slots) || ui.host.page.app !== 'callback') return form;
  const { when, zone, choose } = texts[ui.language].callback;
  const written = (style: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(ui.locale, style);
  const [day, time] = [
    written({ weekday: 'long', day: 'numeric', month: 'long' }),
    // With its day, because a select that is closed shows nothing of the group.
    written({ weekday: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' }),
  ];
  return [
    ...form,
    {
      ...{ kind: 'select', name: SLOT, label: when, required: true, error: choose },
      hint: zone.replace('{0}', time.resolvedOptions().timeZone),
      options: slots.map((at) => ({ value: `${at}`, label: time.format(at), group: day.format(at) })),
    },
  ];
}

/** What the visitor has written in this chat, on this page, and before it. */
function writtenIn({ state }: Ui): Record<string, Given | undefined> {
  const { chat } = state;
  const start = chat && 'body' in chat ? chat : undefined;
  const { answers } = parse(start?.body, isStart) ?? {};
  const lines = state.is === 'over' ? state.lines : [];
  const own = lines.map((line) => line.is === 'message' && line.from === 'visitor' && line.text).filter(Boolean);
  return { ...answers, '': inMessages(own.join('\n') || (start?.text ?? ''))[0] };
}

/** `children`: what else the visitor can do. */
export function Leave(ui: Ui & { children?: ComponentChildren }) {
  const { say, time, left, state } = ui;
  const words = wordsOf(ui);
  if (left !== undefined)
    return (
      <div class="centre" role="status">
        <span class="seal">{check(28)}</span>
        <h3>{words.got}</h3>
        {left && <p>{words.answered.replace('{0}', left)}</p>}
        <button
          type="button"
          class="button"
          data-first
          onClick={() => {
            ui.set({ left: undefined, leaving: undefined });
            ui.close();
          }}
        >
          {say('close')}
        </button>
      </div>
    );
  const answer = formFor(ui);
  // The form is drawn like the one before a chat. A page on which a chat runs may not have that yet.
  const door = ui.chunks.have('door');
  if (!answer || !door)
    return (
      <NotHere
        {...ui}
        asked={asked?.hasFailed ? 'failed' : 'loading'}
        loadAgain={() => {
          asked = undefined;
          ui.set({});
        }}
      />
    );
  const of = state.chat?.handle;
  if (of && draft?.of !== of) draft = { of, written: writtenIn(ui) };
  const written = (of && draft?.written) || ui.chat.written();
  const isSending = fate === 'sending' || typeof fate === 'object';

  function submit(answers: Record<string, Given>, _: string[], files: FormFiles | undefined) {
    if (isSending) return;
    const { is, name } =
      answer?.form.find((each) => (each.is === 'email' || each.is === 'phone') && each.name && answers[each.name]) ??
      {};
    const reach = is && name ? `${answers[name]}` : '';
    fate = 'sending';
    ui.set({});
    void send(ui, answers, files, (next) => {
      fate = next === 'kept' ? undefined : next;
      if (next === 'changed') {
        asked = undefined;
        if (state.is === 'none') ui.loadAgain();
      }
      if (next !== 'kept') return ui.set({});
      files?.sent();
      // Not to the next person on this device.
      const isSame = of ? ui.chat.state().chat?.handle === of : ui.chat.written() === written;
      for (const key of Object.keys(written)) delete written[key];
      draft = undefined;
      ui.set({ left: isSame ? reach : undefined, agreed: [], wrong: [] });
    });
  }

  const problem =
    fate === 'refused' || fate === 'changed'
      ? words[fate]
      : typeof fate === 'object'
        ? fate.until
          ? words.limited.replace('{0}', time(fate.until))
          : words.trying
        : '';
  return (
    <door.Form
      {...ui}
      chat={{ ...ui.chat, written: () => written }}
      form={withSlots(answer.form, ui)}
      send={submit}
      button={isSending ? words.sending : words.send}
    >
      <p class={problem ? 'trouble' : 'hidden'} role="alert">
        {problem}
      </p>
      {ui.children}
    </door.Form>
  );
}

/** Instead of a chat that nobody took. */
export function Instead(ui: Ui) {
  const { say, state, name, chat, left } = ui;
  if (left !== undefined)
    return (
      <>
        <Header {...ui} subtitle="" />
        <Leave {...ui} />
      </>
    );
  const over = state.is === 'over' ? state : undefined;
  const now = asked?.answer;
  const [headline, ...details] = turnedAway(ui, {
    ...{ outcome: over?.outcome, opensAt: now?.opensAt, says: over?.says ?? now?.says },
  }) ?? [title(ui)];
  return (
    <>
      <div class="door">
        <div class="row">
          {name && <Plate name={name} of="website" />}
          <span class="who">{name}</span>
          <Minimise {...ui} />
        </div>
        <div role="status">
          <h2 id="title">{headline}</h2>
          {[...details, ...intro(ui)].map((detail) => (
            <p key={detail} class="says" dir="auto">
              {detail}
            </p>
          ))}
        </div>
      </div>
      <Leave {...ui}>
        <div class="otherwise">
          <button type="button" class="button" onClick={chat.dismiss}>
            {say('newChat')}
          </button>
          <p>{say('goneOnClose')}</p>
        </div>
      </Leave>
    </>
  );
}
