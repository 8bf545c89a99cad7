/** POST /v1/chats/token: a new token for an old one, which may have expired less than a day ago. */
import { ChatId } from '../core/ids.ts';
import { RenewBody } from '../protocol/visitor.ts';
import { onHttp } from './http.ts';
import { admitPage } from './page.ts';
import { isRefused } from './stack.ts';
import { RENEWABLE_S, visitorSession } from './visitor-session.ts';
import { type ConfigurationStore, configurationStore, dynamo, environment, type Tokens, tokens } from './wiring.ts';

interface Parts {
  configurations: ConfigurationStore;
  tokens: Tokens;
  socketUrl: string;
  now: () => number;
}

export const createHandler = ({ configurations, tokens, socketUrl, now }: Parts) =>
  onHttp(RenewBody, async ({ body, origin, bearer }) => {
    const page = await admitPage(configurations, body.website, origin);
    if (isRefused(page)) return page;
    const verified = await tokens.verify(bearer ?? '', 'visitor', now(), RENEWABLE_S);
    if (typeof verified === 'string') return { refused: verified };
    if (verified.claims.websiteId !== page.website.id) return { refused: 'token_invalid' };
    return visitorSession(tokens, ChatId.parse(verified.subject), page.website.id, socketUrl, now());
  });

const client = dynamo();
export const handler = createHandler({
  configurations: configurationStore(client),
  tokens: tokens(client),
  socketUrl: environment('FOYER_VISITOR_SOCKET'),
  now: Date.now,
});
