/**
 * `<script async src="https://…/w.js" data-token="fw_…">`: draws the launcher and nothing else. It fetches the app, from the
 * same place, when the visitor opens it or a chat is running. Until then it stores nothing, requests nothing and moves nothing.
 */
import { chatKey, launcherWords, type Mount, type PageApi, type PageCall, type PageSays, type Panel } from '../host.ts';
import { type Drawn, drawLauncher } from './launcher.ts';

/** The hash of the app's files, inserted by the build. */
declare const HASH: string;

/** The key by which a second run of this file finds the first. No element of the page can have this name. */
const HERE: unique symbol = Symbol.for('Foyer');
declare global {
  interface Window {
    Foyer?: PageApi | PageCall[];
    [HERE]?: PageApi;
  }
}

/** Avoids a busy loop with a page that removes everything it does not know. */
const BACK_AFTER_MS = 100;

// A module has no `currentScript`, and an image with that name replaces it.
const current = document.currentScript as HTMLScriptElement | null;
const script = current?.dataset?.token
  ? current
  : document.querySelector<HTMLScriptElement>('script[data-token][src*="/w.js"]');
const { token, culture, tags, tracking } = script?.dataset ?? {};
if (script && token) {
  const says = { ...(culture && { culture }), ...(tags && { tags }), ...(tracking && { trackingId: tracking }) };
  window[HERE] ??= start(new URL('.', script.src).href, token, { ...says });
  window[HERE].set(says);
} else console.error('Foyer: the script tag has no data-token. Copy the complete snippet.');

function start(base: string, token: string, page: PageSays): PageApi {
  let drawn: Drawn;
  let html: HTMLElement | undefined;
  let attempts = 0;
  let loading: Promise<Panel> | undefined;

  async function fetchApp(): Promise<Panel> {
    // The page may be rewritten before the app has loaded.
    const wanted = drawn;
    try {
      // A browser remembers that a module failed; a different query is a different module.
      const query = attempts++ ? `?${attempts}` : '';
      const fetchFile = (name: string) => import(`${base}app.${name}${HASH}.js${query}`);
      // Fetches what the app needs first in parallel. If one of these fails, the app tries again.
      const app: Promise<{ mount: Mount }> = fetchFile('');
      for (const name of ['preact', 'door', 'colour', wanted.launcher.lang]) fetchFile(`${name}.`).catch(() => {});
      return await (await app).mount({ ...wanted, base, token, page });
    } catch (cause) {
      loading = undefined;
      addEventListener('online', bring, { once: true });
      throw cause;
    }
  }

  async function use(act: (panel: Panel) => unknown) {
    const { launcher } = drawn;
    launcher.ariaBusy = 'true';
    try {
      loading ??= fetchApp();
      await act(await loading);
    } catch (cause) {
      console.warn('Foyer: the chat could not be loaded.', cause);
    }
    launcher.ariaBusy = null;
  }

  const bring = () => use(() => {});

  /** Only if the app has loaded or is loading. */
  const tell = (act: (panel: Panel) => void) => void loading?.then(act, () => {});

  /**
   * Beside the body, which pages replace, transform and make inert. A rewritten page (`document.open`) has removed all
   * listeners, so it gets a new launcher and app, as after a reload.
   */
  function stay() {
    if (html !== document.documentElement) {
      tell((panel) => panel.leave());
      loading = undefined;
      html = document.documentElement;
      watcher.observe(html, { childList: true });
      // Content systems write `es_MX` and `ES`.
      const [language = ''] = (page.culture || html.lang).trim().toLowerCase().split(/[-_]/);
      drawn = drawLauncher(launcherWords[language] ? language : 'en');
      drawn.launcher.onclick = () => use((panel) => panel.toggle());
      if (isChatRunning(token)) void bring();
    }
    if (!drawn.host.isConnected) html.append(drawn.host);
  }

  const watcher = new MutationObserver(() => setTimeout(stay, BACK_AFTER_MS));
  watcher.observe(document, { childList: true });
  stay();

  const api: PageApi = {
    open(app) {
      stay();
      page.app = app;
      void use((panel) => panel.open());
    },
    close: () => tell((panel) => panel.close()),
    set(says) {
      stay();
      Object.assign(page, says);
      tell((panel) => panel.told());
    },
    reset() {
      page.tags = page.trackingId = page.variables = undefined;
      forget(token);
      tell((panel) => panel.reset());
    },
    push(...calls) {
      // Ignores a name that does not exist, which is a mistake in the page.
      for (const [name, ...values] of calls) (api[name] as ((...values: unknown[]) => void) | undefined)?.(...values);
    },
  };
  // An element with that id does not count as the page's own `Foyer`.
  const before = Object.hasOwn(window, 'Foyer') ? window.Foyer : [];
  if (Array.isArray(before)) {
    window.Foyer = api;
    api.push(...before);
  } else console.warn('Foyer: the page already defines Foyer, so its API is not available.');
  return api;
}

function isChatRunning(token: string): boolean {
  try {
    return chatKey(token) in localStorage || chatKey(token) in sessionStorage;
  } catch {
    return false;
  }
}

/** Also works without the app, which removes the rest. Other tabs take the empty value as the same instruction. */
function forget(token: string) {
  try {
    localStorage[chatKey(token)] = '';
    delete localStorage[chatKey(token)];
    delete sessionStorage[chatKey(token)];
  } catch {
    // Storage that refuses access holds nothing.
  }
}
