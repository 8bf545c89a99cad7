import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { inboxGroups, inOrder } from '../live/inbox-groups.ts';
import { pending } from '../live/live.ts';
import { isOn } from '../live/switches.ts';
import { useLive } from '../live/use-live.tsx';
import { useAnswerOffer } from '../offers/use-answer-offer.ts';
import { NOTE_BUTTON, REPLY_BUTTON, type Shortcut, shortcutOf } from './shortcuts.ts';
import { learn, thisKeyboard } from './this-keyboard.ts';

const FIELDS = 'textarea, input:not([type=radio], [type=checkbox]), [contenteditable]';

export function useShortcuts(onList: () => void): void {
  const live = useLive();
  const navigate = useNavigate();
  const { interactionId } = useParams({ strict: false });
  const { accept, pass } = useAnswerOffer();

  useEffect(() => {
    function run(shortcut: Shortcut): void {
      const state = live.state();
      const { offers, ...groups } = inboxGroups(state);
      const chats = inOrder(groups);
      const offer = offers.find(({ id }) => !pending(state, id, 'accept') && !pending(state, id, 'reject'));
      const open = (index: number) => {
        const chat = chats[index];
        if (chat) void navigate({ to: '/chats/$interactionId', params: { interactionId: chat.id } });
      };
      switch (shortcut.do) {
        case 'accept':
          if (offer) accept(offer);
          break;
        case 'pass':
          if (offer) pass(offer);
          break;
        case 'move': {
          const here = chats.findIndex(({ id }) => id === interactionId);
          open(here < 0 ? 0 : (here + shortcut.by + chats.length) % chats.length);
          break;
        }
        case 'nth':
          open(shortcut.index);
          break;
        case 'reply':
          document.querySelector<HTMLElement>(`[${REPLY_BUTTON}]`)?.click();
          break;
        case 'note':
          document.querySelector<HTMLElement>(`[${NOTE_BUTTON}]`)?.click();
          break;
        case 'park': {
          const chat = chats.find(({ id }) => id === interactionId);
          if (chat?.stage !== 'wrap-up' && (chat?.stage !== 'active' || chat.as === 'guest')) break;
          if (chat.parked) live.resume(chat);
          else live.park(chat);
          break;
        }
        case 'leave':
          if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
          break;
        case 'list':
          onList();
          break;
        default:
          shortcut satisfies never;
      }
    }

    function onKeyDown(event: KeyboardEvent): void {
      learn(event);
      const typing = event.target instanceof HTMLElement && event.target.matches(FIELDS);
      const shortcut = isOn('shortcuts') ? shortcutOf(event, typing, thisKeyboard) : undefined;
      if (!shortcut || event.defaultPrevented) return;
      event.preventDefault();
      run(shortcut);
    }

    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  });
}
