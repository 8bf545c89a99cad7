/** What surrounds the panel: its styles, the page's events, focus and keyboard, and the launcher. */
import { type Host, launcherWords } from '../../host.ts';
import type { Ui } from '../ui.ts';

export function adopt(root: ShadowRoot, text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  root.adoptedStyleSheets.push(sheet);
  return sheet;
}

/**
 * To the page these events come from the widget as a whole, not from an input. It would use keys as shortcuts, pull the focus
 * back into its own dialog, take over the wheel, and block right clicks and selection.
 */
const ownEvents = 'keydown keypress keyup focusin mousedown selectstart contextmenu copy cut paste wheel touchmove';

export function createContainer(root: ShadowRoot): HTMLElement {
  const container = document.createElement('div');
  for (const type of ownEvents.split(' ')) container.addEventListener(type, (event) => event.stopPropagation());
  // iOS lays its keyboard over the page without resizing it, so a full-screen panel follows the visible part.
  const follow = () => {
    container.style.setProperty('--visible-height', `${visualViewport?.height}px`);
    container.style.setProperty('--visible-top', `${visualViewport?.offsetTop}px`);
  };
  for (const type of ['resize', 'scroll']) visualViewport?.addEventListener(type, follow);
  follow();
  root.append(container);
  return container;
}

/** A new screen takes the focus that the old one lost, but never from the page. */
export function takeLostFocus(root: ShadowRoot, launcher: HTMLElement): void {
  const panel = root.querySelector<HTMLElement>('.panel');
  const { activeElement } = root;
  const isInUse = activeElement
    ? activeElement !== launcher && activeElement !== panel
    : document.activeElement !== document.body;
  if (isInUse) return;
  // On a touch screen, focusing a field would open the keyboard unasked.
  const hasTouch = matchMedia('(pointer: coarse)').matches;
  const first = hasTouch ? null : panel?.querySelector<HTMLElement>('[data-first]');
  (first ?? panel)?.focus();
}

/** The button's name, and how many messages arrived while the panel was closed. */
export function labelLauncher({ launcher, badge }: Host, { language, say, story }: Ui, isOpen: boolean): void {
  const unread = (!isOpen && story?.unread) || '';
  const label = launcherWords[language] ?? '';
  launcher.ariaExpanded = `${isOpen}`;
  launcher.lang = language;
  launcher.ariaLabel = unread ? `${label}. ${say('unread', unread)}` : label;
  badge.textContent = `${unread}`;
}
