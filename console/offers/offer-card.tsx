/** An offer, docked on top of the inbox: it covers nothing and takes no focus. */
import { Button, Kbd } from '@mantine/core';
import { type ChatIn, lastOfVisitor, leftIn } from '../live/chat.ts';
import { pending } from '../live/live.ts';
import { useLiveState, useNow } from '../live/use-live.tsx';
import { Bar } from '../look/age.tsx';
import { asks } from '../look/asks.ts';
import { Culture } from '../look/culture.tsx';
import { IconBellRinging, IconRoute } from '../look/icons.ts';
import { placeOf } from '../receipt/sentences.ts';
import { duration } from '../texts/duration.ts';
import { useWords, type Words } from '../texts/texts.tsx';
import classes from './offer-card.module.css';
import { Ring } from './ring.tsx';
import { useAnswerOffer } from './use-answer-offer.ts';

export function OfferCard({ chat }: { chat: ChatIn<'offered'> }) {
  const words = useWords();
  const { offer: texts, keyboard, people } = words.texts;
  const { proposal: asks, handedOver } = chat;
  const note = (asks ?? handedOver)?.note;
  const title = texts.title[asks?.as ?? chat.what];
  const now = useNow();
  const state = useLiveState();
  const { accept, pass } = useAnswerOffer();
  const left = Math.max(0, chat.expiresAt - now);
  const seconds = Math.floor(left / 1000);
  const share = left / (chat.expiresAt - chat.offeredAt);
  const answering = pending(state, chat.id, 'accept') || pending(state, chat.id, 'reject');
  const wrote = lastOfVisitor(chat)?.text ?? leftIn(chat);
  const reasons = reasonsOf(chat, words);

  return (
    <article className={classes.card} aria-label={`${title}: ${chat.contact.name}`}>
      <header className={classes.header}>
        <IconBellRinging className={classes.bell} size={18} stroke={1.75} aria-hidden />
        <h2 className={classes.what}>{title}</h2>
        <Ring share={share} seconds={seconds} label={texts.left(seconds)} />
      </header>
      <div className={classes.who}>
        <strong className={classes.name}>{chat.contact.name}</strong>
        <Culture culture={chat.facts.culture} />
      </div>
      <p>
        {chat.terms.queueName}
        {!asks && (
          <>
            {' '}
            · {texts.waited} <strong className={classes.time}>{duration(now - chat.since)}</strong>
          </>
        )}
      </p>
      {wrote && (
        <p className={classes.words} lang={chat.facts.culture} dir="auto">
          “{wrote}”
        </p>
      )}
      {(asks || handedOver) && (
        <div className={classes.from}>
          <p>{asks ? people.asks[asks.as](asks.by.name) : handedOver && people.from(handedOver.by.name)}</p>
          {note && (
            <p className={classes.note} dir="auto">
              {note}
            </p>
          )}
        </div>
      )}
      {reasons.length > 0 && (
        <p className={classes.why}>
          <IconRoute size={16} stroke={1.75} aria-hidden />
          <span>{reasons.join(' · ')}</span>
        </p>
      )}
      <div className={classes.actions}>
        <Button className={classes.accept} disabled={answering} onClick={() => accept(chat)} aria-keyshortcuts="Alt+A">
          {answering ? texts.answering : texts.accept}{' '}
          <Kbd className={classes.key} aria-hidden>
            {keyboard.keys.alt} A
          </Kbd>
        </Button>
        <Button className={classes.pass} disabled={answering} onClick={() => pass(chat)} aria-keyshortcuts="Alt+P">
          {texts.pass}{' '}
          <Kbd className={classes.key} aria-hidden>
            {keyboard.keys.alt} P
          </Kbd>
        </Button>
      </div>
      <Bar look="offer" share={share} />
    </article>
  );
}

/** What the chat needs, and how it came to this agent. */
function reasonsOf(chat: ChatIn<'offered'>, words: Words): string[] {
  const { offer: texts, receipt } = words.texts;
  const needs = asks(chat.requires, words.culture);
  // A colleague chose this agent.
  if (chat.proposal) return needs;
  if (!chat.alsoRings) {
    const offered = chat.explaining.findLast((event) => event.type === 'offered');
    const place = offered ? placeOf(chat, offered, words) : '';
    return place ? [...needs, place] : needs;
  }
  const others = chat.alsoRings.map(({ name }) => name);
  return others.length > 0 ? [...needs, texts.alsoRings(receipt.list(others))] : needs;
}
