/** POST /v1/chats/continue: exchanges the link in an e-mail for the visitor's token of that chat (D11). */
import type { ChatStore } from '../adapters/stores.ts';
import { takenFrom } from '../core/files/terms.ts';
import { isOver, isReader } from '../core/interaction/state.ts';
import { endedSilently } from '../core/interaction/topics/reopening.ts';
import type { ContinueAnswer } from '../protocol/visitor.ts';
import type { Routing } from './desk/routing.ts';
import { NoBody, onHttp } from './edge/http.ts';
import { isRefused } from './edge/stack.ts';
import { visitorOfLink } from './visitor/visitor-of-link.ts';
import { visitorSession } from './visitor/visitor-session.ts';
import { chatStore, dynamo, environment, routing, type Tokens, tokens } from './wiring.ts';

interface Parts {
  chats: Pick<ChatStore, 'load'>;
  routing: Pick<Routing, 'pinned'>;
  tokens: Tokens;
  socketUrl: string;
  now: () => number;
}

/**
 * As often as the visitor likes, on any device: people read an e-mail on the phone and answer at the desk. What ends it is the
 * link's own time, and the end of the chat, unless silence ended it: then their next message opens it again (D8).
 */
export const createHandler = ({ chats, routing, tokens, socketUrl, now }: Parts) =>
  onHttp(NoBody, async ({ bearer = '' }) => {
    const who = await visitorOfLink(tokens, bearer, 'link', now());
    if (isRefused(who)) return who;
    const { chat } = await chats.load(who.interactionId);
    if (!chat.stage) return { refused: 'chat_unknown' };
    const isClosed = isOver(chat) && !endedSilently(chat, now());
    // Since then it may have gone on with someone who only had its tracking id (A14).
    if (isClosed || !isReader(chat, who)) return { refused: 'chat_ended' };
    const { configuration } = await routing.pinned(chat);
    const website = configuration.websites.find(({ id }) => id === chat.origin.gatewayId);
    if (!website) return { refused: 'website_unknown' };
    const { token, name, colour, culture, transcript } = website;
    const files = takenFrom(chat.origin.files);
    return {
      session: await visitorSession(tokens, who, socketUrl, now()),
      ...{ token, culture: chat.facts.culture },
      website: {
        ...{ name, colour, culture, form: [], signal: 'free' },
        ...(files ? { files } : {}),
        ...(transcript && { transcript }),
      },
    } satisfies ContinueAnswer;
  });

const client = dynamo();
export const handler = createHandler({
  ...{ chats: chatStore(client), routing: routing(client), tokens: tokens(client) },
  socketUrl: environment('FOYER_VISITOR_SOCKET'),
  now: Date.now,
});
