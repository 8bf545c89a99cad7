/** Connects the engine to a real browser. */
import type { OpenSocket } from './connection.ts';
import type { Device } from './conversation.ts';
import type { Store } from './kept.ts';
import { newId } from './new-id.ts';
import type { Page } from './page.ts';
import type { Locks } from './tabs.ts';

export const browser: Device = {
  clock: {
    now: Date.now,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  },
  random: Math.random,
  newId,
  page: page(),
  openSocket,
  // Absent if the page is not served securely.
  locks: allowed<Locks | undefined>(() => navigator.locks),
  // Without a channel, tabs hear about each other from Foyer.
  openChannel: (name) => allowed(() => new BroadcastChannel(name)),
};

function page(): Page {
  const listen = (target: EventTarget, type: string, run: () => void) => {
    target.addEventListener(type, run);
    return () => target.removeEventListener(type, run);
  };
  const isVisible = () => !document.hidden;
  return {
    isVisible,
    onWake(run) {
      const stops = [
        listen(window, 'online', run),
        listen(window, 'pageshow', run),
        listen(document, 'visibilitychange', () => isVisible() && run()),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    onOffline: (run) => listen(window, 'offline', run),
    onVisibility: (run) => listen(document, 'visibilitychange', run),
  };
}

/**
 * A socket that may not even be opened, for example under some browsers' handling of the page's policy, counts as closed at
 * once.
 */
function openSocket(url: string, on: Parameters<OpenSocket>[1]) {
  const socket = allowed(() => new WebSocket(url));
  if (!socket) {
    queueMicrotask(on.closed);
    return { send() {}, close() {} };
  }
  socket.onopen = on.opened;
  socket.onmessage = ({ data }) => typeof data === 'string' && on.received(data);
  socket.onclose = on.closed;
  return socket;
}

/** The browser's storage if the visitor allows it, otherwise one that lasts as long as the page. */
export const storage = (name: 'localStorage' | 'sessionStorage'): Store =>
  // Null in an Android web view without storage.
  allowed(() => window[name]) ?? {};

/** Undefined if the browser does not have it, or throws because this page may not use it (cookies blocked, a sandboxed frame). */
function allowed<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
