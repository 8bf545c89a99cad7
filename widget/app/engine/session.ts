/**
 * How a chat begins: it is started under a secret id that is stored until answered, and gets a token that is renewed before it
 * expires.
 */
import type { SessionAnswer } from '../../../protocol/visitor.ts';
import type { Api } from './api.ts';
import type { Backoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Kept, Open, Starting } from './kept.ts';

/** A token this close to its expiry may be too old when the socket's authorizer sees it. */
const RENEW_BEFORE_MS = 30_000;

/** The longest window in which starts are counted. A browser timer can wait at most 24 days. */
const DAY_S = 86_400;

/** Retries until there is an answer; a refusal is reported and ends it. */
export function startChat(
  deps: { api: Api; kept: Kept; backoff: Backoff },
  starting: Starting,
  on: {
    open(): void;
    refused(code: string): void;
    /** `afterMs`: how long Foyer accepts no start from this address. */
    failed(afterMs: number): void;
  },
): void {
  const { body, text: _, ...running } = starting;
  const ask = async () => {
    if (deps.kept.chat()?.is === 'open') return on.open();
    const answer = await deps.api.start(body);
    const chat = deps.kept.chat();
    if (chat?.handle !== starting.handle) return;
    switch (answer.is) {
      case 'answered': {
        // The page may have named the visitor meanwhile.
        const open: Open = { ...running, trackingId: chat.trackingId, is: 'open', session: answer.value };
        deps.kept.saveChat(open);
        return on.open();
      }
      case 'refused':
        return on.refused(answer.code);
      case 'failed': {
        const afterMs = Math.min(answer.retryAfterS ?? 0, DAY_S) * 1000;
        deps.backoff.retry(ask, afterMs);
        return on.failed(afterMs);
      }
      default:
        answer satisfies never;
    }
  };
  void ask();
}

export type Address = { is: 'address'; url: string } | { is: 'later' } | { is: 'over' };

/** The socket's address, with a token that still opens it. `renew`: the current token did not. */
export async function socketAddress(deps: { api: Api; kept: Kept; clock: Clock }, renew: boolean): Promise<Address> {
  const chat = deps.kept.chat();
  if (chat?.is !== 'open') return { is: 'over' };
  if (!renew && chat.session.expiresAt - deps.clock.now() > RENEW_BEFORE_MS) return addressOf(chat.session);
  const answer = await deps.api.renew(chat.session.token);
  if (answer.is === 'answered') {
    if (deps.kept.chat()?.handle === chat.handle) deps.kept.saveChat({ ...chat, session: answer.value });
    return addressOf(answer.value);
  }
  // If Foyer itself refuses, waiting does not help. A status without a code comes from something in between.
  return { is: answer.is === 'refused' && !answer.code.startsWith('http_') ? 'over' : 'later' };
}

const addressOf = ({ socketUrl, token }: SessionAnswer): Address => ({
  is: 'address',
  url: `${socketUrl}?token=${encodeURIComponent(token)}`,
});
