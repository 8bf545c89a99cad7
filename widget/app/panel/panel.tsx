/** Open or closed, and its content: redrawn from the top whenever something changes. */
import type { WebsiteAnswer } from '../../../protocol/visitor.ts';
import type { Host } from '../../host.ts';
import type { ChunkLoader } from '../chunks.ts';
import type { Api } from '../engine/api.ts';
import { browser } from '../engine/browser.ts';
import type { Chat } from '../engine/chat.ts';
import type { Kept } from '../engine/kept.ts';
import type { render as Render } from '../preact.ts';
import { screens } from '../screens.ts';
import type { Momentary, Ui } from '../ui.ts';
import type { Words } from '../words.ts';
import { Dialog } from './dialog.tsx';
import { adopt, createContainer, labelLauncher, takeLostFocus } from './frame.ts';
import { look } from './look.ts';

const atRest: Momentary = { wrong: [], agreed: [] };

export function createPanel(
  host: Host,
  deps: {
    api: Api;
    chat: Chat;
    chunks: ChunkLoader;
    kept: Kept;
    render: typeof Render;
    words: Words;
  },
) {
  const { root, launcher, page } = host;
  const { chat, chunks, kept } = deps;
  const container = createContainer(root);
  const tenantSheet = adopt(root, '');
  // Open if it was open on the previous page; on a narrow screen it would cover the new page.
  let isOpen = chat.state().is !== 'none' && kept.wasOpen() && matchMedia('(width >= 480px)').matches;
  let momentary = atRest;
  /** The latest. */
  let website: WebsiteAnswer | undefined;
  let shown = '';
  /** The visitor has looked at everything that there was. */
  let isLooking = false;
  let newAfter = Infinity;

  function draw() {
    const seen = look(chat, deps.words, page, website);
    const looks = isOpen && browser.page.isVisible();
    if (!looks) newAfter = Infinity;
    else if (!isLooking && seen.story?.unread) newAfter = Math.min(newAfter, kept.seen());
    isLooking = looks && seen.conversation?.hasCaughtUp() === true;
    const ui: Ui = {
      ...seen,
      ...momentary,
      newAfter,
      chat,
      kept,
      chunks,
      host,
      set,
      loadAgain: load,
      close,
    };
    const { state, answer } = ui;
    if (looks) ui.conversation?.sawAll();
    if (isOpen && !ui.asked && state.is === 'none') void load();
    for (const [, chunk, , , ahead] of screens) if (ahead?.(ui)) chunks.have(chunk);
    const colour = answer && chunks.have('colour');
    if (colour) tenantSheet.replaceSync(colour.tenantCss(answer.colour));
    labelLauncher(host, ui, isOpen);
    if (ui.story?.unread) chunks.have('alert')?.alert(ui);
    deps.render(isOpen && <Dialog {...ui} />, container);
    const screen = `${isOpen} ${state.is} ${ui.asked} ${ui.question}`;
    if (isOpen && screen !== shown) takeLostFocus(root, launcher);
    shown = screen;
  }

  function set(change: Partial<Momentary>) {
    momentary = { ...momentary, ...change };
    draw();
  }

  async function load() {
    momentary = { ...momentary, asked: 'loading' };
    if (isOpen) draw();
    const door = await chunks.fetch('door').catch(() => {});
    // Asked for again automatically as soon as that is possible.
    if (!door) void chunks.insist('door').then(() => set({ asked: undefined }));
    const answer = await door?.askWebsite(deps.api, chunks, host);
    if (answer?.is === 'answered') website = answer.value;
    launcher.hidden = website?.signal === 'hidden';
    if (launcher.hidden) close();
    else set({ asked: answer?.is ?? 'failed' });
  }

  /** An earlier answer may be outdated, so every opening asks again, and shows the panel once it has the answer. */
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
    momentary = atRest;
    kept.saveOpen(false);
    chat.dismiss();
    draw();
    if (hadFocus) launcher.focus();
  }

  return { draw, open, close, toggle: () => (isOpen ? close() : open()) };
}
