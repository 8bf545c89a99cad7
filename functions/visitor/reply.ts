/**
 * POST /v1/replies: somebody writes back by the link in an agent's e-mail (A6). Sent again with the same `id`, it is the same reply.
 */
import { type ChatStore, LOOK_BACK, type VisitStore } from '../../adapters/stores.ts';
import { ReplyBody } from '../../protocol/visitor.ts';
import type { Desk } from '../desk/desk.ts';
import { onHttp } from '../edge/http.ts';
import { isRefused } from '../edge/stack.ts';
import type { Tokens } from '../wiring.ts';
import { visitorOfLink } from './visitor-of-link.ts';
import { readerOf } from './visitor-who.ts';

interface Parts {
  chats: Pick<ChatStore, 'load'>;
  visits: Pick<VisitStore, 'admit'>;
  desk: Pick<Desk, 'run'>;
  tokens: Pick<Tokens, 'verify'>;
  now: () => number;
}

/** In an hour: each may bring the interaction back to its queue. */
const MOST = 20;
const HOUR_MS = 3_600_000;

export const createReply = ({ chats, visits, desk, tokens, now }: Parts) =>
  onHttp(ReplyBody, async ({ body: { id, text }, bearer = '' }) => {
    const who = await visitorOfLink(tokens, bearer, 'reply', now());
    if (isRefused(who)) return who;
    const { interactionId } = who;
    const { chat } = await chats.load(interactionId);
    if (!chat.stage) return { refused: 'chat_unknown' };
    const endsAt = (Math.floor(now() / HOUR_MS) + 1) * HOUR_MS;
    if ((await visits.admit(`replies/${interactionId}/${endsAt}`, id, MOST, endsAt)) === 'full')
      return { refused: 'replies_limited', retryAfterS: Math.ceil((endsAt - now()) / 1000) };
    // A little less than is searched: it may move on meanwhile.
    const after = Math.max(0, chat.seq - LOOK_BACK / 2);
    const command = { type: 'reply' as const, actor: readerOf(who), id, text };
    const execution = await desk.run({ interactionId, id, after, command });
    return isRefused(execution) ? execution : {};
  });
