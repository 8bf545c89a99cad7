/** POST /v1/chats: a visitor starts a chat. Repeated with the same id, it returns the same chat and starts nothing. */
import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import { networkOf } from '../adapters/addresses.ts';
import type { ChatStore } from '../adapters/stores.ts';
import { formOf } from '../core/configuration/form-of.ts';
import { answeredBy, filledIn } from '../core/forms/filled.ts';
import { type CommandId, InteractionId } from '../core/ids.ts';
import { type SessionAnswer, StartBody, type UploadsAnswer } from '../protocol/visitor.ts';
import { type Attach, createAttach } from './desk/attach.ts';
import { type Connections, hangUp } from './desk/push.ts';
import { createStartInteraction, type StartInteraction } from './desk/start-interaction.ts';
import { onHttp } from './edge/http.ts';
import { isRefused } from './edge/stack.ts';
import { configurationsFor } from './visitor/canary-website.ts';
import { formerVisitor } from './visitor/former-visitor.ts';
import { admitPage } from './visitor/page.ts';
import { visitorSession } from './visitor/visitor-session.ts';
import {
  type ConfigurationStore,
  chatStore,
  configurationStore,
  desk,
  dynamo,
  environment,
  fileStore,
  knownContact,
  routing,
  sockets,
  startsLimit,
  type Tokens,
  tokens,
  visitStore,
} from './wiring.ts';

interface Parts {
  configurations: ConfigurationStore;
  chats: Pick<ChatStore, 'load'>;
  attach: Attach;
  startInteraction: StartInteraction;
  connections: Connections;
  tokens: Tokens;
  socketUrl: string;
  edgeKey: string;
  now: () => number;
}

export const createHandler = ({
  configurations,
  chats,
  attach,
  startInteraction,
  connections,
  tokens,
  socketUrl,
  edgeKey,
  now,
}: Parts) => {
  return onHttp<z.infer<typeof StartBody>, SessionAnswer | UploadsAnswer>(
    StartBody,
    async ({ body, address, ...from }) => {
      const { website: token, id, culture, tags, variables: told, trackingId } = body;
      const continues = await formerVisitor(tokens, body.continues, now());
      const page = await admitPage(configurationsFor(token, configurations, edgeKey), token, from);
      if (isRefused(page)) return page;
      const { website, queue, published } = page;
      const interactionId = interactionIdOf(website.id, id);
      const form = formOf(published.configuration, website, queue);
      const filled = filledIn(form, answeredBy(body), told, culture, now());
      if ('refused' in filled) {
        // A publish changed the form after the chat had started, and before its visitor heard of it.
        const { chat } = await chats.load(interactionId);
        if (chat.stage) return visitorSession(tokens, { interactionId, readsFrom: 0 }, socketUrl, now());
        return { refused: filled.refused, detail: filled.names.join(', ') };
      }
      const { contact, variables, text } = filled;
      const network = networkOf(address);
      const { configuration } = published;
      const attached = await attach({ configuration, network, interactionId }, filled.files);
      if (isRefused(attached) || 'uploads' in attached) return attached;
      const said = { contact, facts: { culture, tags, variables }, trackingId, text, continues, ...attached };
      const { id: gatewayId, contactMatch } = website;
      const through = { gatewayId, contactMatch, queue, published, network };
      const started = await startInteraction({ kind: 'chat', interactionId, ...through, ...said });
      if (isRefused(started)) return started;
      if (started.result === 'committed') await hangUp(connections, started);
      const { id: of, visitor } = started.chat;
      return visitorSession(tokens, { interactionId: of, readsFrom: visitor.readsFrom }, socketUrl, now());
    },
    { edgeKey },
  );
};

/**
 * The visitor's id is their secret: anyone who knows it gets a token for the chat. It cannot be derived from the chat's id,
 * which agents and logs see.
 */
const interactionIdOf = (gatewayId: string, id: CommandId) =>
  InteractionId.parse(createHash('sha256').update(`${gatewayId}\n${id}`).digest('base64url').slice(0, 22));

const client = dynamo();
const connections = sockets();
export const handler = createHandler({
  configurations: configurationStore(client),
  chats: chatStore(client),
  attach: createAttach({ files: fileStore(), chats: chatStore(client), startsLimit: startsLimit(client) }),
  startInteraction: createStartInteraction({
    ...{
      routing: routing(client),
      chats: chatStore(client),
      visits: visitStore(client),
      knownContact: knownContact(client),
      startsLimit: startsLimit(client),
    },
    ...{ desk: desk(client, connections), now: Date.now },
  }),
  ...{ connections, tokens: tokens(client) },
  socketUrl: environment('FOYER_VISITOR_SOCKET'),
  edgeKey: environment('FOYER_EDGE_KEY'),
  now: Date.now,
});
