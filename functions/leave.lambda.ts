/**
 * POST /v1/left: a visitor leaves a message instead of a chat (C4), or something by an app of the page (A5, A6, A7). Repeated
 * with the same id, it is the same, and nothing is left again. It is answered when it is in the table, or with where to upload what is
 * attached; what follows, follows from there. POST /v1/replies: `visitor/reply.ts`.
 */
import { networkOf } from '../adapters/addresses.ts';
import { LeftBody } from '../protocol/visitor.ts';
import { createAttach } from './desk/attach.ts';
import { createLeaveMessage, type LeaveMessage } from './desk/leave-message.ts';
import { byRoute, onHttp } from './edge/http.ts';
import { isRefused } from './edge/stack.ts';
import { formerVisitor } from './visitor/former-visitor.ts';
import { admitPage } from './visitor/page.ts';
import { createReply } from './visitor/reply.ts';
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
  configurations: Pick<ConfigurationStore, 'current'>;
  leaveMessage: LeaveMessage;
  tokens: Pick<Tokens, 'verify'>;
  edgeKey: string;
  now: () => number;
}

export const createHandler = ({ configurations, leaveMessage, tokens, edgeKey, now }: Parts) =>
  onHttp(
    LeftBody,
    async ({ body, address, ...from }) => {
      const instead = await formerVisitor(tokens, body.continues, now());
      const page = await admitPage(configurations, body.website, from);
      if (isRefused(page)) return page;
      const left = await leaveMessage({ page, network: networkOf(address), said: body, instead });
      return isRefused(left) || 'uploads' in left ? left : {};
    },
    { edgeKey },
  );

const client = dynamo();
const parts = {
  ...{ chats: chatStore(client), desk: desk(client, sockets()), visits: visitStore(client), tokens: tokens(client) },
  startsLimit: startsLimit(client),
  now: Date.now,
};
export const handler = byRoute({
  'POST /v1/left': createHandler({
    ...parts,
    configurations: configurationStore(client),
    leaveMessage: createLeaveMessage({
      ...{ ...parts, routing: routing(client), knownContact: knownContact(client) },
      attach: createAttach({ ...parts, files: fileStore() }),
    }),
    edgeKey: environment('FOYER_EDGE_KEY'),
  }),
  'POST /v1/replies': createReply(parts),
});
