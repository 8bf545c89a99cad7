/** Tells of offers wherever the person is: sound, tab title, desktop notification, spoken words, a line across the window's top. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { inboxGroups } from '../inbox/order.ts';
import type { ChatIn } from '../live/chat.ts';
import { wallClock } from '../live/clock.ts';
import { pending } from '../live/live.ts';
import { useLive, useLiveState, useNow } from '../live/use-live.tsx';
import { Bar } from '../look/age.tsx';
import { isOn } from '../shell/switches.ts';
import { useTexts } from '../texts/texts.tsx';
import { type AlertEffects, createAlertSchedule } from './alert-schedule.ts';
import classes from './offer-alerts.module.css';
import { playOfferSound } from './sound.ts';

export function OfferAlerts() {
  const texts = useTexts();
  const live = useLive();
  const navigate = useNavigate();
  const now = useNow();
  const state = useLiveState();
  const [words, setWords] = useState('');

  useEffect(() => {
    const effects: AlertEffects = {
      sound: () => {
        if (isOn('sound')) playOfferSound();
      },
      announce: ({ visitor, terms }, s, when) =>
        setWords(
          when === 'start'
            ? texts.offer.announce(visitor.name, terms.queueName, s)
            : texts.offer.announceEnd(visitor.name, s),
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

  const offers = openOffers(state);
  const next = offers[0];
  const name = next?.visitor.name.split(/\s+/)[0] ?? '';
  useEffect(() => {
    document.title = next ? texts.offer.tab(offers.length, name) : texts.product;
  }, [next, offers.length, name, texts]);

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

function openOffers(state: Parameters<typeof pending>[0]): ChatIn<'offered'>[] {
  return inboxGroups(state).offers.filter(({ id }) => !pending(state, id, 'accept') && !pending(state, id, 'reject'));
}

function showNotification(chat: ChatIn<'offered'>, onClick: () => void): () => void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return () => {};
  const notification = new Notification(`${chat.visitor.name} · ${chat.terms.queueName}`, {
    icon: '/icon.svg',
    tag: chat.offerId,
  });
  notification.onclick = () => {
    window.focus();
    onClick();
  };
  return () => notification.close();
}
