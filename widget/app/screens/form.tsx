/** @jsx ui.h */
/** The pre-chat form; errors stand at the field. */

import { isEmail } from '../../../core/email.ts';
import type { WebsiteAnswer } from '../../../protocol/visitor.ts';
import type { Momentary, Ui } from '../ui.ts';

export function Form(ui: Ui & { refused: string | undefined; answer: WebsiteAnswer }) {
  const { say, culture, errors, refused, answer, icons } = ui;

  function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [name = '', email = '', text = ''] = ['name', 'email', 'text'].map((field) =>
      `${data.get(field) ?? ''}`.trim(),
    );
    const found: Momentary['errors'] = {};
    if (!name) found.name = say('nameMissing');
    if (!email && answer.email === 'required') found.email = say('emailMissing');
    if (email && !isEmail(email)) found.email = say('emailWrong');
    ui.set({ errors: found });
    const wrong = event.currentTarget.querySelector<HTMLElement>('[aria-invalid]');
    if (wrong) wrong.focus();
    else ui.start(answer, { culture, visitor: email ? { name, email } : { name }, ...(text && { text }) });
  }

  const field = (name: 'name' | 'email', isRequired: boolean, maxLength: number) => (
    <div class="field">
      <label for={name}>
        {say(name)} {!isRequired && <small>{say('optional')}</small>}
      </label>
      <input
        id={name}
        name={name}
        data-first={name === 'name'}
        inputMode={name === 'email' ? name : 'text'}
        autoComplete={name}
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
      {refused && (
        <p class="error" role="alert">
          {icons.alert(18)} {say(refused === 'body_malformed' ? 'notStarted' : 'notAvailable')}
        </p>
      )}
      {field('name', true, 120)}
      {answer.email !== 'hidden' && field('email', answer.email === 'required', 254)}
      <div class="field">
        <label for="text">
          {say('question')} <small>{say('optional')}</small>
        </label>
        <textarea id="text" name="text" rows={3} maxLength={4000} dir="auto" />
      </div>
      <button type="submit" class="button main">
        {say('start')}
      </button>
    </form>
  );
}
