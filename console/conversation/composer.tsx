import { Button, Kbd, Textarea } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { typed } from '../../core/text.ts';
import { MAX_MESSAGE_CHARS } from '../../protocol/visitor.ts';
import { isComposing, REPLY_FIELD } from '../keyboard/shortcuts.ts';
import type { ChatIn } from '../live/chat.ts';
import { useDraft } from '../live/drafts.ts';
import { pending } from '../live/live.ts';
import { useLive, useLiveState } from '../live/use-live.tsx';
import { IconCornerDownLeft, IconMessageCircle } from '../look/icons.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './composer.module.css';

export function Composer({ chat }: { chat: ChatIn<'active'> }) {
  const { composer: texts, chat: chatTexts, keyboard } = useTexts();
  const live = useLive();
  const state = useLiveState();
  const [text, setText] = useDraft(chat.id, 'reply');
  const tooMany = text.length - MAX_MESSAGE_CHARS;
  const hint = useId();
  const field = useRef<HTMLTextAreaElement>(null);

  // Focuses the reply field after the agent accepted or took the chat, because the button that had the focus is gone. Never
  // takes the focus from anything else.
  useEffect(() => {
    if (document.activeElement === document.body) field.current?.focus();
  }, []);

  function send(): void {
    const words = typed(text);
    if (!words || tooMany > 0) return;
    live.say(chat, words);
    setText('');
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    send();
  }

  if (pending(state, chat.id, 'end')) return <p className={classes.over}>{chatTexts.over}</p>;
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <span className={classes.mode}>
        <IconMessageCircle size={16} stroke={1.75} aria-hidden />
        {texts.reply}
      </span>
      <Textarea
        ref={field}
        {...{ [REPLY_FIELD]: true }}
        variant="unstyled"
        autosize
        minRows={2}
        maxRows={8}
        classNames={{ input: classes.field }}
        aria-label={texts.label(chat.contact.name)}
        aria-keyshortcuts="Alt+R"
        aria-describedby={hint}
        aria-invalid={tooMany > 0}
        lang={chat.facts.culture}
        dir="auto"
        placeholder={texts.placeholder}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className={classes.foot}>
        <span
          id={hint}
          className={classes.hint}
          role={tooMany > 0 ? 'alert' : undefined}
          data-bad={tooMany > 0 || undefined}
        >
          {tooMany > 0 ? (
            texts.tooLong(tooMany)
          ) : (
            <span className={classes.keys}>
              <Kbd>{keyboard.keys.shift}</Kbd> <Kbd>{keyboard.keys.enter}</Kbd> {texts.newLine}
            </span>
          )}
        </span>
        <Button type="submit" rightSection={<IconCornerDownLeft size={17} stroke={1.75} aria-hidden />}>
          {texts.send}
        </Button>
      </div>
    </form>
  );
}
