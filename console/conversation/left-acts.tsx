/** What a supervisor does with what was left, or with a chat that nobody took: transfer (in the header), close, e-mail again. */
import { Button, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { typed } from '../../core/text.ts';
import type { ChatIn } from '../live/chat.ts';
import { pending } from '../live/live.ts';
import { useLive, useLiveState, useNow } from '../live/use-live.tsx';
import { useTexts } from '../texts/texts.tsx';
import classes from './left-acts.module.css';
import { mailto } from './mailto.ts';

/** Foyer refuses to send it again before that. */
const UNDER_WAY_MS = 10 * 60_000;

export function LeftActs({ chat }: { chat: ChatIn<'watched'> }) {
  const { left: texts } = useTexts();
  const live = useLive();
  const state = useLiveState();
  const now = useNow();
  const [isClosing, setIsClosing] = useState(false);
  const { contact, forwarding } = chat;
  const mayForward =
    forwarding && forwarding.is !== 'sent' && (forwarding.is === 'failed' || now > forwarding.at + UNDER_WAY_MS);
  if (isClosing) return <Closing chat={chat} onCancel={() => setIsClosing(false)} />;
  return (
    <div className={classes.bar}>
      <p className={classes.words}>{(chat.what === 'chat' ? texts.lookAtChat : texts.look)(contact.name)}</p>
      {mayForward && (
        <Button
          variant="default"
          disabled={pending(state, chat.id, 'forward-again')}
          onClick={() => live.forwardAgain(chat)}
        >
          {texts.sendAgain}
        </Button>
      )}
      {contact.email !== undefined && (
        <Button variant="default" component="a" href={mailto(contact.email)}>
          {texts.answer}
        </Button>
      )}
      <Button onClick={() => setIsClosing(true)}>{texts.close}</Button>
    </div>
  );
}

function Closing({ chat, onCancel }: { chat: ChatIn<'watched'>; onCancel(): void }) {
  const { left: texts, wrapUp, refusals } = useTexts();
  const live = useLive();
  const navigate = useNavigate();
  const [disposition, setDisposition] = useState('');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isSending, setIsSending] = useState(false);
  const error = useId();
  function close(event: FormEvent) {
    event.preventDefault();
    if (!disposition) return setProblem(wrapUp.choose);
    setIsSending(true);
    live.settle(chat, disposition, typed(note), (refused) => {
      setIsSending(false);
      if (refused) return setProblem(refusals[refused.code] ?? refused.message);
      void navigate({ to: '/messages' });
      // A chat that had ended before is not gone by being closed.
      if (chat.what === 'chat') live.leave(chat);
    });
  }
  return (
    <form className={classes.closing} onSubmit={close}>
      <fieldset aria-describedby={problem && error}>
        <legend>{texts.how}</legend>
        {chat.terms.dispositions.map(({ code, label }) => (
          <label key={code} className={classes.choice}>
            <input
              type="radio"
              name="disposition"
              value={code}
              checked={disposition === code}
              onChange={() => {
                setDisposition(code);
                setProblem(undefined);
              }}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <Textarea
        label={texts.note}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={4000}
        dir="auto"
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <p id={error} className={classes.problem} role="alert">
        {problem}
      </p>
      <div className={classes.bar}>
        <Button variant="default" onClick={onCancel}>
          {texts.cancel}
        </Button>
        <Button type="submit" loading={isSending}>
          {texts.close}
        </Button>
      </div>
    </form>
  );
}
