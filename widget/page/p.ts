/**
 * The chat as a page of its own, for the web view of a phone app (A3): `/w/TOKEN?culture=es-MX&tags=vip&tracking=ID`. What a
 * snippet says in attributes is in the address; without a culture it is the device's.
 */
const [, , token = ''] = location.pathname.split('/');
const said = new URLSearchParams(location.search);
const culture = said.get('culture') ?? navigator.language;

document.documentElement.lang = culture;
window.Foyer = [['open']];
const script = document.createElement('script');
script.src = '/w.js';
Object.assign(script.dataset, { token, culture });
for (const name of ['tags', 'tracking']) {
  const value = said.get(name);
  if (value) script.dataset[name] = value;
}
script.onload = fill;
document.head.append(script);

/** The whole page, whatever its width, clear of a phone's notch. The widget follows the keyboard itself. */
function fill() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    .panel.panel {
      inset: var(--visible-top) 0 auto;
      inline-size: auto;
      block-size: var(--visible-height);
      padding-inline: env(safe-area-inset-left) env(safe-area-inset-right);
      border: 0;
      border-radius: 0;
      box-shadow: none;
    }
    .panel > .header { padding-block-start: calc(12px + env(safe-area-inset-top)); }
    .panel > .door { padding-block-start: calc(16px + env(safe-area-inset-top)); }
    .launcher[aria-expanded='true'] { display: none; }
  `);
  document.querySelector('foyer-chat')?.shadowRoot?.adoptedStyleSheets.push(sheet);
}
