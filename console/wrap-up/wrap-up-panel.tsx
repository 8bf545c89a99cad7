/** The work after a chat: how it ended, a note, done. The time is limited; when it is up, Foyer finishes automatically. */

import { Button, Kbd, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react';
import { typed } from '../../core/text.ts';
import { INBOX } from '../inbox/inbox.tsx';
import { digitOf, isComposing } from '../keyboard/shortcuts.ts';
import { type ChatIn, wrapUpLeftMs } from '../live/chat.ts';
import { useDraft } from '../live/drafts.ts';
import { pending } from '../live/live.ts';
import { isOn } from '../live/switches.ts';
import { useLive, useLiveState, useNow } from '../live/use-live.tsx';
import { Bar } from '../look/age.tsx';
import { IconClipboardCheck } from '../look/icons.ts';
import { duration } from '../texts/duration.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './wrap-up-panel.module.css';

export function WrapUpPanel({ chat }: { chat: ChatIn<'wrap-up'> }) {
  const { wrapUp: texts, keyboard } = useTexts();
  const live = useLive();
  const state = useLiveState();
  const navigate = useNavigate();
  const [disposition, setDisposition] = useDraft(chat.id, 'disposition');
  const [note, setNote] = useDraft(chat.id, 'note');
  const [missing, setMissing] = useState(false);
  const choices = useRef<HTMLFieldSetElement>(null);
  const error = useId();
  const { dispositions } = chat.terms;
  const finishing = pending(state, chat.id, 'finish');

  const focusFirst = useCallback(() => choices.current?.querySelector('input')?.focus(), []);

  // Focuses the panel after the agent ended the chat, because the button that had the focus is gone.
  useEffect(() => {
    if (chat.by === 'agent' && document.activeElement === document.body) focusFirst();
  }, [chat.by, focusFirst]);

  function finish(): void {
    if (!disposition) {
      setMissing(true);
      focusFirst();
      return;
    }
    live.finish(chat, disposition, typed(note));
    void navigate({ to: '/' });
    document.getElementById(INBOX)?.focus();
  }

  function chooseByNumber(event: KeyboardEvent): void {
    const chosen = dispositions[(digitOf(event.nativeEvent) ?? 0) - 1];
    if (!chosen || event.altKey || event.ctrlKey || event.metaKey || !isOn('shortcuts')) return;
    event.preventDefault();
    choose(chosen.code);
    const inputs = choices.current?.querySelectorAll('input') ?? [];
    for (const input of inputs) if (input.value === chosen.code) input.focus();
  }

  function choose(code: string): void {
    setDisposition(code);
    setMissing(false);
  }

  return (
    <form
      className={classes.panel}
      aria-label={texts.title}
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !event.ctrlKey || isComposing(event.nativeEvent)) return;
        event.preventDefault();
        finish();
      }}
    >
      <TimeLeft chat={chat} />
      <div className={classes.fields}>
        <fieldset ref={choices} onKeyDown={chooseByNumber} aria-describedby={missing ? error : undefined}>
          <legend className={classes.label}>{texts.how}</legend>
          <div className={classes.choices}>
            {dispositions.map(({ code, label }, index) => (
              <label key={code} className={classes.choice}>
                <input
                  type="radio"
                  name="disposition"
                  value={code}
                  checked={disposition === code}
                  aria-invalid={missing}
                  onChange={() => choose(code)}
                />
                <span className={classes.words}>{label}</span>
                {index < 9 && <Kbd aria-hidden>{index + 1}</Kbd>}
              </label>
            ))}
          </div>
          {missing && (
            <p id={error} className={classes.error} role="alert">
              {texts.choose}
            </p>
          )}
        </fieldset>
        <Textarea
          label={texts.note}
          description={texts.inside}
          classNames={{ label: classes.label, description: classes.inside }}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={4000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </div>
      <footer className={classes.foot}>
        <span className={classes.keys} aria-hidden>
          <Kbd>{keyboard.keys.ctrl}</Kbd>
          <Kbd>{keyboard.keys.enter}</Kbd>
        </span>
        <Button type="submit" disabled={finishing} aria-keyshortcuts="Control+Enter">
          {finishing ? texts.finishing : texts.finish}
        </Button>
      </footer>
    </form>
  );
}

/** More time, as often as the queue allows. */
function Extend({ chat }: { chat: ChatIn<'wrap-up'> }) {
  const { wrapUp: texts } = useTexts();
  const live = useLive();
  const state = useLiveState();
  const { wrapUpExtendS, wrapUpExtensions } = chat.terms;
  if (chat.extended >= wrapUpExtensions) return null;
  return (
    <Button
      variant="default"
      size="compact-sm"
      className={classes.extend}
      disabled={pending(state, chat.id, 'extend')}
      onClick={() => live.extend(chat)}
    >
      {texts.extend(duration(wrapUpExtendS * 1000))}{' '}
      <span className={classes.nth}>{texts.nth(chat.extended + 1, wrapUpExtensions)}</span>
    </Button>
  );
}

function TimeLeft({ chat }: { chat: ChatIn<'wrap-up'> }) {
  const { wrapUp: texts } = useTexts();
  const left = wrapUpLeftMs(chat, useNow());
  return (
    <header className={classes.time}>
      <p className={classes.left}>
        <IconClipboardCheck size={20} stroke={1.75} aria-hidden />
        {chat.parked ? (
          texts.parked(duration(left))
        ) : left > 0 ? (
          <>
            <strong className={classes.clock}>{duration(left)}</strong> {texts.left}
          </>
        ) : (
          texts.over
        )}
      </p>
      <Bar look="info" share={left / chat.allowedMs} />
      <Extend chat={chat} />
    </header>
  );
}
