/**
 * The page that the links in an e-mail open (D11): `c.html#TOKEN` leads back into the chat, `c.html#stop=TOKEN` ends such
 * e-mails, and on `c.html#reply=TOKEN` somebody writes back (A6). Nothing happens before the visitor asks for it, because mail
 * scanners open links and run scripts.
 */
import type { ContinueAnswer } from '../../protocol/visitor.ts';
import { chatKey } from '../host.ts';
import { textsFor } from './texts.ts';

/** Which website's widget this tab has opened. */
const OPENED = 'foyer-opened';

const { language, texts } = textsFor(navigator.languages);
const [title, detail, button] = ['h1', 'p', 'button'].map((name) => document.querySelector<HTMLElement>(name));
const field = document.querySelector('textarea');
const [, purpose, token] = /^#(stop=|reply=)?(.+)$/.exec(location.hash) ?? [];

// Not in the address bar, where the next person would see it, nor in the history.
history.replaceState(null, '', location.pathname);
addEventListener('hashchange', () => location.reload());
document.documentElement.lang = language;

if (token) {
  if (purpose === 'stop=') ask(texts.stopTitle, texts.stopDetail, texts.stop, stopMails);
  else if (purpose) {
    ask(texts.replyTitle, texts.replyDetail, texts.send, reply);
    if (field) field.hidden = false;
  } else ask(texts.title, texts.detail, texts.continue, openChat);
} else {
  // Reloaded.
  const opened = sessionStorage[OPENED];
  if (opened) loadWidget(opened);
  else say(texts.cannot, texts.refused.link_invalid);
}

function say(heading: string, words: string) {
  if (title) title.textContent = document.title = heading;
  if (detail) detail.textContent = words;
  if (button) button.hidden = true;
  if (field) field.hidden = true;
}

function ask(heading: string, words: string, choice: string, act: () => Promise<void>) {
  say(heading, words);
  if (!button) return;
  button.textContent = choice;
  button.hidden = false;
  button.onclick = async () => {
    if (button.ariaBusy) return;
    button.ariaBusy = 'true';
    await act().catch(() => {
      if (detail) detail.textContent = texts.failed;
    });
    button.ariaBusy = null;
  };
}

/** The answer's body; undefined if it was refused, which the page then says. @throws if asking again may help */
async function post(path: string, headers: Record<string, string> = {}, sent?: object): Promise<unknown> {
  const response = await fetch(path, { method: 'POST', headers, ...(sent && { body: JSON.stringify(sent) }) });
  if (response.status >= 500 || response.status === 429) throw new Error(`${response.status}`);
  const body = await response.json();
  if (response.ok) return body;
  const { refused } = texts;
  say(texts.cannot, refused[body.code as keyof typeof refused] ?? refused.link_invalid);
  return undefined;
}

async function stopMails() {
  if (await post(`v1/mail/stop?token=${token}`)) say(texts.stopped, texts.stoppedDetail);
}

/** However often the same text is sent, it is one reply. */
const last = { text: '', id: '' };

async function reply() {
  const text = field?.value.trim();
  if (!text) return field?.focus();
  if (text !== last.text) Object.assign(last, { text, id: crypto.randomUUID() });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  if (await post('v1/replies', headers, last)) say(texts.replied, texts.repliedDetail);
}

/** As if the widget had started the chat in this tab. */
async function openChat() {
  const answer = (await post('v1/chats/continue', { authorization: `Bearer ${token}` })) as ContinueAnswer | undefined;
  if (!answer) return;
  const { website, culture, session } = answer;
  sessionStorage[chatKey(answer.token)] = JSON.stringify({
    ...{ is: 'open', handle: crypto.randomUUID(), website, culture, session, isProven: true },
  });
  sessionStorage[OPENED] = answer.token;
  loadWidget(answer.token);
}

/**
 * The widget keeps a chat in the device's storage, for all tabs. Here it gets the tab's: whoever uses the computer next finds
 * nothing once the tab is closed.
 */
function loadWidget(websiteToken: string) {
  Object.defineProperty(window, 'localStorage', { value: sessionStorage });
  window.Foyer = [['open']];
  const script = document.createElement('script');
  script.src = 'w.js';
  script.dataset.token = websiteToken;
  document.head.append(script);
  say(texts.here, texts.hereDetail);
}
