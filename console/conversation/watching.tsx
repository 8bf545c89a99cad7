/** What a supervisor who watches can do (D9). The visitor and the agents notice only what is done. */
import { Button, Textarea } from '@mantine/core';
import { typed } from '../../core/text.ts';
import { MAX_MESSAGE_CHARS } from '../../protocol/visitor.ts';
import type { ChatIn } from '../live/chat.ts';
import { useDraft } from '../live/drafts.ts';
import { useLive } from '../live/use-live.tsx';
import { useTexts } from '../texts/texts.tsx';
import classes from './composer.module.css';

export function Watching({ chat }: { chat: ChatIn<'watched'> }) {
  const { people: texts } = useTexts();
  const live = useLive();
  const [text, setText] = useDraft(chat.id, 'reply');
  const owner = chat.people.find(({ as }) => as === 'owner')?.agent;
  const send = () => {
    const words = typed(text);
    if (!words) return;
    live.whisper(chat, words);
    setText('');
  };
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <p className={classes.hint}>{texts.watching}</p>
      {owner && (
        <Textarea
          variant="unstyled"
          autosize
          maxRows={6}
          maxLength={MAX_MESSAGE_CHARS}
          classNames={{ input: classes.field }}
          label={texts.whisperTo(owner.name)}
          description={texts.whisperHint}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <div className={classes.foot}>
        <Button variant="default" onClick={() => live.leave(chat)}>
          {texts.stop}
        </Button>
        {owner && (
          <>
            <Button variant="default" onClick={() => live.takeOver(chat)}>
              {texts.takeOver}
            </Button>
            <Button variant="default" onClick={() => live.join(chat)}>
              {texts.join}
            </Button>
            <Button type="submit">{texts.whisper}</Button>
          </>
        )}
      </div>
    </form>
  );
}
