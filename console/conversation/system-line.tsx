import type { ReactNode } from 'react';
import type { Chat, Entry } from '../live/chat.ts';
import {
  IconArrowBackUp,
  IconArrowsExchange,
  IconCheck,
  IconClock,
  IconDoorExit,
  IconMail,
  IconMailOff,
  IconMoodSmile,
  IconPhone,
  IconPlayerPause,
  IconPlayerPlay,
  IconRoute,
  IconUserCheck,
  IconUserPlus,
  IconUserX,
  IconWifi,
  IconWifiOff,
} from '../look/icons.ts';
import { handedOverIn } from '../receipt/sentences.ts';
import { duration } from '../texts/duration.ts';
import type { Texts } from '../texts/en.ts';
import { useTexts, useTimeOfDay, useTimeSoon } from '../texts/texts.tsx';
import { ForAgents } from './for-agents.tsx';
import classes from './system-line.module.css';
import { Words } from './words.tsx';

type SystemEntry = Exclude<Entry, { kind: 'message' | 'note' | 'bot' | 'whispered' | 'left-message' | 'file' }>;

/** What happened to the chat, between its messages. */
export function SystemLine({ chat, entry }: { chat: Chat; entry: SystemEntry }) {
  const texts = useTexts();
  const timeOfDay = useTimeOfDay();
  const timeSoon = useTimeSoon();
  const said = sentence(chat, entry, texts, timeSoon);
  if (!said) return null;
  return (
    <>
      <p className={classes.line}>
        {said.icon} {said.words} · {timeOfDay(entry.at)}
      </p>
      {'words' in entry && entry.words && (
        <p className={classes.words} lang={chat.facts.culture} dir="auto">
          <Words text={entry.words} />
        </p>
      )}
      {'note' in entry && entry.by && <ForAgents as="noted" by={entry.by} text={entry.note} at={entry.at} />}
    </>
  );
}

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

function sentence(
  chat: Chat,
  entry: SystemEntry,
  { chat: texts, people, left, calls }: Texts,
  timeSoon: (at: number) => string,
): { icon: ReactNode; words: string } | undefined {
  const visitor = chat.contact.name;
  switch (entry.kind) {
    case 'queued':
      return queued(entry, texts);
    case 'accepted':
      return { icon: <IconUserCheck {...icon} />, words: accepted(entry, texts) };
    case 'parked':
      return { icon: <IconPlayerPause {...icon} />, words: parkedWords(entry, texts) };
    case 'resumed':
      return { icon: <IconPlayerPlay {...icon} />, words: parkedWords(entry, texts) };
    case 'reopened':
      return {
        icon: <IconArrowBackUp {...icon} />,
        words: chat.what === 'chat' ? texts.reopened(visitor) : left.wroteBack(visitor),
      };
    case 'long':
      return { icon: <IconClock {...icon} />, words: texts.long(duration(entry.limitS * 1000)) };
    case 'visitor-left':
      return { icon: <IconWifiOff {...icon} />, words: texts.visitorLeft(visitor) };
    case 'visitor-returned':
      return { icon: <IconWifi {...icon} />, words: texts.visitorReturned(visitor) };
    case 'mailed':
      return { icon: <IconMail {...icon} />, words: texts.mailed(Math.round(entry.afterMs / 1000)) };
    case 'mail-failed':
      return { icon: <IconMailOff {...icon} />, words: texts.mailFailed[entry.because] };
    case 'mail-declined':
      return { icon: <IconMailOff {...icon} />, words: texts.mailDeclined(visitor) };
    case 'proposed':
      return { icon: <IconUserPlus {...icon} />, words: people.proposed[entry.as](entry.by.name, entry.agent.name) };
    case 'declined':
      return {
        icon: <IconUserX {...icon} />,
        words: people[entry.isWithdrawn ? 'withdrawn' : 'declined'](entry.agent.name),
      };
    case 'transferred':
      return { icon: <IconArrowsExchange {...icon} />, words: people.transferred(entry.by.name) };
    case 'handed-over':
      return { icon: <IconArrowsExchange {...icon} />, words: handedOverIn(entry, people) };
    case 'joined':
      return { icon: <IconUserPlus {...icon} />, words: people.joined(entry.agent.name) };
    case 'left':
      return { icon: <IconDoorExit {...icon} />, words: people.left(entry.agent.name) };
    case 'transcribing':
      return { icon: <IconMail {...icon} />, words: texts.transcribing(visitor) };
    case 'transcribed':
      return { icon: <IconMail {...icon} />, words: texts.transcribed };
    case 'transcript-failed':
      return { icon: <IconMailOff {...icon} />, words: texts.transcriptFailed[entry.because] };
    case 'rated':
      return { icon: <IconMoodSmile {...icon} />, words: texts.rated(visitor, entry.score) };
    case 'ended':
      return {
        icon: <IconDoorExit {...icon} />,
        words: chat.what === 'chat' ? (texts.ended[entry.by]?.(visitor) ?? texts.over) : left.finished,
      };
    case 'call-planned':
      return { icon: <IconPhone {...icon} />, words: calls.planned(timeSoon(entry.dueAt)) };
    case 'called':
      return { icon: <IconPhone {...icon} />, words: calledWords(entry, calls, timeSoon) };
    case 'letter':
      return entry.is === 'failed'
        ? { icon: <IconMailOff {...icon} />, words: left.letterFailed[entry.because] }
        : { icon: <IconMail {...icon} />, words: left.letter[entry.isAgain ? 'twice' : entry.is](entry.to) };
    case 'forwarding':
      return {
        icon: <IconMail {...icon} />,
        words: entry.by ? left.again(entry.by.name, entry.to) : left.forwarding(entry.to),
      };
    case 'forwarded':
      return { icon: <IconMail {...icon} />, words: left.forwarded };
    case 'forward-failed':
      return { icon: <IconMailOff {...icon} />, words: left.failed[entry.because] };
    case 'settled':
      return { icon: <IconCheck {...icon} />, words: entry.by ? left.settled(entry.by.name) : left.replaced(visitor) };
    default:
      return entry satisfies never;
  }
}

function calledWords(
  { agent, reached, nextAt }: Extract<Entry, { kind: 'called' }>,
  calls: Texts['calls'],
  timeSoon: (at: number) => string,
): string {
  if (reached) return calls.reached(agent.name);
  return nextAt === undefined ? calls.gaveUp(agent.name) : calls.again(agent.name, timeSoon(nextAt));
}

/** Requirements may also be relaxed while in line; the receipt explains that. */
function queued({ because, queueName }: Extract<Entry, { kind: 'queued' }>, texts: Texts['chat']) {
  if (because === 'returned' || because === 'unresumed')
    return { icon: <IconArrowBackUp {...icon} />, words: texts.queuedAgain };
  if (because === 'transferred') return { icon: <IconRoute {...icon} />, words: texts.queuedFor(queueName) };
  if (because === 'overflowed') return { icon: <IconRoute {...icon} />, words: texts.overflowed(queueName) };
  if (because === 'republished') return { icon: <IconRoute {...icon} />, words: texts.republished(queueName) };
  return undefined;
}

function accepted(
  { agent, mine, waitedMs, answeredMs }: Extract<Entry, { kind: 'accepted' }>,
  texts: Texts['chat'],
): string {
  if (!mine) return texts.acceptedBy(agent.name);
  const waited = duration(waitedMs);
  return answeredMs === undefined ? texts.taken(waited) : texts.accepted(Math.round(answeredMs / 1000), waited);
}

/** Also when it is taken up again. Only an agent does it by choice. */
function parkedWords(entry: Extract<Entry, { kind: 'parked' | 'resumed' }>, texts: Texts['chat']): string {
  if (entry.of && entry.by === 'agent') return texts.parkedBy[entry.kind](entry.of.name);
  return entry.kind === 'parked' ? texts.parked[entry.by] : texts.resumed[entry.by];
}
