/** The pre-chat form. Errors are shown at the field. */
import { isEmail } from '../../../../core/email.ts';
import { tidy, tidyLine, typed } from '../../../../core/text.ts';
import type { WebsiteAnswer } from '../../../../protocol/visitor.ts';
import type { Told, Written } from '../../engine/chat.ts';
import { icons } from '../../kit.ts';
import type { Momentary, Ui } from '../../ui.ts';
import { inMessages } from './in-messages.ts';
import { start } from './website.ts';

export function Form(ui: Ui & { answer: WebsiteAnswer; isGone: boolean }) {
  const { say, culture, errors, answer } = ui;
  const { written } = ui.chat;

  function submit(event: Event & { currentTarget: HTMLElement }) {
    event.preventDefault();
    // Also from the button: a frame may not be allowed to submit forms, and then there is no submit event.
    const form = event.currentTarget.closest('form');
    if (!form) return;
    const data = new FormData(form);
    const read = (field: keyof Written) => typed(`${data.get(field) ?? ''}`);
    const [name, email, text] = [tidyLine(read('name')), tidyLine(read('email')), tidy(read('text'))];
    const found: Momentary['errors'] = {};
    if (!name) found.name = say('nameMissing');
    if (!email && answer.email === 'required') found.email = say('emailMissing');
    if (email && !isEmail(email)) found.email = say('emailWrong');
    ui.set({ errors: found });
    const wrong = form.querySelector<HTMLElement>('[aria-invalid]');
    if (wrong) return wrong.focus();
    const [first, ...more] = inMessages(text);
    const consents = data.get('consent') ? ({ consents: ['continuity'] } as Pick<Told['contact'], 'consents'>) : {};
    const contact = email ? { name, email, ...consents } : { name };
    start(ui, answer, { culture, contact, ...(first && { text: first }) }, more);
  }

  const entry = (name: keyof Written) => ({
    id: name,
    name,
    defaultValue: written[name],
    onInput({ currentTarget }: { currentTarget: { value: string } }) {
      written[name] = currentTarget.value;
    },
  });

  const field = (name: 'name' | 'email', isRequired: boolean, maxLength: number) => (
    <div class="field">
      <label for={name}>
        {say(name)} {!isRequired && <small>{say('optional')}</small>}
      </label>
      <input
        {...entry(name)}
        data-first={name === 'name'}
        inputMode={name === 'email' ? name : 'text'}
        autocomplete={name}
        maxLength={maxLength}
        required={isRequired}
        aria-invalid={errors[name] ? true : undefined}
        aria-describedby={errors[name] && `${name}-error`}
      />
      {errors[name] && (
        <p class="error" id={`${name}-error`}>
          {icons.alert(18)} {errors[name]}
        </p>
      )}
    </div>
  );

  return (
    <form class="form" noValidate onSubmit={submit}>
      {field('name', true, 120)}
      {answer.email !== 'hidden' && field('email', answer.email === 'required', 254)}
      {/* Never ticked beforehand, nor again after a refusal: it may be someone else by then. */}
      {answer.continuity && (
        <label class="consent">
          <input type="checkbox" name="consent" /> {say('mailMe')}
        </label>
      )}
      <div class="field">
        <label for="text">
          {say('question')} <small>{say('optional')}</small>
        </label>
        <textarea {...entry('text')} rows={3} maxLength={4000} dir="auto" />
      </div>
      {!ui.isGone && (
        <button type="submit" class="button main" onClick={submit}>
          {say('start')}
        </button>
      )}
    </form>
  );
}
