import { ActionIcon, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Chat, type ChatIn, handledMs, isParked, type Kept } from '../live/chat.ts';
import { pending } from '../live/live.ts';
import { useLive, useLiveState, useNow } from '../live/use-live.tsx';
import {
  IconArrowLeft,
  IconArrowsExchange,
  IconCheck,
  IconDoorExit,
  IconPlayerPause,
  IconPlayerPlay,
  IconUserCircle,
  IconUserPlus,
} from '../look/icons.ts';
import { StateBadge } from '../look/state-badge.tsx';
import { duration } from '../texts/duration.ts';
import { useTexts } from '../texts/texts.tsx';
import { HandOverDialog, type HandOverHow } from './hand-over.tsx';
import classes from './header.module.css';

interface Props {
  chat: Chat;
  onContact: (() => void) | undefined;
  /** Whether the dialog is open in which the chat is handed over. */
  handingOver: boolean;
  onHandOver(open: boolean): void;
}

export function Header({ chat, onContact, handingOver, onHandOver }: Props) {
  const { chat: texts, people, left } = useTexts();
  const live = useLive();
  const state = useLiveState();
  const handling = useHandling(chat);
  const [how, setHow] = useState<HandOverHow>('transfer');
  // A chat that has ended can only be closed.
  const isOver = chat.isAside && chat.what === 'chat';
  const mayHandOver = (chat.stage === 'watched' && !isOver) || (chat.stage === 'active' && chat.as === 'owner');
  const isAsked = chat.proposal !== undefined;
  // Not `disabled`, so that the focus can come back from the dialog.
  const handsOver = (how: HandOverHow) => ({
    'aria-disabled': isAsked,
    'data-disabled': isAsked,
    onClick: () => {
      if (isAsked) return;
      setHow(how);
      onHandOver(true);
    },
  });
  return (
    <header className={classes.header}>
      <Link to="/" className={classes.back} aria-label={texts.back}>
        <IconArrowLeft size={20} stroke={1.75} aria-hidden />
      </Link>
      <div className={classes.who}>
        <div className={classes.line}>
          <h2 className={classes.name} title={chat.contact.name}>
            {chat.contact.name}
          </h2>
          {(chat.stage === 'offered' || chat.stage === 'active' || chat.stage === 'wrap-up') && (
            <StateBadge state={stateOf(chat)} />
          )}
        </div>
        <p className={classes.details}>
          {[chat.terms.queueName, texts.website, handling].filter((part) => part !== undefined).join(' · ')}
        </p>
      </div>
      {onContact && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          className={classes.tool}
          aria-label={texts.about(chat.contact.name)}
          onClick={onContact}
        >
          <IconUserCircle size={20} stroke={1.75} aria-hidden />
        </ActionIcon>
      )}
      {((chat.stage === 'active' && chat.as === 'owner') || chat.stage === 'wrap-up') && <ParkButton chat={chat} />}
      {mayHandOver && (
        <>
          {chat.what === 'chat' && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              className={classes.tool}
              aria-label={people.invite}
              title={people.invite}
              {...handsOver('invite')}
            >
              <IconUserPlus size={20} stroke={1.75} aria-hidden />
            </ActionIcon>
          )}
          <Button
            variant="subtle"
            color="gray"
            className={classes.quiet}
            title={people.handOver}
            leftSection={<IconArrowsExchange size={17} stroke={1.75} aria-hidden />}
            {...handsOver('transfer')}
          >
            <span className={classes.word}>{people.handOver}</span>
          </Button>
        </>
      )}
      {chat.stage === 'active' && chat.as === 'guest' && (
        <Button
          variant="default"
          className={classes.end}
          leftSection={<IconDoorExit size={17} stroke={1.75} aria-hidden />}
          disabled={pending(state, chat.id, 'leave')}
          onClick={() => live.leave(chat)}
        >
          {people.leave}
        </Button>
      )}
      {chat.stage === 'active' && chat.as === 'owner' && (
        <Button
          variant="default"
          className={classes.end}
          leftSection={<IconCheck size={17} stroke={1.75} aria-hidden />}
          disabled={pending(state, chat.id, 'end')}
          onClick={() => live.end(chat)}
        >
          {chat.what === 'chat' ? texts.end : left.finish}
        </Button>
      )}
      <HandOverDialog chat={chat} how={how} opened={handingOver && mayHandOver} onClose={() => onHandOver(false)} />
    </header>
  );
}

/** Parks it, or takes it up again. */
function ParkButton({ chat }: { chat: Kept }) {
  const { chat: texts } = useTexts();
  const live = useLive();
  const state = useLiveState();
  const Icon = chat.parked ? IconPlayerPlay : IconPlayerPause;
  return (
    <Button
      variant={chat.parked ? 'filled' : 'subtle'}
      color={chat.parked ? 'foyer' : 'gray'}
      className={chat.parked ? classes.end : classes.quiet}
      leftSection={<Icon size={17} stroke={1.75} aria-hidden />}
      disabled={pending(state, chat.id, 'park') || pending(state, chat.id, 'resume')}
      aria-keyshortcuts="Alt+K"
      title={chat.parked ? texts.resume : texts.park}
      onClick={() => (chat.parked ? live.resume(chat) : live.park(chat))}
    >
      {chat.parked ? texts.resume : <span className={classes.word}>{texts.park}</span>}
    </Button>
  );
}

function stateOf(chat: ChatIn<'offered' | 'active' | 'wrap-up'>) {
  if (isParked(chat)) return chat.parked.by === 'call' ? 'parked-by-call' : 'parked';
  return chat.stage === 'active' && chat.visitorAway ? 'away' : chat.stage;
}

function useHandling(chat: Chat): string | undefined {
  const { chat: texts } = useTexts();
  const now = useNow();
  if (chat.stage !== 'active' && chat.stage !== 'wrap-up') return undefined;
  const handled =
    chat.stage === 'active' ? texts.handling(duration(handledMs(chat, now))) : texts.handled(duration(chat.handledMs));
  if (!chat.parked) return handled;
  return `${handled} · ${texts.parkedFor(duration(Math.max(0, now - chat.parked.since)))}`;
}
