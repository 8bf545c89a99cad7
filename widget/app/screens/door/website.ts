/** Asks about the website before a chat, and passes on what the page says about the visitor. */
import type { WebsiteAnswer } from '../../../../protocol/visitor.ts';
import type { Host, PageSays } from '../../../host.ts';
import type { ChunkLoader } from '../../chunks.ts';
import { canonical } from '../../culture.ts';
import { type Answer, type Api, isWebsite } from '../../engine/api.ts';
import type { Told } from '../../engine/chat.ts';
import type { Ui } from '../../ui.ts';
import type { FormFiles } from '../files/attached.tsx';

const saysMore = (page: PageSays) => page.tags || page.trackingId || page.variables;

/** What the latest answer is about, if not the chat. */
export let askedFor: string | undefined;

/** Whether a chat may start, and what the form must ask for; or the form of what the page has opened instead. */
export async function askWebsite(
  api: Api,
  chunks: ChunkLoader,
  { page, token, launcher }: Host,
): Promise<Answer<WebsiteAnswer>> {
  askedFor = page.app;
  // The launcher always leads to the chat.
  const chatInstead = () => {
    page.app = undefined;
  };
  launcher.addEventListener('click', chatInstead, { capture: true, once: true });
  try {
    const culture = canonical(page.culture);
    const facts = saysMore(page) ? (await chunks.fetch('facts')).factsOf(page).query : '';
    const kind = askedFor ? `kind=${encodeURIComponent(askedFor)}&` : '';
    const query = kind + (culture ? `culture=${culture}&` : '') + facts;
    return await api.ask(`v1/websites/${encodeURIComponent(token)}?${query}`, isWebsite);
  } catch {
    return { is: 'failed' };
  }
}

/** `messages`: see `Chat`. */
export function start(
  { chat, chunks, kept, host: { page, token }, set }: Ui,
  website: WebsiteAnswer,
  told: Told,
  messages: string[],
  files: FormFiles | undefined,
): void {
  const go = async (facts?: Partial<Told>) => {
    const all = { ...told, ...facts };
    chat.start(website, files ? { ...all, ...(await files.deliver({ website: token, ...all })) } : all, messages);
    files?.sent(kept.chat()?.handle);
    set({ asked: undefined, agreed: [] });
  };
  if (saysMore(page)) {
    set({ asked: 'loading' });
    void chunks.insist('facts').then(({ factsOf }) => go(factsOf(page).body));
  } else void go();
}
