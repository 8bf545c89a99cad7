/**
 * Announces offers, visitors' messages and passed thresholds wherever the person is: sound, tab title, desktop notification. Offers also in words
 * and by a line.
 */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type Chat, type ChatIn, unread } from '../live/chat.ts';
import { wallClock } from '../live/clock.ts';
import { inboxGroups } from '../live/inbox-groups.ts';
import { type LiveState, pending } from '../live/live.ts';
import { isOn, useSwitch } from '../live/switches.ts';
import { useLive, useLiveState, useNow } from '../live/use-live.tsx';
import { Bar } from '../look/age.tsx';
import type { Texts } from '../texts/en.ts';
import { useTexts } from '../texts/texts.tsx';
import { type AlertEffects, createAlertSchedule } from './alert-schedule.ts';
import classes from './alerts.module.css';
import { createMessageAlerts } from './message-alerts.ts';
import { notify } from './notifications.ts';
import { playSound, prepareSound } from './sound.ts';

export function Alerts() {
  const texts = useTexts();
  const live = useLive();
  const navigate = useNavigate();
  const now = useNow();
  const state = useLiveState();
  const [words, setWords] = useState('');

  useEffect(() => {
    const effects: AlertEffects = {
      sound,
      announce: ({ what, contact, terms, proposal }, s, when) =>
        setWords(
          when === 'start'
            ? texts.offer.announce(texts.offer.title[proposal?.as ?? what], contact.name, terms.queueName, s)
            : texts.offer.announceEnd(contact.name, s),
        ),
      notify: (chat) => showNotification(chat, () => void navigate({ to: '/' })),
    };
    const schedule = createAlertSchedule(wallClock, effects);
    const update = () => schedule.update(openOffers(live.state()), live.now());
    update();
    const unsubscribe = live.subscribe(update);
    return () => {
      unsubscribe();
      schedule.update([], live.now());
    };
  }, [live, navigate, texts]);

  useEffect(() => {
    const open = (chat: Chat) => void navigate({ to: '/chats/$interactionId', params: { interactionId: chat.id } });
    const alerts = createMessageAlerts(wallClock, {
      sound,
      notify: (chat) => showNotification(chat, () => open(chat)),
    });
    const update = () => {
      const { chats, missed, seen } = live.state();
      alerts.update(inboxGroups({ chats, missed }).active, seen, document.hasFocus());
    };
    update();
    const unsubscribe = live.subscribe(update);
    return () => {
      unsubscribe();
      alerts.update([], new Map(), true);
    };
  }, [live, navigate]);

  const alarm = state.notices.findLast((notice) => notice.kind === 'threshold' && notice.alarm.is === 'passed')?.id;
  useEffect(() => {
    if (alarm !== undefined) sound();
  }, [alarm]);

  const [soundOn] = useSwitch('sound');
  useEffect(() => (soundOn ? prepareSound() : undefined), [soundOn]);

  const offers = openOffers(state);
  const next = offers[0];
  const title = titleOf(state, texts);
  useEffect(() => {
    document.title = title;
  }, [title]);

  return (
    <>
      {next && (
        <div className={classes.edge}>
          <Bar look="edge" share={(next.expiresAt - now) / (next.expiresAt - next.offeredAt)} />
        </div>
      )}
      <p className="visually-hidden" role="alert">
        {words}
      </p>
    </>
  );
}

function sound(): void {
  if (isOn('sound')) playSound();
}

/** An offer lasts seconds and a message can wait minutes, so the offer comes first. */
function titleOf(state: LiveState, { offer, chat, product }: Texts): string {
  const firstName = ({ contact }: Chat) => contact.name.split(/\s+/)[0] ?? '';
  const offers = openOffers(state);
  if (offers[0]) return offer.tab(offers.length, firstName(offers[0]));
  const unreadChats = inboxGroups(state).active.filter((active) => unread(active, state.seen.get(active.id) ?? 0) > 0);
  return unreadChats[0] ? chat.tab(unreadChats.length, firstName(unreadChats[0])) : product;
}

function openOffers(state: LiveState): ChatIn<'offered'>[] {
  return inboxGroups(state).offers.filter(({ id }) => !pending(state, id, 'accept') && !pending(state, id, 'reject'));
}

function showNotification(chat: Chat, onClick: () => void): () => void {
  const title = `${chat.contact.name} · ${chat.terms.queueName}`;
  const notification = notify(title, { icon: '/icon.svg', tag: chat.id });
  if (!notification) return () => {};
  notification.onclick = () => {
    window.focus();
    onClick();
  };
  return () => notification.close();
}
