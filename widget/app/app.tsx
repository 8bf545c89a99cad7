/** The visitor's app. The loader mounts it beside its launcher, in the same shadow root. */
import css from './widget.css';

// The style sheet comes first in the built file, which compresses 50 bytes better that way.

import { chatKey, type Host, type Panel } from '../host.ts';
import { type Chunks, createChunks } from './chunks.ts';
import { cultureOf } from './culture.ts';
import { createApi } from './engine/api.ts';
import { browser, storage } from './engine/browser.ts';
import { createChat } from './engine/chat.ts';
import { createKept } from './engine/kept.ts';
import { fill } from './kit.ts';
import { adopt } from './panel/frame.ts';
import { Header, Minimise, Plate } from './panel/header.tsx';
import { icons } from './panel/icons.tsx';
import { Messages } from './panel/messages.tsx';
import { NotHere } from './panel/not-here.tsx';
import { createPanel } from './panel/panel.tsx';
import { Conversation } from './screens/conversation/conversation.tsx';
import { languageOf } from './texts/texts.ts';
import { createWords } from './words.ts';

export async function mount(host: Host): Promise<Panel> {
  const { root, base, token, page } = host;
  let panel: ReturnType<typeof createPanel> | undefined;
  const changed = () => panel?.draw();
  const kept = createKept(storage('localStorage'), storage('sessionStorage'), token);
  const chunks = createChunks({ ...browser, here: { conversation: { Conversation } }, arrived, changed });
  // The website's language is only known once it has answered.
  const language = languageOf(cultureOf(page.culture, kept.chat()?.culture, document.documentElement.lang));
  const [{ render, ...preact }, texts] = await Promise.all([chunks.fetch('preact'), chunks.fetch(language)]);
  const words = createWords(chunks.have, language, texts.default);
  const kit = { ...preact, icons, Header, Messages, Minimise, NotHere, Plate };
  fill(kit);
  const api = createApi(base, (input, init) => fetch(input, init));
  const trackingId = () => `${page.trackingId ?? ''}`;
  const chat = createChat({ ...browser, api, kept, website: token, trackingId, changed });
  adopt(root, css);
  panel = createPanel(host, { api, chat, chunks, kept, render, words });
  const { draw, open, close, toggle } = panel;

  function arrived(chunk: Chunks[keyof Chunks]) {
    if ('fill' in chunk) chunk.fill(kit);
    if ('css' in chunk) adopt(root, chunk.css);
  }

  function reset() {
    chat.letGo();
    close();
  }

  addEventListener('storage', ({ key, newValue }) => {
    if (key === chatKey(token) && newValue === '') reset();
    else chat.keptChanged();
  });
  draw();
  return { open, close, toggle, told: chat.told, reset, leave: chat.close };
}
