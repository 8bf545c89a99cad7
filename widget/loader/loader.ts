/**
 * `<script async src="https://…/w.js" data-token="fw_…">`: draws the launcher and nothing else. The app is fetched, from where this
 * file came from, when the visitor opens it or a chat is running. Nothing is stored, asked or moved on the page before.
 */
import { chatKey, launcherWords, type Mount, type PageApi, type PageSays, type Panel } from '../host.ts';
import css from './launcher.css';

/** File name of the app, written in by the build. */
declare const APP_FILE: string;
declare global {
  interface Window {
    Foyer?: PageApi;
  }
}

const script = document.currentScript;
const token = script?.dataset.token;
if (script instanceof HTMLScriptElement && token && !window.Foyer) {
  const base = new URL('.', script.src).href;
  const { culture, tags, tracking } = script.dataset;
  const page = { culture, tags, trackingId: tracking };
  if (document.body) start(base, token, page);
  else addEventListener('DOMContentLoaded', () => start(base, token, page));
}

function start(base: string, token: string, page: PageSays) {
  // Content systems write `es_MX` and `ES`.
  const [language = ''] = (page.culture || document.documentElement.lang).trim().toLowerCase().split(/[-_]/);
  const host = document.createElement('foyer-chat');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const launcher = document.createElement('button');
  launcher.type = 'button';
  launcher.className = 'launcher';
  launcher.lang = launcherWords[language] ? language : 'en';
  launcher.ariaLabel = launcherWords[launcher.lang] ?? '';
  launcher.ariaExpanded = 'false';
  const badge = document.createElement('span');
  badge.className = 'badge';
  launcher.append(
    icon(
      'closed',
      'M3 20l1.3 -3.9c-2.324 -3.437 -1.426 -7.872 2.1 -10.374c3.526 -2.501 8.59 -2.296 11.845 .48c3.255 2.777 3.695 7.266 1.029 10.501c-2.666 3.235 -7.615 4.215 -11.574 2.293l-4.7 1',
    ),
    icon('opened', 'M6 9l6 6l6 -6'),
    badge,
  );
  root.append(launcher);

  let attempts = 0;
  let loading: Promise<Panel> | undefined;
  const load = (): Promise<Panel> => {
    loading ??= fetchApp();
    return loading;
  };

  async function fetchApp(): Promise<Panel> {
    try {
      // A browser remembers that a module failed; another query is another module.
      const query = attempts++ ? `?${attempts}` : '';
      const app: { mount: Mount } = await import(base + APP_FILE + query);
      return await app.mount({ root, launcher, badge, base, token, page });
    } catch (cause) {
      loading = undefined;
      addEventListener('online', () => void load().catch(() => {}), { once: true });
      throw cause;
    }
  }

  const then = (act: (panel: Panel) => unknown) => async () => {
    launcher.ariaBusy = 'true';
    try {
      await act(await load());
    } catch (cause) {
      console.warn('Foyer: the chat did not load.', cause);
    }
    launcher.ariaBusy = null;
  };
  launcher.onclick = then((panel) => panel.toggle());
  window.Foyer = {
    open: then((panel) => panel.open()),
    close: () => loading?.then((panel) => panel.close()),
    set: (says) => Object.assign(page, says),
  };

  document.body.append(host);
  if (isChatRunning(token)) then(() => {})();
}

function isChatRunning(token: string): boolean {
  try {
    return localStorage.getItem(chatKey(token)) !== null;
  } catch {
    return false;
  }
}

/** Built by hand, so that a page that allows no HTML from strings (Trusted Types) may have it. */
function icon(name: string, path: string): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('class', name);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.ariaHidden = 'true';
  const line = document.createElementNS(namespace, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
