import { ActionIcon, Button, Kbd, Textarea, UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { mailboxOf } from '../../core/email.ts';
import { acceptOf } from '../../core/files/kinds.ts';
import { typed } from '../../core/text.ts';
import { MAX_MESSAGE_CHARS } from '../../protocol/visitor.ts';
import { isComposing, NOTE_BUTTON, REPLY_BUTTON } from '../keyboard/shortcuts.ts';
import type { ChatIn } from '../live/chat.ts';
import { useDraft } from '../live/drafts.ts';
import { pending } from '../live/live.ts';
import { useUploads } from '../live/uploading.ts';
import { useLive, useLiveState } from '../live/use-live.tsx';
import { IconCornerDownLeft, IconLock, IconMail, IconMessageCircle, IconPaperclip } from '../look/icons.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './composer.module.css';
import { Uploads } from './files.tsx';

/** Where an answer goes if nobody is at the other end; undefined in a chat, or if SES cannot write there. */
const mailboxIn = ({ what, as, contact: { email } }: ChatIn<'active'>): string | undefined =>
  what === 'chat' || as !== 'owner' || email === undefined ? undefined : mailboxOf(email);

export function Composer({ chat }: { chat: ChatIn<'active'> }) {
  const { composer: texts, chat: chatTexts, files: filesTexts, keyboard, left } = useTexts();
  const live = useLive();
  const state = useLiveState();
  const mailbox = mailboxIn(chat);
  const mayWrite = chat.what === 'chat' || mailbox !== undefined;
  const [wantsNote, setWantsNote] = useState(false);
  const isNote = wantsNote || !mayWrite;
  const isMail = !isNote && mailbox !== undefined;
  const reply = useDraft(chat.id, 'reply');
  const note = useDraft(chat.id, 'internal');
  const [text, setText] = isNote ? note : reply;
  const tooMany = text.length - MAX_MESSAGE_CHARS;
  const hint = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const { uploads, add, retry, remove, sendAll } = useUploads(chat);
  const takesFiles = !isNote && chat.files?.from.includes('agent') === true;

  // Focuses the reply field after the agent accepted or took the chat, because the button that had the focus is gone. Never
  // takes the focus from anything else.
  useEffect(() => {
    if (document.activeElement === document.body) field.current?.focus();
  }, []);

  function write(aNote: boolean): void {
    setWantsNote(aNote);
    field.current?.focus();
  }

  function send(): void {
    if (tooMany > 0) return;
    if (takesFiles) sendAll();
    const words = typed(text);
    if (!words) return;
    if (isNote) live.note(chat, words);
    else live.say(chat, words);
    setText('');
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event.nativeEvent)) return;
    // An e-mail has paragraphs.
    if (isMail && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    send();
  }

  if (pending(state, chat.id, 'end')) return <p className={classes.over}>{chatTexts.over}</p>;
  return (
    <form
      className={classes.composer}
      data-note-mode={isNote || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => {
        if (takesFiles) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!takesFiles || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        add(event.dataTransfer.files);
      }}
    >
      {mayWrite ? (
        <div className={classes.modes}>
          <UnstyledButton
            {...{ [REPLY_BUTTON]: true }}
            className={classes.mode}
            aria-pressed={!isNote}
            aria-keyshortcuts="Alt+R"
            onClick={() => write(false)}
          >
            {mailbox ? (
              <IconMail size={16} stroke={1.75} aria-hidden />
            ) : (
              <IconMessageCircle size={16} stroke={1.75} aria-hidden />
            )}
            {mailbox ? texts.mail : texts.reply}
          </UnstyledButton>
          <UnstyledButton
            {...{ [NOTE_BUTTON]: true }}
            className={classes.mode}
            aria-pressed={isNote}
            aria-keyshortcuts="Alt+N"
            onClick={() => write(true)}
          >
            <IconLock size={16} stroke={1.75} aria-hidden />
            {texts.note}
          </UnstyledButton>
          {isMail && <span className={classes.to}>{texts.to(mailbox)}</span>}
        </div>
      ) : (
        <p className={classes.unheard}>{left.noConversation(chat.contact.name)}</p>
      )}
      <Textarea
        ref={field}
        variant="unstyled"
        autosize
        minRows={2}
        maxRows={8}
        classNames={{ input: classes.field }}
        aria-label={isNote ? texts.noteLabel : texts.label(chat.contact.name)}
        aria-describedby={hint}
        aria-invalid={tooMany > 0}
        lang={chat.facts.culture}
        dir="auto"
        placeholder={isNote ? texts.notePlaceholder : isMail ? texts.mailPlaceholder : texts.placeholder}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          if (!isNote && !isMail) live.typed(chat);
        }}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const { files } = event.clipboardData;
          // Office programs add a picture of a text that is copied.
          if (!takesFiles || files.length === 0 || event.clipboardData.getData('text/plain')) return;
          event.preventDefault();
          add(files);
        }}
      />
      {!isNote && <Uploads {...{ uploads, retry, remove }} />}
      <div className={classes.foot}>
        {takesFiles && (
          <>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              accept={acceptOf(chat.files?.kinds ?? [])}
              onChange={({ currentTarget }) => {
                add(currentTarget.files ?? []);
                currentTarget.value = '';
              }}
            />
            <ActionIcon
              variant="subtle"
              size={32}
              className={classes.attach}
              aria-label={filesTexts.attach}
              title={filesTexts.attach}
              onClick={() => picker.current?.click()}
            >
              <IconPaperclip size={18} stroke={1.75} aria-hidden />
            </ActionIcon>
          </>
        )}
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
              <Kbd>{isMail ? keyboard.keys.ctrl : keyboard.keys.shift}</Kbd> <Kbd>{keyboard.keys.enter}</Kbd>{' '}
              {isMail ? texts.sends : texts.newLine}
            </span>
          )}
        </span>
        <Button type="submit" rightSection={<IconCornerDownLeft size={17} stroke={1.75} aria-hidden />}>
          {isNote ? texts.save : texts.send}
        </Button>
      </div>
    </form>
  );
}
