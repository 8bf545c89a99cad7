/**
 * Desktop notifications, as far as this browser supports them. Chrome on Android asks for permission and grants it, but its
 * constructor throws: only a service worker may show notifications there.
 */
import { useEffect, useSyncExternalStore } from 'react';
import { createListeners } from '../live/listeners.ts';

type Notifications = 'none' | 'not-asked' | 'on' | 'blocked';

/** Stored, so that the next page knows before a chat arrives. */
const THROWS = 'foyer:notifications-throw';
const listeners = createListeners();

function now(): Notifications {
  if (!('Notification' in window) || localStorage.getItem(THROWS)) return 'none';
  if (Notification.permission === 'default') return 'not-asked';
  return Notification.permission === 'granted' ? 'on' : 'blocked';
}

function make(title: string, options?: NotificationOptions): Notification | undefined {
  try {
    return new Notification(title, options);
  } catch {
    localStorage.setItem(THROWS, 'yes');
    listeners.tell();
    return undefined;
  }
}

/** Undefined if none is shown. */
export const notify = (title: string, options: NotificationOptions): Notification | undefined =>
  now() === 'on' ? make(title, options) : undefined;

/** `ask` asks the person; call it only from their own action. */
export function useNotifications(): { notifications: Notifications; ask: () => Promise<void> } {
  const notifications = useSyncExternalStore(listeners.add, now);
  // Without permission none is shown, but a constructor that throws already does. So nobody is asked for something that cannot
  // work.
  useEffect(() => {
    if (notifications === 'not-asked') make('');
  }, [notifications]);
  const ask = async () => {
    await Notification.requestPermission();
    listeners.tell();
  };
  return { notifications, ask };
}
