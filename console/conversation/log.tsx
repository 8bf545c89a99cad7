/** The conversation, oldest first, with unsent messages at its end. */
import { Button, UnstyledButton } from '@mantine/core';
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { mailboxFor } from '../../core/interaction/facts.ts';
import type { Chat, Entry } from '../live/chat.ts';
import type { Outgoing } from '../live/sending.ts';
import { useLive, useLiveState, useNow } from '../live/use-live.tsx';
import { IconAlertCircle, IconCheck, IconClock, IconLock, IconRobot, IconWifiOff } from '../look/icons.ts';
import { Initials } from '../look/initials.tsx';
import { Receipt } from '../receipt/receipt.tsx';
import { duration } from '../texts/duration.ts';
import { useTexts, useTimeOfDay } from '../texts/texts.tsx';
import { ForAgents } from './for-agents.tsx';
import classes from './log.module.css';
import { SystemLine } from './system-line.tsx';
import { Words } from './words.tsx';

type MessageEntry = Extract<Entry, { kind: 'message' }>;
type OutgoingMessage = Outgoing & { frame: Extract<Outgoing['frame'], { t: 'message' }> };

const isMessageOf =
  (chat: Chat) =>
  (outgoing: Outgoing): outgoing is OutgoingMessage =>
    outgoing.frame.t === 'message' && outgoing.frame.interactionId === chat.id;

export function Log({ chat, onReceipt }: { chat: Chat; onReceipt(): void }) {
  const { chat: texts } = useTexts();
  const { outgoing } = useLiveState();
  const unsent = outgoing.filter(isMessageOf(chat));
  const { log, away, toEnd } = useStayAtEnd(chat.entries.length + unsent.length);

  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be scrollable by keyboard */}
      <div ref={log} className={classes.log} role="log" aria-label={texts.log(chat.contact.name)} tabIndex={0}>
        {chat.entries.map((entry, index) =>
          entry.kind === 'message' ? (
            <Message key={entry.id} chat={chat} entry={entry} last={isLastOfRun(chat.entries, index)} />
          ) : entry.kind === 'note' ? (
            <Note key={entry.id} entry={entry} />
          ) : entry.kind === 'bot' ? (
            <Bot key={`${entry.seq}-${entry.lines[0]?.text}`} chat={chat} lines={entry.lines} />
          ) : entry.kind === 'whispered' ? (
            <ForAgents key={entry.id} by={entry.by} text={entry.text} at={entry.at} />
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
  return next?.kind !== 'message' || entry?.kind !== 'message' || next.from !== entry.from;
}

function Message({ chat, entry, last }: { chat: Chat; entry: MessageEntry; last: boolean }) {
  const { chat: texts } = useTexts();
  const timeOfDay = useTimeOfDay();
  const own = entry.from === 'agent';
  return (
    <div className={classes.message} data-from={entry.from}>
      {!own && <Initials name={chat.contact.name} tone="accent" />}
      <div className={classes.body}>
        <p className={classes.bubble} lang={chat.facts.culture} dir="auto">
          <span className="visually-hidden" lang="">
            {own ? texts.fromYou : texts.from(chat.contact.name)}{' '}
          </span>
          <Words text={entry.text} />
        </p>
        {last && (
          <p className={classes.meta}>
            {own && <IconCheck size={14} stroke={1.75} aria-hidden />}
            {own && `${texts.sent} `}
            {timeOfDay(entry.at)}
          </p>
        )}
      </div>
    </div>
  );
}

/** For agents only, and yellow, so that nobody takes it for something that the visitor sees. */
function Note({ entry }: { entry: Extract<Entry, { kind: 'note' }> }) {
  const { chat: texts } = useTexts();
  const timeOfDay = useTimeOfDay();
  return (
    <div className={classes.note}>
      <IconLock size={16} stroke={1.75} aria-hidden />
      <div>
        <p className={classes.noteOf}>
          <strong>{texts.noteBy(entry.agent.name)}</strong> {timeOfDay(entry.at)}
        </p>
        <p dir="auto">
          <Words text={entry.text} />
        </p>
      </div>
    </div>
  );
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
  return (
    <div className={classes.message} data-from="agent" data-unsent>
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
  const mailbox = mailboxFor(chat.terms, chat.contact);
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
    const resized = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    element.addEventListener('scroll', scrolled);
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', scrolled);
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
