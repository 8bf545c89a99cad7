/** Somebody wants to be called (A7): their number, and whether they answered. */
import { Button } from '@mantine/core';
import type { ChatIn } from '../live/chat.ts';
import { pending } from '../live/live.ts';
import { useLive, useLiveState } from '../live/use-live.tsx';
import { IconPhone } from '../look/icons.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './call-back.module.css';

interface Props {
  chat: ChatIn<'active'>;
  call: NonNullable<ChatIn<'active'>['call']>;
}

export function CallBack({ chat, call }: Props) {
  const { calls: texts } = useTexts();
  const live = useLive();
  const state = useLiveState();
  const { name, phone } = chat.contact;
  const isAnswering = pending(state, chat.id, 'call-made');
  return (
    <section className={classes.card} aria-label={texts.wanted(name)}>
      <p className={classes.words}>
        <strong>{texts.wanted(name)}</strong>
        <span className={classes.tries}>{texts.tries(call.made + 1, call.tries)}</span>
      </p>
      {phone !== undefined && (
        <Button component="a" href={`tel:${phone}`} leftSection={<IconPhone size={17} stroke={1.75} aria-hidden />}>
          {texts.call} <bdi dir="ltr">&nbsp;{phone}</bdi>
        </Button>
      )}
      <fieldset className={classes.outcome} aria-label={texts.outcome}>
        <Button variant="default" disabled={isAnswering} onClick={() => live.called(chat, true)}>
          {texts.yes}
        </Button>
        <Button variant="default" disabled={isAnswering} onClick={() => live.called(chat, false)}>
          {texts.no}
        </Button>
      </fieldset>
    </section>
  );
}
