/** A form as configured (C1), before a chat or instead of one. Errors are shown at the field. */

import type { ComponentChildren } from 'preact';
import { type Given, readAnswers, simple } from '../../../../core/answers/simple.ts';
import { typed } from '../../../../core/text.ts';
import { h, NotHere } from '../../kit.ts';
import { alert } from '../../marks.tsx';
import type { Ui } from '../../ui.ts';
import type { FormFiles } from '../files/attached.tsx';
import { Agreement, type Drawn, type Draws, Line, Lines } from './field.tsx';
import { inMessages } from './in-messages.ts';

const own: Draws = { text: Line, email: Line, lines: Lines, agreement: Agreement };

export function Form(
  ui: Ui & {
    form: Drawn[];
    /** Without it nothing can be sent. */
    button?: string | undefined;
    /** `messages`: what is written as the message, in parts of a message's length. The first is among the answers. */
    send(answers: Record<string, Given>, messages: string[], files: FormFiles | undefined): void;
    /** Below the button. */
    children?: ComponentChildren;
  },
) {
  const { say, culture, wrong, agreed, form } = ui;
  const isStandard = form.every(({ kind }) => kind === 'label' || kind in own);
  const fields = isStandard ? { kinds: simple, draws: own } : ui.chunks.have('fields');
  const hasFiles = form.some(({ kind }) => kind === 'attachment');
  const files = hasFiles ? ui.chunks.have('files') : undefined;
  if (!fields || (hasFiles && !files)) return <NotHere {...ui} />;
  const draws = { ...own, ...fields.draws, ...files?.draws };
  const first = form.find(({ name }) => name)?.name;

  function submit(event: Event & { currentTarget: HTMLElement }) {
    event.preventDefault();
    // Also from the button: a frame may not be allowed to submit forms, and then there is no submit event.
    const element = event.currentTarget.closest('form');
    if (!element || !fields) return;
    const data = new FormData(element);
    const answers: Record<string, Given> = {};
    let messages: string[] = [];
    const attached = files?.filesOf(ui);
    if (attached?.isBusy) return;
    const names: Record<string, Given> = {};
    for (const { kind, name, is } of form) {
      if (name && kind === 'attachment') names[name] = attached?.names(name) ?? [];
      if (!name || !data.has(name)) continue;
      const given = data.getAll(name).map(String);
      answers[name] = kind === 'agreement' || (kind === 'checkboxes' ? given : typed(given[0] ?? ''));
      if (is === 'message') {
        messages = inMessages(`${answers[name]}`);
        answers[name] = messages[0] ?? '';
      }
    }
    ui.set({ wrong: readAnswers(form, { ...answers, ...names }, culture, fields.kinds).wrong });
    const invalid = element.querySelector<HTMLElement>('[aria-invalid]');
    if (invalid) return invalid.focus();
    ui.send(answers, messages, attached);
  }

  return (
    <form class="form" noValidate onSubmit={submit}>
      {form.map(({ name, label, hint, error, onlyIf, ...element }) => {
        if (onlyIf && !agreed.includes(onlyIf)) return null;
        if (!name) return <p key={label}>{label}</p>;
        const isWrong = wrong.includes(name);
        const kept = element.is === 'message' ? '' : name;
        const described = [isWrong && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ');
        const field = h(draws[element.kind] ?? Line, {
          ...element,
          ...{ ui, say, name, label, isFirst: name === first, value: ui.chat.written()[kept] },
          invalid: { 'aria-invalid': isWrong || undefined, 'aria-describedby': described || undefined },
          note(value) {
            // Never ticked beforehand, nor again after a refusal: it may be someone else by then.
            if (element.kind !== 'agreement') ui.chat.written()[kept] = value;
            else ui.set({ agreed: [...agreed.filter((each) => each !== name), ...(value ? [name] : [])] });
          },
        });
        return (
          <div key={name} class={`field ${element.kind}`}>
            {field}
            {hint && (
              <p class="hint" id={`${name}-hint`}>
                {hint}
              </p>
            )}
            {isWrong && (
              <p class="error" id={`${name}-error`}>
                {alert(18)} {error}
              </p>
            )}
          </div>
        );
      })}
      {ui.button && (
        <button type="submit" class="button main" onClick={submit}>
          {ui.button}
        </button>
      )}
      {ui.children}
    </form>
  );
}
