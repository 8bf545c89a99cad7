/** POST /v1/chats: a visitor starts a chat. Sent again with the same id it answers the same chat, and starts nothing. */
import { createHash } from 'node:crypto';
import type { Queue } from '../core/configuration/schema.ts';
import { ChatId, CommandId } from '../core/ids.ts';
import { StartBody } from '../protocol/visitor.ts';
import type { Desk } from './chat/desk.ts';
import { onHttp } from './http.ts';
import { admitPage } from './page.ts';
import { isRefused } from './stack.ts';
import { visitorSession } from './visitor-session.ts';
import {
  type ConfigurationStore,
  configurationStore,
  desk,
  dynamo,
  environment,
  sockets,
  type Tokens,
  tokens,
} from './wiring.ts';

interface Parts {
  configurations: ConfigurationStore;
  desk: Desk;
  tokens: Tokens;
  socketUrl: string;
  now: () => number;
}

export const createHandler = ({ configurations, desk, tokens, socketUrl, now }: Parts) =>
  onHttp(StartBody, async ({ body, origin }) => {
    const page = await admitPage(configurations, body.website, origin);
    if (isRefused(page)) return page;
    const { website, queue, version } = page;
    const chatId = chatIdOf(website.id, body.id);
    const message = body.text === undefined ? {} : { message: { id: firstMessageId(chatId), text: body.text } };
    const execution = await desk.run({
      chatId,
      id: CommandId.parse(chatId),
      command: {
        ...{ type: 'start', websiteId: website.id, configVersion: version, queueId: queue.id, priority: 0 },
        ...{ visitor: body.visitor, culture: body.culture, terms: termsOf(queue) },
        ...message,
      },
    });
    if (execution.result === 'refused') return execution;
    return visitorSession(tokens, chatId, website.id, socketUrl, now());
  });

/**
 * The visitor's id is their secret: who knows it gets a token for the chat. The chat's id, which agents and logs see, does not
 * lead back to it.
 */
const chatIdOf = (websiteId: string, id: CommandId) =>
  ChatId.parse(createHash('sha256').update(`${websiteId}\n${id}`).digest('base64url').slice(0, 22));

const firstMessageId = (chatId: ChatId) => CommandId.parse(`${chatId}-first`);

const termsOf = (queue: Queue) => ({
  queueName: queue.name,
  strategy: queue.strategy,
  offerS: queue.offerS,
  wrapUpS: queue.wrapUpS,
  autoFinishS: queue.autoFinishS,
  maxMessagesPer10S: queue.maxMessagesPer10S,
  dispositions: queue.dispositions,
});

const client = dynamo();
export const handler = createHandler({
  configurations: configurationStore(client),
  desk: desk(client, sockets()),
  tokens: tokens(client),
  socketUrl: environment('FOYER_VISITOR_SOCKET'),
  now: Date.now,
});
