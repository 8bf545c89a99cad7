/**
 * Notifications of the desktop, as far as this browser has them. Chrome on Android asks for the permission and gives it, and yet its
 * constructor throws: only a service worker may notify there.
 */
import { useEffect, useSyncExternalStore } from 'react';
import { createListeners } from '../live/listeners.ts';

type Notifications = 'none' | 'not-asked' | 'on' | 'blocked';

/** Kept, so that the next page knows before a chat comes. */
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

/** Undefined where none is shown. */
export const notify = (title: string, options: NotificationOptions): Notification | undefined =>
  now() === 'on' ? make(title, options) : undefined;

/** `ask` asks the person, who has to want it. */
export function useNotifications(): { notifications: Notifications; ask: () => Promise<void> } {
  const notifications = useSyncExternalStore(listeners.add, now);
  // Without the permission none is shown, but a constructor that throws does so already. Nobody is asked for what would not work.
  useEffect(() => {
    if (notifications === 'not-asked') make('');
  }, [notifications]);
  const ask = async () => {
    await Notification.requestPermission();
    listeners.tell();
  };
  return { notifications, ask };
}
