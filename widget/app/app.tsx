/**
 * The visitor's app: mounted by the loader beside its launcher, in the same shadow root. All state lies here and in the engine;
 * whatever changes draws the screen anew from the top.
 */
import css from './widget.css';

// The style sheet stands before everything else in the file that visitors fetch: it packs 50 bytes better so.

import { render } from 'preact';
import type { WebsiteAnswer } from '../../protocol/visitor.ts';
import { chatKey, type Host, launcherWords, type Panel } from '../host.ts';
import { canonical, cultureOf, localeOf, timeOfDay } from './culture.ts';
import { type Answer, createApi } from './engine/api.ts';
import { createBackoff } from './engine/backoff.ts';
import { browser, storage } from './engine/browser.ts';
import { createChat, type Told } from './engine/chat.ts';
import { createKept } from './engine/kept.ts';
import { createPolite } from './engine/polite.ts';
import { type Parts, partsFrom, type Screens } from './parts.ts';
import { kit } from './screens/kit.tsx';
import { Widget } from './screens/widget.tsx';
import { type Language, languageOf, sayIn } from './texts/texts.ts';
import type { Asked, Momentary, Ui } from './ui.ts';

/**
 * The page sees them as of the whole widget, not of an input: it would take keys for its shortcuts, the focus back into its dialog,
 * the wheel for itself, and a right click or a selection for theft.
 */
const ownEvents = 'keydown keypress keyup focusin mousedown selectstart contextmenu copy cut paste wheel touchmove';

export async function mount({ root, launcher, badge, base, token, page }: Host): Promise<Panel> {
  const fetchPart = partsFrom(base);
  for (const name of ['door', 'colour'] as const) fetchPart(name).catch(() => {});
  const kept = createKept(storage('localStorage'), storage('sessionStorage'), token);
  /** The website's language is known only once it has answered. */
  let language = languageOf(cultureOf(page.culture, kept.chat()?.culture, document.documentElement.lang));
  let say = sayIn(await fetchPart(language));
  const api = createApi(base, (input, init) => fetch(input, init));
  const chat = createChat({ ...browser, api, kept, website: token, trackingId, changed: draw });
  const polite = createPolite(browser.clock, draw);
  adopt(css);
  const tenantSheet = adopt('');
  const container = document.createElement('div');

  let isOpen = false;
  let asked: Asked | undefined;
  let answered: WebsiteAnswer | undefined;
  const screens: Partial<Screens> = {};
  let tenantCss: Parts['colour'] | undefined;
  const coming = new Set<keyof Parts>();
  let momentary: Momentary = { isAskingToEnd: false, errors: {} };
  let focused = '';

  function look(): Ui {
    const state = chat.state();
    const own = state.chat;
    const answer = (state.is === 'none' && answered) || own?.website;
    const culture = cultureOf(page.culture, own?.culture, answer?.culture, document.documentElement.lang);
    const locale = localeOf(language, culture, navigator.languages);
    return {
      ...kit,
      ...momentary,
      screen(name) {
        if (!screens[name]) fetchUntilHere(name, (part) => use(name, part));
        return screens[name];
      },
      say,
      language,
      culture,
      locale,
      time: timeOfDay(locale),
      name: answer?.name ?? '',
      state,
      asked,
      answer,
      chat,
      kept,
      polite,
      start,
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
    const { state, answer } = ui;
    const conversation = state.is === 'running' ? state.conversation : undefined;
    if (isOpen && browser.page.isVisible()) conversation?.sawAll();
    if (isOpen && !asked && (state.is === 'none' || (state.is === 'over' && !screens.door))) void load();
    speak(languageOf(ui.culture));
    if (answer && tenantCss) tenantSheet.replaceSync(tenantCss(answer.colour));
    launcher.ariaExpanded = `${isOpen}`;
    const unread = (!isOpen && conversation?.story().unread) || '';
    badge.textContent = `${unread}`;
    const label = launcherWords[language] ?? '';
    launcher.lang = language;
    launcher.ariaLabel = unread ? `${label}. ${say('unread', unread)}` : label;
    render(isOpen && <Widget {...ui} />, container);
    if (isOpen) takeLostFocus(ui);
  }

  /** What is on screen stays in its language until the words of the other one are here. */
  function speak(wanted: Language) {
    if (wanted === language) return;
    fetchUntilHere(wanted, (texts) => {
      if (languageOf(look().culture) !== wanted) return;
      language = wanted;
      say = sayIn(texts);
    });
  }

  function use<N extends keyof Screens>(name: N, part: Screens[N]) {
    if (screens[name]) return;
    screens[name] = part;
    adopt(part.css);
  }

  /** A new screen takes the focus that the old one lost, but never from the page. */
  function takeLostFocus({ state, isAskingToEnd }: Ui) {
    const screen = `${state.is} ${asked} ${isAskingToEnd}`;
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
    asked = 'loading';
    draw();
    const [answer, part] = await Promise.all([askWebsite(), fetchPart('door').catch(() => undefined)]);
    if (answer.is === 'answered') {
      answered = answer.value;
      launcher.hidden = answered.signal === 'hidden';
    }
    if (part) use('door', part);
    asked = part ? answer.is : 'failed';
    if (launcher.hidden) close();
    else draw();
  }

  async function askWebsite(): Promise<Answer<WebsiteAnswer>> {
    try {
      const culture = canonical(page.culture);
      const facts = saysMore() ? (await fetchPart('facts'))(page).query : '';
      return await api.website(token, (culture ? `culture=${culture}&` : '') + facts);
    } catch {
      return { is: 'failed' };
    }
  }

  const saysMore = () => page.tags || page.trackingId || page.variables;

  function start(website: WebsiteAnswer, told: Told, more: string[]) {
    const go = (facts?: Partial<Told>) => {
      asked = undefined;
      chat.start(website, { ...told, ...facts }, more);
    };
    if (!saysMore()) return go();
    asked = 'loading';
    fetchUntilHere('facts', (factsOf) => go(factsOf(page).body));
    draw();
  }

  /** Draws again when it is here, however often that has to be tried. */
  function fetchUntilHere<N extends keyof Parts>(name: N, use: (part: Parts[N]) => void) {
    if (coming.has(name)) return;
    coming.add(name);
    const backoff = createBackoff(browser);
    const ask = () => {
      fetchPart(name).then(
        (part) => {
          coming.delete(name);
          use(part);
          draw();
        },
        () => backoff.retry(ask),
      );
    };
    ask();
  }

  function adopt(text: string): CSSStyleSheet {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets.push(sheet);
    return sheet;
  }

  /** What was answered before may be true no more: every opening asks, and shows when it knows what. */
  async function open() {
    if (!isOpen && chat.state().is === 'none') await load();
    if (launcher.hidden) return;
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

  function trackingId() {
    return `${page.trackingId ?? ''}`;
  }

  function reset() {
    chat.letGo();
    close();
  }

  function keptChanged({ key, newValue }: StorageEvent) {
    if (key === chatKey(token) && newValue === '') reset();
    else chat.keptChanged();
  }

  /** iOS lays its keyboard over the page without making it smaller: a full-screen panel follows what is left to see. */
  function followKeyboard() {
    container.style.setProperty('--visible-height', `${visualViewport?.height}px`);
    container.style.setProperty('--visible-top', `${visualViewport?.offsetTop}px`);
  }

  root.append(container);
  for (const type of ownEvents.split(' ')) container.addEventListener(type, (event) => event.stopPropagation());
  for (const type of ['resize', 'scroll']) visualViewport?.addEventListener(type, followKeyboard);
  addEventListener('storage', keptChanged);
  followKeyboard();
  // Open as before on the page that was left; on a narrow screen it would cover the new page.
  isOpen = chat.state().is === 'running' && kept.wasOpen() && matchMedia('(width >= 480px)').matches;
  draw();
  fetchUntilHere('colour', (part) => {
    tenantCss = part;
  });

  return { open, close, toggle: () => (isOpen ? close() : open()), told: chat.told, reset, leave: chat.close };
}
