/** The conversation, oldest first, with unsent messages at its end. */
import { Button, UnstyledButton } from '@mantine/core';
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { mailboxFor } from '../../core/interaction/facts.ts';
import { typed } from '../../core/text.ts';
import { MAX_MESSAGE_CHARS } from '../../protocol/visitor.ts';
import type { Chat, Entry } from '../live/chat.ts';
import type { Outgoing } from '../live/sending.ts';
import { useLive, useLiveState, useNow, useSession } from '../live/use-live.tsx';
import { IconAlertCircle, IconCheck, IconChecks, IconClock, IconRobot, IconWifiOff } from '../look/icons.ts';
import { Initials } from '../look/initials.tsx';
import { Receipt } from '../receipt/receipt.tsx';
import { duration } from '../texts/duration.ts';
import { useTexts, useTimeOfDay } from '../texts/texts.tsx';
import { FileLine } from './files.tsx';
import { ForAgents } from './for-agents.tsx';
import { LeftMessage } from './left-message.tsx';
import classes from './log.module.css';
import { SystemLine } from './system-line.tsx';
import { Words } from './words.tsx';

type MessageEntry = Extract<Entry, { kind: 'message' }>;
type OutgoingMessage = Outgoing & { frame: Extract<Outgoing['frame'], { t: 'message' | 'note' }> };

const isMessageOf =
  (chat: Chat) =>
  (outgoing: Outgoing): outgoing is OutgoingMessage =>
    (outgoing.frame.t === 'message' || outgoing.frame.t === 'note') && outgoing.frame.interactionId === chat.id;

export function Log({ chat, onReceipt }: { chat: Chat; onReceipt(): void }) {
  const { chat: texts } = useTexts();
  const { outgoing } = useLiveState();
  const unreadFrom = useUnreadFrom(chat);
  const unsent = outgoing.filter(isMessageOf(chat));
  const { log, away, toEnd } = useStayAtEnd(chat.entries.length + unsent.length);

  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be scrollable by keyboard */}
      <div ref={log} className={classes.log} role="log" aria-label={texts.log(chat.contact.name)} tabIndex={0}>
        {chat.entries.map((entry, index) =>
          entry.kind === 'message' ? (
            <Fragment key={entry.id}>
              {entry.seq === unreadFrom && <p className={classes.unread}>{texts.unreadFrom}</p>}
              <Message chat={chat} entry={entry} last={isLastOfRun(chat.entries, index)} />
            </Fragment>
          ) : entry.kind === 'file' ? (
            <FileLine key={entry.id} chat={chat} entry={entry} />
          ) : entry.kind === 'note' ? (
            <ForAgents key={entry.id} as="noted" by={entry.agent} text={entry.text} at={entry.at} />
          ) : entry.kind === 'bot' ? (
            <Bot key={`${entry.seq}-${entry.lines[0]?.text}`} chat={chat} lines={entry.lines} />
          ) : entry.kind === 'left-message' ? (
            <LeftMessage key={`${entry.seq}-${entry.kind}`} chat={chat} entry={entry} />
          ) : entry.kind === 'whispered' ? (
            <ForAgents key={entry.id} as="whispered" by={entry.by} text={entry.text} at={entry.at} />
          ) : chat.stage === 'active' && chat.visitorAway?.seq === entry.seq ? (
            <AwayLine key={`${entry.seq}-${entry.kind}`} chat={chat} endsAt={chat.visitorAway.endsAt} />
          ) : (
            <Fragment key={`${entry.seq}-${entry.kind}`}>
              <SystemLine chat={chat} entry={entry} />
              {entry.kind === 'ended' && entry.says !== undefined && <Bot chat={chat} lines={[{ text: entry.says }]} />}
            </Fragment>
          ),
        )}
        {chat.stage === 'wrap-up' && (
          <div className={classes.receipt}>
            <Receipt chat={chat} onWhole={onReceipt} />
          </div>
        )}
        {unsent.map((message) => (
          <Unsent key={message.frame.id} chat={chat} message={message} />
        ))}
        <Typing chat={chat} />
      </div>
      {away && (
        <Button className={classes.toEnd} variant="default" size="xs" onClick={toEnd}>
          {texts.newMessages}
        </Button>
      )}
    </div>
  );
}

function isLastOfRun(entries: readonly Entry[], index: number): boolean {
  const entry = entries[index];
  const next = entries[index + 1];
  if (next?.kind !== 'message' || entry?.kind !== 'message') return true;
  return next.from !== entry.from || next.agent?.id !== entry.agent?.id;
}

function Message({ chat, entry, last }: { chat: Chat; entry: MessageEntry; last: boolean }) {
  const { chat: texts } = useTexts();
  const timeOfDay = useTimeOfDay();
  const { person: me } = useSession();
  const isAgents = entry.from === 'agent';
  // What was e-mailed can be neither changed nor seen to be read.
  const isTalk = chat.what === 'chat';
  // D9: whoever else of us writes here.
  const colleague = isAgents && entry.agent?.id !== me.id ? entry.agent?.name : undefined;
  const author = isAgents ? (entry.agent?.name ?? me.name) : chat.contact.name;
  return (
    <div className={classes.message} data-from={entry.from}>
      <Initials name={author} tone={isAgents ? 'plain' : 'accent'} />
      <div className={classes.body}>
        <p className={classes.bubble} lang={chat.facts.culture} dir="auto">
          <span className="visually-hidden" lang="">
            {isAgents && !colleague ? texts.fromYou : texts.from(author)}{' '}
          </span>
          {entry.revised === 'deleted' ? <em>{texts.deleted}</em> : <Words text={entry.text} />}
        </p>
        <p className={classes.meta}>
          {last && colleague && <bdi className={classes.colleague}>{colleague}</bdi>}
          {entry.revised === 'edited' && texts.edited}
          {last && (isAgents && isTalk ? <Delivery chat={chat} entry={entry} /> : timeOfDay(entry.at))}
          {isAgents && isTalk && entry.revised !== 'deleted' && <Revise chat={chat} entry={entry} />}
        </p>
      </div>
    </div>
  );
}

/** What the visitor has of it. Of an older one, its own time says more than that of the newest mark. */
function Delivery({ chat, entry }: { chat: Chat; entry: MessageEntry }) {
  const { chat: texts } = useTexts();
  const { marks } = useLiveState();
  const timeOfDay = useTimeOfDay();
  const mark = marks.get(chat.id);
  const isRead = mark !== undefined && entry.seq <= mark.read;
  const isNewest = chat.entries.findLast((each) => each.kind === 'message' && each.from === 'agent') === entry;
  const state = isRead ? texts.read : mark && entry.seq <= mark.got ? texts.delivered : texts.sent;
  const Icon = isRead ? IconChecks : IconCheck;
  return (
    <>
      <Icon size={14} stroke={1.75} aria-hidden />
      {`${state} ${timeOfDay(isRead && isNewest ? mark.at : entry.at)}`}
    </>
  );
}

/** While its author may still change it (E4). Foyer decides: our clock only hides the buttons. */
function Revise({ chat, entry }: { chat: Chat; entry: MessageEntry }) {
  const { chat: texts } = useTexts();
  const live = useLive();
  const { person } = useSession();
  const [text, setText] = useState<string>();
  const [isAsking, setIsAsking] = useState(false);
  const isOpen = useNow() < entry.at + chat.terms.editWithinS * 1000;
  if (!isOpen || chat.stage !== 'active' || entry.agent?.id !== person.id) return null;
  const way = (words: string, onClick: () => void) => (
    <UnstyledButton className={classes.way} onClick={onClick}>
      {words}
    </UnstyledButton>
  );
  if (text !== undefined)
    return (
      <>
        <textarea
          className={classes.revising}
          // biome-ignore lint/a11y/noAutofocus: it replaces the button that was pressed
          autoFocus
          maxLength={MAX_MESSAGE_CHARS}
          aria-label={texts.edit}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {way(texts.save, () => {
          if (!typed(text)) return;
          live.revise(chat, entry.seq, typed(text));
          setText(undefined);
        })}
        {way(texts.cancel, () => setText(undefined))}
      </>
    );
  return isAsking ? (
    <>
      {way(texts.deleteForBoth, () => live.revise(chat, entry.seq, ''))}
      {way(texts.cancel, () => setIsAsking(false))}
    </>
  ) : (
    <>
      {way(texts.edit, () => setText(entry.text))}
      {way(texts.delete, () => setIsAsking(true))}
    </>
  );
}

function Typing({ chat }: { chat: Chat }) {
  const { chat: texts } = useTexts();
  const name = useLiveState().typing.get(chat.id);
  return name === undefined ? null : <p className={classes.typing}>{texts.typing(name || chat.contact.name)}</p>;
}

/** Where unread began when the agent came here: it stays until they come again. */
function useUnreadFrom(chat: Chat): number | undefined {
  const { seen } = useLiveState();
  const [from] = useState(() => seen.get(chat.id) ?? 0);
  if (from === 0) return undefined;
  return chat.entries.find((entry) => entry.kind === 'message' && entry.from === 'visitor' && entry.seq > from)?.seq;
}

/** What was said automatically: less prominent than people, with its buttons as text. */
function Bot({ chat, lines }: { chat: Chat } & Pick<Extract<Entry, { kind: 'bot' }>, 'lines'>) {
  const { chat: texts } = useTexts();
  return (
    <div className={classes.bot}>
      <IconRobot size={16} stroke={1.75} aria-hidden />
      <div lang={chat.facts.culture} dir="auto">
        <span className="visually-hidden" lang="">
          {texts.bot}{' '}
        </span>
        {lines.map(({ text, options = [] }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: past messages do not move
          <p key={index}>
            <Words text={text} />
            {options.length > 0 && (
              <span className={classes.options}>
                <span className="visually-hidden" lang="">
                  {texts.buttons}{' '}
                </span>
                {options.join(' · ')}
              </span>
            )}
          </p>
        ))}
      </div>
    </div>
  );
}

/** Exists only on this device, and says so. */
function Unsent({ chat, message: { frame, refused } }: { chat: Chat; message: OutgoingMessage }) {
  const { chat: texts, refusals } = useTexts();
  const live = useLive();
  const { person: me } = useSession();
  return (
    <div className={classes.message} data-from="agent" data-unsent>
      <Initials name={me.name} />
      <div className={classes.body}>
        <p className={classes.bubble} lang={chat.facts.culture} dir="auto">
          <span className="visually-hidden" lang="">
            {texts.fromYou}{' '}
          </span>
          <Words text={frame.text} />
        </p>
        {refused ? (
          <p className={classes.meta} data-refused>
            <IconAlertCircle size={14} stroke={1.75} aria-hidden />
            {texts.refused}. {refusals[refused.code] ?? refused.message}
            <UnstyledButton className={classes.way} onClick={() => live.retry(frame.id)}>
              {texts.tryAgain}
            </UnstyledButton>
            <UnstyledButton className={classes.way} onClick={() => live.discard(frame.id)}>
              {texts.discard}
            </UnstyledButton>
          </p>
        ) : (
          <p className={classes.meta}>
            <IconClock size={14} stroke={1.75} aria-hidden />
            {texts.notSent}
          </p>
        )}
      </div>
    </div>
  );
}

function AwayLine({ chat, endsAt }: { chat: Chat; endsAt: number }) {
  const { chat: texts } = useTexts();
  const left = endsAt - useNow();
  const mailbox = chat.terms.continuity && mailboxFor(chat.contact);
  return (
    <p className={classes.away}>
      <IconWifiOff size={16} stroke={1.75} aria-hidden />
      {texts.visitorLeft(chat.contact.name)} · <span aria-live="off">{texts.endsAt(duration(left))}</span>
      {mailbox && <span className={classes.mailed}>{texts.willBeMailed(mailbox)}</span>}
    </p>
  );
}

/** Follows new messages, unless the person is reading further up. */
function useStayAtEnd(count: number) {
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [away, setAway] = useState(false);
  const toEnd = () => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  };

  useEffect(() => {
    const element = log.current;
    if (!element) return;
    const scrolled = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
      if (atEnd.current) setAway(false);
    };
    const stay = () => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    };
    const resized = new ResizeObserver(stay);
    element.addEventListener('scroll', scrolled);
    // Of pictures in it.
    element.addEventListener('load', stay, true);
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', scrolled);
      element.removeEventListener('load', stay, true);
      resized.disconnect();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs because something was added
  useLayoutEffect(() => {
    const element = log.current;
    if (!element) return;
    if (atEnd.current) element.scrollTop = element.scrollHeight;
    else setAway(true);
  }, [count]);

  return { log, away, toEnd };
}
