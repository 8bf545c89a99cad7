/** Files in the log: what their check found, and links to them, each of which works for five minutes. */
import type { Chat } from '../../engine/chat.ts';
import type { Story } from '../../engine/story.ts';
import { ask, hereIn, type InChat } from './outgoing.ts';

/** The log is also shown when the chat is over. */
type MaybeInChat = Omit<InChat, 'conversation'> & { conversation: InChat['conversation'] | undefined };

const isInChat = (ui: MaybeInChat): ui is InChat => ui.conversation !== undefined;

/** `of`: the number of its commit. */
interface Sent {
  of: number;
  upload: string;
}

const LINK_MS = 4 * 60_000;

/** On this upload; undefined while it is checked. */
export function verdictOn(
  { story, state }: { story: Story | undefined; state: ReturnType<Chat['state']> },
  upload: string,
) {
  const lines = state.is === 'over' ? state.lines : (story?.lines ?? []);
  for (const line of lines)
    if (line.is === 'file' && line.event.type === 'file-checked' && line.event.upload === upload)
      return line.event.verdict;
  return undefined;
}

/** Asked for once, and again if another tab got the answer. Undefined until it is here, and if it cannot be shown. */
export function pictureOf(ui: MaybeInChat, file: Sent): { url: string; fails(): void } | undefined {
  if (!isInChat(ui)) return undefined;
  const { conversation, kept } = ui;
  const { pictures } = hereIn(conversation);
  const known = pictures.get(file.upload);
  const url = conversation.asked[known?.id ?? '']?.url;
  const isAsked = known && (known.id === '' || url || kept.commands().some(({ id }) => id === known.id));
  if (!isAsked) {
    const picture = { id: '', at: Date.now(), hasFailed: false };
    pictures.set(file.upload, picture);
    // Not while drawing, which asking begins again.
    setTimeout(() => {
      picture.id = ask(ui, 'file-link', file);
    });
  }
  if (!url || known?.hasFailed) return undefined;
  return {
    url,
    fails() {
      if (Date.now() - (known?.at ?? 0) > LINK_MS) pictures.delete(file.upload);
      else if (known) known.hasFailed = true;
      ui.set({});
    },
  };
}

export function save(ui: MaybeInChat, file: Sent): void {
  if (isInChat(ui)) hereIn(ui.conversation).saving.add(ask(ui, 'file-link', file));
}

/** In a tab of its own, where the browser saves it: without an answer from S3, this page stays. */
export function saveArrived({ conversation }: MaybeInChat): void {
  if (!conversation) return;
  const { saving } = hereIn(conversation);
  for (const id of saving) {
    const url = conversation.asked[id]?.url;
    if (!url) continue;
    saving.delete(id);
    const link = document.createElement('a');
    Object.assign(link, { href: url, target: '_blank', rel: 'noopener noreferrer' });
    link.click();
  }
}
