import { typed } from '../../../../core/text.ts';
import { isComposing } from '../../composing.ts';
import type { Conversation } from '../../engine/conversation.ts';
import { icons } from '../../kit.ts';
import { screenAt } from '../../screens.ts';
import type { Ui } from '../../ui.ts';

/** Enter sends, Shift+Enter starts a new line. Unsent text is stored. */
export function Composer(ui: Ui & Pick<Conversation, 'send' | 'typed'> & { hint: string }) {
  const { say, kept, hint, send, typed: types } = ui;
  function submit(event: Event & { currentTarget: HTMLElement }) {
    event.preventDefault();
    const field = event.currentTarget.closest('.composer')?.querySelector('textarea');
    if (!field) return;
    field.focus();
    const text = typed(field.value);
    if (!text) return;
    // Stored before the field is cleared.
    send(text);
    field.value = '';
    written(field);
    const messages = field.closest('.panel')?.querySelector('.messages');
    if (messages) messages.scrollTop = 0;
  }

  function written(field: HTMLTextAreaElement) {
    kept.saveDraft(field.value);
    grow(field);
  }

  return (
    <div class="composer row">
      {screenAt('bar', ui)}
      <textarea
        ref={grow}
        data-first
        rows={1}
        maxLength={4000}
        dir="auto"
        enterkeyhint="send"
        aria-label={hint}
        placeholder={hint}
        defaultValue={kept.draft()}
        onInput={({ currentTarget }) => {
          written(currentTarget);
          types();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !isComposing(event)) submit(event);
        }}
      />
      <button type="button" class="main" onClick={submit} aria-label={say('send')}>
        {icons.arrowUp(22)}
      </button>
    </div>
  );
}

/** As high as its content, up to the limit in the style sheet. */
function grow(field: HTMLTextAreaElement | null) {
  if (!field) return;
  field.style.height = '0';
  field.style.height = `${field.scrollHeight + 2}px`;
}
