import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Chat, type ChatIn, lastMessage, leftIn, type ParkedChat, unread, wrapUpLeftMs } from '../live/chat.ts';
import { useLiveState, useNow, useSession } from '../live/use-live.tsx';
import { Age, Bar } from '../look/age.tsx';
import { Culture } from '../look/culture.tsx';
import { IconArrowBackUp, IconPhone, IconPlayerPause, IconWifiOff } from '../look/icons.ts';
import { Initials } from '../look/initials.tsx';
import { duration } from '../texts/duration.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './chat-row.module.css';

/** For chats in a queue that the agent no longer serves. */
const USUAL_LIMIT_S = 120;

export function ActiveRow({ chat }: { chat: ChatIn<'active'> }) {
  const { chat: texts } = useTexts();
  const { seen } = useLiveState();
  const count = unread(chat, seen.get(chat.id) ?? 0);
  return (
    <Row
      chat={chat}
      tone="accent"
      clock={<Turn chat={chat} />}
      bold={count > 0}
      preview={
        chat.visitorAway ? (
          <span className={classes.away}>
            <IconWifiOff size={14} stroke={1.75} aria-hidden /> {texts.states.away}
          </span>
        ) : (
          <Preview chat={chat} />
        )
      }
      mark={count > 0 && <Unread count={count} />}
    />
  );
}

/** The visitor's unanswered time, or a grey arrow and minutes if the visitor should answer next. */
function Turn({ chat }: { chat: ChatIn<'active'> }) {
  const { inbox } = useTexts();
  const { queues } = useSession();
  // The clock ticks once a second, so it may be behind the latest message.
  const age = Math.max(0, useNow() - chat.turn.since);
  if (chat.turn.of === 'agent') {
    const limitS = queues.find((queue) => queue.id === chat.queueId)?.serviceLevelS ?? USUAL_LIMIT_S;
    return <Age ms={age} limitS={limitS} said={inbox.unanswered} />;
  }
  return (
    <span className={classes.answered}>
      <IconArrowBackUp size={14} stroke={1.75} aria-hidden />
      <span aria-hidden>{inbox.minutes(Math.floor(age / 60_000))}</span>
      <span className="visually-hidden">{inbox.answered(duration(age))}</span>
    </span>
  );
}

export function WatchedRow({ chat }: { chat: ChatIn<'watched'> }) {
  const owner = chat.people.find(({ as }) => as === 'owner')?.agent;
  return <Row chat={chat} tone="accent" clock={owner?.name ?? null} preview={<Preview chat={chat} />} />;
}

export function WrapUpRow({ chat }: { chat: ChatIn<'wrap-up'> }) {
  const { inbox } = useTexts();
  const left = wrapUpLeftMs(chat, useNow());
  return (
    <Row
      chat={chat}
      tone="info"
      clock={<span className={classes.left}>{inbox.left(duration(left))}</span>}
      preview={inbox.choose}
      bar={<Bar look="info" share={left / chat.allowedMs} />}
    />
  );
}

/** How long it is parked; once the visitor has written, how long until it goes to anyone. */
export function ParkedRow({ chat }: { chat: ParkedChat }) {
  const { inbox, chat: texts } = useTexts();
  const { seen } = useLiveState();
  const now = useNow();
  const { by, since, replyBy } = chat.parked;
  const count = unread(chat, seen.get(chat.id) ?? 0);
  const left = replyBy === undefined ? undefined : Math.max(0, replyBy - now);
  const Icon = by === 'call' ? IconPhone : IconPlayerPause;
  return (
    <Row
      chat={chat}
      tone="park"
      bold={left !== undefined}
      clock={
        <span className={left === undefined ? classes.parked : classes.asking}>
          {left === undefined ? duration(Math.max(0, now - since)) : inbox.left(duration(left))}
        </span>
      }
      preview={
        left === undefined ? (
          <span className={classes.parked}>
            <Icon size={14} stroke={1.75} aria-hidden /> {texts.states[by === 'call' ? 'parked-by-call' : 'parked']}
          </span>
        ) : (
          <Preview chat={chat} />
        )
      }
      mark={count > 0 && <Unread count={count} />}
    />
  );
}

function Unread({ count }: { count: number }) {
  const { inbox } = useTexts();
  return (
    <span className={classes.unread}>
      <span aria-hidden>{count}</span>
      <span className="visually-hidden">{inbox.unread(count)}</span>
    </span>
  );
}

interface RowProps {
  chat: Chat;
  tone: 'accent' | 'info' | 'park';
  clock: ReactNode;
  preview: ReactNode;
  mark?: ReactNode;
  bar?: ReactNode;
  bold?: boolean;
}

function Row({ chat, tone, clock, preview, mark, bar, bold = false }: RowProps) {
  return (
    <li>
      <Link
        to="/chats/$interactionId"
        params={{ interactionId: chat.id }}
        className={classes.row}
        data-tone={tone}
        data-bold={bold || undefined}
      >
        <Initials name={chat.contact.name} tone={tone === 'info' ? 'info' : 'plain'} />
        <span className={classes.lines}>
          <span className={classes.line}>
            <strong className={classes.name}>{chat.contact.name}</strong>
            {clock}
          </span>
          <span className={classes.line}>
            <span className={classes.preview}>{preview}</span>
            {mark}
          </span>
          <span className={classes.where}>
            <Culture culture={chat.facts.culture} /> <span className={classes.queue}>{chat.terms.queueName}</span>
          </span>
          {bar}
        </span>
      </Link>
    </li>
  );
}

function Preview({ chat }: { chat: Chat }) {
  const { inbox, chat: texts } = useTexts();
  const { person: me } = useSession();
  const last = lastMessage(chat);
  const left = leftIn(chat);
  if (!last && left !== undefined)
    return (
      <span lang={chat.facts.culture} dir="auto">
        {left}
      </span>
    );
  if (!last) return inbox.noMessage;
  const text = last.revised === 'deleted' ? texts.deleted : last.text;
  const colleague = last.agent && last.agent.id !== me.id ? last.agent.name : undefined;
  return (
    <span lang={chat.facts.culture} dir="auto">
      {colleague && `${colleague}: `}
      {last.from === 'agent' && !colleague ? inbox.you(text) : text}
    </span>
  );
}
