/**
 * The public HTTP API. A call has three outcomes: answered, refused with a code, or failed (no network, or an invalid answer).
 */
import type { InteractionId } from '../../../core/ids.ts';
import type { Signal } from '../../../core/routing/rows.ts';
import type { SessionAnswer, WebsiteAnswer } from '../../../protocol/visitor.ts';
import { type Guard, isCount, isObject, isText, listOf, matching, maybe, object, parse } from './guard.ts';

export type Answer<T> =
  | { is: 'answered'; value: T }
  | { is: 'refused'; code: string }
  /** `retryAfterS`: asking sooner would fail again. */
  | { is: 'failed'; retryAfterS?: number | undefined };

export interface Api {
  /** `path`: after the base. A chunk that asks for more brings the guard of what it expects. */
  ask<T>(path: string, guard: Guard<T>, request?: RequestInit): Promise<Answer<T>>;
  /** `body`: a `StartBody` as JSON. */
  start(body: string): Promise<Answer<SessionAnswer>>;
  /** `token`: the visitor's; it may have expired. */
  renew(token: string): Promise<Answer<SessionAnswer>>;
}

/** The form's elements are looked at when they are drawn, and so are the slots. */
export const isWebsite = object<Omit<WebsiteAnswer, 'files' | 'transcript' | 'slots'>>({
  signal: isText<Signal>,
  opensAt: maybe(isCount),
  name: isText,
  colour: matching(/^#[\da-f]{6}$/i),
  culture: isText,
  form: listOf(isObject) as Guard<unknown> as Guard<WebsiteAnswer['form']>,
  says: maybe(isText),
}) as Guard<unknown> as Guard<WebsiteAnswer>;

export const isSession = object<SessionAnswer>({
  interactionId: isText<InteractionId>,
  token: isText,
  expiresAt: isCount,
  socketUrl: matching(/^wss?:/),
});

const isRefusal = object<{ code: string; message: string; retryAfterS?: number }>({
  code: isText,
  message: isText,
  retryAfterS: maybe(isCount),
});

const TIMEOUT_MS = 10_000;

/** Nothing is wrong with the request: the same one may succeed later. */
const isPassing = (status: number) => status >= 500 || status === 429 || status === 408;

/** `base` ends with a slash. */
export function createApi(base: string, fetch: typeof globalThis.fetch): Api {
  async function ask<T>(path: string, guard: Guard<T>, request: RequestInit = {}): Promise<Answer<T>> {
    try {
      const response = await fetch(base + path, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
      const body = await response.text();
      if (response.ok) {
        const value = parse(body, guard);
        return value ? { is: 'answered', value } : { is: 'failed' };
      }
      const refusal = parse(body, isRefusal);
      if (isPassing(response.status)) return { is: 'failed', retryAfterS: refusal?.retryAfterS };
      if (refusal) console.warn(`Foyer: ${refusal.code}. ${refusal.message}`);
      return { is: 'refused', code: refusal?.code ?? `http_${response.status}` };
    } catch {
      return { is: 'failed' };
    }
  }

  return {
    ask,
    start: (body) =>
      ask('v1/chats', isSession, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
    renew: (token) =>
      ask('v1/chats/token', isSession, { method: 'POST', headers: { authorization: `Bearer ${token}` } }),
  };
}
