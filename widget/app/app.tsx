/**
 * The visitor's app: mounted by the loader beside its launcher, in the same shadow root. All state lies here and in the engine;
 * whatever changes draws the screen anew from the top.
 */
import { render } from 'preact';
import type { Host, Panel } from '../host.ts';
import { tenantCss } from './colour.ts';
import { createApi } from './engine/api.ts';
import { browser, storage } from './engine/browser.ts';
import { createChat } from './engine/chat.ts';
import { createKept } from './engine/kept.ts';
import { createPolite } from './engine/polite.ts';
import { Widget } from './screens/widget.tsx';
import { languageOf, type Say, sayIn } from './texts/texts.ts';
import type { Momentary, Ui, WebsiteState } from './ui.ts';
import css from './widget.css';

export async function mount({ root, launcher, badge, base, token, culture: pageCulture }: Host): Promise<Panel> {
  const kept = createKept(storage('localStorage'), storage('sessionStorage'), token);
  /** The website's language is known only once it has answered. */
  let language = languageOf(pageCulture ?? kept.chat()?.culture ?? document.documentElement.lang);
  let say = await sayIn(language);
  const api = createApi(base, (input, init) => fetch(input, init));
  const chat = createChat({ ...browser, api, kept, website: token, changed: draw });
  const polite = createPolite(browser.clock, draw);
  const label = launcher.ariaLabel;
  const tenantSheet = new CSSStyleSheet();
  const container = document.createElement('div');

  let isOpen = false;
  let asked: WebsiteState | undefined;
  let momentary: Momentary = { isAskingToEnd: false, errors: {} };
  let focused = '';

  function look(): Ui {
    const state = chat.state();
    const running = state.is === 'none' ? undefined : state.chat;
    const website: WebsiteState = running ? { is: 'loaded', website: running.website } : (asked ?? { is: 'loading' });
    const answer = website.is === 'loaded' ? website.website : undefined;
    const culture = canonical(pageCulture ?? running?.culture ?? answer?.culture ?? document.documentElement.lang);
    const clock = new Intl.DateTimeFormat(culture, { hour: '2-digit', minute: '2-digit' });
    return {
      ...momentary,
      say,
      culture,
      time: (at) => clock.format(at),
      name: answer?.name ?? '',
      state,
      website,
      chat,
      kept,
      polite,
      set(change) {
        momentary = { ...momentary, ...change };
        draw();
      },
      loadAgain: load,
      close,
    };
  }

  function draw() {
    const ui = look();
    const { state, website } = ui;
    const conversation = state.is === 'running' ? state.conversation : undefined;
    if (isOpen && browser.page.isVisible()) conversation?.sawAll();
    if (isOpen && state.is === 'none' && !asked) void load();
    speak(languageOf(ui.culture));
    if (website.is === 'loaded') tenantSheet.replaceSync(tenantCss(website.website.colour));
    launcher.ariaExpanded = `${isOpen}`;
    const unread = (!isOpen && conversation?.story().unread) || '';
    badge.textContent = `${unread}`;
    launcher.ariaLabel = unread ? `${label}. ${say('unread', unread)}` : label;
    render(isOpen && <Widget {...ui} />, container);
    if (isOpen) takeLostFocus(ui);
  }

  function speak(wanted: string) {
    if (wanted === language) return;
    language = wanted;
    const change = (next: Say) => {
      say = next;
      draw();
    };
    sayIn(wanted).then(change, () => {});
  }

  /** A new screen takes the focus that the old one lost, but never from the page. */
  function takeLostFocus({ state, website, isAskingToEnd }: Ui) {
    const screen = `${state.is} ${website.is} ${isAskingToEnd}`;
    if (screen === focused) return;
    focused = screen;
    const panel = container.querySelector<HTMLElement>('.panel');
    const { activeElement } = root;
    const isInUse = activeElement
      ? activeElement !== launcher && activeElement !== panel
      : document.activeElement !== document.body;
    if (isInUse) return;
    // On a touch screen a field would bring up the keyboard unasked.
    const hasTouch = matchMedia('(pointer: coarse)').matches;
    const first = hasTouch ? null : panel?.querySelector<HTMLElement>('[data-first]');
    (first ?? panel)?.focus();
  }

  async function load() {
    asked = { is: 'loading' };
    draw();
    const answer = await api.website(token);
    asked =
      answer.is === 'answered'
        ? { is: 'loaded', website: answer.value }
        : { is: 'failed', isLasting: answer.is === 'refused' };
    draw();
  }

  function open() {
    isOpen = true;
    kept.saveOpen(true);
    draw();
  }

  function close() {
    const hadFocus = container.contains(root.activeElement);
    isOpen = false;
    focused = '';
    momentary = { isAskingToEnd: false, errors: {} };
    kept.saveOpen(false);
    chat.dismiss();
    draw();
    if (hadFocus) launcher.focus();
  }

  /** iOS lays its keyboard over the page without making it smaller: a full-screen panel follows what is left to see. */
  function followKeyboard() {
    container.style.setProperty('--visible-height', `${visualViewport?.height}px`);
    container.style.setProperty('--visible-top', `${visualViewport?.offsetTop}px`);
  }

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet, tenantSheet);
  root.append(container);
  // The page sees keys as pressed on the whole widget, not in an input, and would take them for its shortcuts.
  for (const type of ['keydown', 'keypress', 'keyup'])
    container.addEventListener(type, (event) => event.stopPropagation());
  for (const type of ['resize', 'scroll']) visualViewport?.addEventListener(type, followKeyboard);
  addEventListener('storage', chat.keptChanged);
  followKeyboard();
  // Open as before on the page that was left; on a narrow screen it would cover the new page.
  isOpen = chat.state().is === 'running' && kept.wasOpen() && matchMedia('(width >= 480px)').matches;
  draw();

  return { open, close, toggle: () => (isOpen ? close() : open()) };
}

/** A culture that `Intl` takes: a page may write anything into an attribute. */
function canonical(culture: string): string {
  try {
    return new Intl.Locale(culture).baseName;
  } catch {
    return 'en';
  }
}
