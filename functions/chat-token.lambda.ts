/**
 * POST /v1/chats/token: exchanges an old token, which may have expired less than a day ago, for a new one, while whoever has it
 * is the chat's reader. Nothing else matters: a running chat continues even if its website may no longer start chats (A2).
 */
import type { ChatStore } from '../adapters/stores.ts';
import { RENEWABLE_S } from '../adapters/token.ts';
import { isReader } from '../core/interaction/state.ts';
import { NoBody, onHttp } from './edge/http.ts';
import { visitorSession } from './visitor/visitor-session.ts';
import { visitorOf } from './visitor/visitor-who.ts';
import { chatStore, dynamo, environment, type Tokens, tokens } from './wiring.ts';

interface Parts {
  chats: Pick<ChatStore, 'load'>;
  tokens: Tokens;
  socketUrl: string;
  now: () => number;
}

export const createHandler = ({ chats, tokens, socketUrl, now }: Parts) =>
  onHttp(NoBody, async ({ bearer }) => {
    const verified = await tokens.verify(bearer ?? '', 'visitor', now(), RENEWABLE_S);
    if (typeof verified === 'string') return { refused: verified };
    const who = visitorOf(verified.subject, verified.claims);
    const { chat } = await chats.load(who.interactionId);
    if (!chat.stage) return { refused: 'chat_unknown' };
    if (!isReader(chat, who)) return { refused: 'chat_ended' };
    return visitorSession(tokens, who, socketUrl, now());
  });

const client = dynamo();
export const handler = createHandler({
  ...{ chats: chatStore(client), tokens: tokens(client) },
  socketUrl: environment('FOYER_VISITOR_SOCKET'),
  now: Date.now,
});
