/**
 * Asks for the form, and sends what is written in it until Foyer has kept it or refuses it for good. It goes on when the panel is
 * closed, and ends with the page.
 */
import type { Given } from '../../../../core/answers/simple.ts';
import type { WebsiteAnswer } from '../../../../protocol/visitor.ts';
import { canonical } from '../../culture.ts';
import { isSession, isWebsite } from '../../engine/api.ts';
import { asJson, isObject, parse } from '../../engine/guard.ts';
import { newId } from '../../engine/new-id.ts';
import type { Ui } from '../../ui.ts';
import type { FormFiles } from '../files/attached.tsx';

const TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;

async function ask({ host }: Ui, path: string, request: RequestInit = {}) {
  try {
    const response = await fetch(`${host.base}v1/${path}`, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, text: await response.text() };
  } catch {
    return { status: 0, text: '' };
  }
}

const posted = (body: string) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body });

const saysMore = ({ page }: Ui['host']) => page.tags || page.trackingId || page.variables;
const factsOf = async ({ host, chunks }: Ui) =>
  saysMore(host) ? (await chunks.insist('facts')).factsOf(host.page) : undefined;

/** Undefined if it did not come. */
export async function askForm(ui: Ui): Promise<WebsiteAnswer | undefined> {
  const { query = '' } = (await factsOf(ui)) ?? {};
  const culture = canonical(ui.culture);
  const path = `websites/${encodeURIComponent(ui.host.token)}?kind=offline&${culture ? `culture=${culture}&` : ''}${query}`;
  return parse((await ask(ui, path)).text, isWebsite);
}

/** Of the chat that it is left instead of. A start that is repeated is the same chat, also when that is over. */
async function tokenOf(ui: Ui): Promise<string | undefined> {
  const chat = ui.kept.chat() ?? ui.state.chat;
  if (!chat || 'session' in chat) return chat?.session.token;
  return parse((await ask(ui, 'chats', posted(chat.body))).text, isSession)?.token;
}

/** How a message fares. `until`: when the next attempt is. */
export type Fate = 'kept' | 'refused' | 'changed' | { until: number };

/** The name of the answer that says when they want to be called. */
export const SLOT = 'foyer_at';

/** `answers`: to the form, by name. `on` is called with each news; `until` is the only one that others follow. */
export async function send(
  ui: Ui,
  { [SLOT]: at, ...answers }: Record<string, Given>,
  files: FormFiles | undefined,
  on: (fate: Fate) => void,
): Promise<void> {
  const { host, culture } = ui;
  const { app } = host.page;
  const token = app ? undefined : await tokenOf(ui);
  const facts = (await factsOf(ui))?.body;
  const body = asJson({
    ...{ website: host.token, id: newId(), culture, answers, ...facts },
    ...(app && { kind: app }),
    ...(at !== undefined && { at: Number(at) }),
    ...(token && { continues: token }),
    ...(files && { files: files.given }),
  });
  let wait = FIRST_RETRY_MS;
  const attempt = async (): Promise<void> => {
    const { status, text } = await ask(ui, 'left', posted(body));
    const { code, retryAfterS } = (parse(text, isObject) ?? {}) as { code?: unknown; retryAfterS?: unknown };
    const uploading = status === 200 ? files?.upload(text) : undefined;
    if (await uploading) return attempt();
    if (status === 200 && !uploading) return on('kept');
    if (code === 'form_changed' || code === 'answers_wrong' || code === 'slot_gone') return on('changed');
    if (status >= 400 && status < 500 && status !== 429 && status !== 408) return on('refused');
    const afterMs = typeof retryAfterS === 'number' ? Math.min(retryAfterS, 86_400) * 1000 : 0;
    on({ until: afterMs && Date.now() + afterMs });
    setTimeout(attempt, Math.max(afterMs, wait));
    wait = Math.min(2 * wait, LONGEST_RETRY_MS);
  };
  return attempt();
}
