/**
 * POST /v1/chats/token: exchanges an old token, which may have expired less than a day ago, for a new one. Only the old token
 * matters: a running chat continues even if its website may no longer start chats (A2).
 */
import { RENEWABLE_S } from '../adapters/token.ts';
import { InteractionId } from '../core/ids.ts';
import { NoBody, onHttp } from './edge/http.ts';
import { visitorSession } from './visitor/visitor-session.ts';
import { dynamo, environment, type Tokens, tokens } from './wiring.ts';

interface Parts {
  tokens: Tokens;
  socketUrl: string;
  now: () => number;
}

export const createHandler = ({ tokens, socketUrl, now }: Parts) =>
  onHttp(NoBody, async ({ bearer }) => {
    const verified = await tokens.verify(bearer ?? '', 'visitor', now(), RENEWABLE_S);
    if (typeof verified === 'string') return { refused: verified };
    return visitorSession(tokens, InteractionId.parse(verified.subject), socketUrl, now());
  });

export const handler = createHandler({
  tokens: tokens(dynamo()),
  socketUrl: environment('FOYER_VISITOR_SOCKET'),
  now: Date.now,
});
