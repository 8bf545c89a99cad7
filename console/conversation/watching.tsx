/** What a supervisor who watches can do (D9). The visitor and the agents notice only what is done. */
import { Button, Textarea } from '@mantine/core';
import type { KeyboardEvent, RefObject } from 'react';
import { typed } from '../../core/text.ts';
import { MAX_MESSAGE_CHARS } from '../../protocol/visitor.ts';
import { isComposing } from '../keyboard/shortcuts.ts';
import type { ChatIn } from '../live/chat.ts';
import { useDraft } from '../live/drafts.ts';
import { pending } from '../live/live.ts';
import { useLive, useLiveState, useSession } from '../live/use-live.tsx';
import { IconEar, IconEye } from '../look/icons.ts';
import { useTexts } from '../texts/texts.tsx';
import composer from './composer.module.css';
import { LeftActs } from './left-acts.tsx';
import classes from './watching.module.css';

interface Props {
  chat: ChatIn<'watched'>;
  /** Where to whisper. */
  field: RefObject<HTMLTextAreaElement | null>;
}

export function Watching(props: Props) {
  return props.chat.isAside ? <LeftActs chat={props.chat} /> : <Unseen {...props} />;
}

function Unseen({ chat, field }: Props) {
  const { people: texts } = useTexts();
  const live = useLive();
  const state = useLiveState();
  const { agent } = useSession();
  const owner = chat.people.find(({ as }) => as === 'owner')?.agent;
  const isEntering = pending(state, chat.id, 'join') || pending(state, chat.id, 'take-over');
  return (
    <div className={classes.watching}>
      <div className={classes.bar}>
        <p className={classes.unseen}>
          <IconEye size={17} stroke={1.75} aria-hidden />
          {texts.watching}
        </p>
        {owner && (
          <>
            {/* Needs a place of an agent's capacity. */}
            {agent && (
              <Button variant="default" size="xs" disabled={isEntering} onClick={() => live.takeOver(chat)}>
                {texts.takeOver}
              </Button>
            )}
            <Button variant="default" size="xs" disabled={isEntering} onClick={() => live.join(chat)}>
              {texts.join}
            </Button>
          </>
        )}
        <Button
          variant="default"
          size="xs"
          disabled={pending(state, chat.id, 'leave')}
          onClick={() => live.leave(chat)}
        >
          {texts.stop}
        </Button>
      </div>
      {owner && <Whisper chat={chat} to={owner.name} field={field} />}
    </div>
  );
}

function Whisper({ chat, to, field }: Props & { to: string }) {
  const { people: texts } = useTexts();
  const live = useLive();
  const [text, setText] = useDraft(chat.id, 'reply');
  const send = () => {
    const words = typed(text);
    if (!words) return;
    live.whisper(chat, words);
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={`${composer.composer} ${classes.whisper}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        ref={field}
        variant="unstyled"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={MAX_MESSAGE_CHARS}
        classNames={{ input: composer.field, label: classes.label }}
        label={
          <>
            <IconEar size={16} stroke={1.75} aria-hidden /> {texts.whisperTo(to)}
          </>
        }
        dir="auto"
        placeholder={texts.whisperHint}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className={composer.foot}>
        <Button type="submit">{texts.whisper}</Button>
      </div>
    </form>
  );
}
