/**
 * POST /v1/offline: a visitor leaves a message instead of a chat (C4). Repeated with the same id, it is the same message, and
 * nothing is left again. It is answered when it is in the table, or with where to upload what is attached; its e-mail follows from there.
 */
import { networkOf } from '../adapters/addresses.ts';
import { StartBody } from '../protocol/visitor.ts';
import { createAttach } from './desk/attach.ts';
import { createLeaveMessage, type LeaveMessage } from './desk/leave-message.ts';
import { onHttp } from './edge/http.ts';
import { isRefused } from './edge/stack.ts';
import { formerVisitor } from './visitor/former-visitor.ts';
import { admitPage } from './visitor/page.ts';
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
    StartBody,
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
const kept = { chats: chatStore(client), startsLimit: startsLimit(client) };
export const handler = createHandler({
  configurations: configurationStore(client),
  leaveMessage: createLeaveMessage({
    ...{ ...kept, routing: routing(client), attach: createAttach({ ...kept, files: fileStore() }) },
    ...{ knownContact: knownContact(client), desk: desk(client, sockets()), now: Date.now },
  }),
  tokens: tokens(client),
  edgeKey: environment('FOYER_EDGE_KEY'),
  now: Date.now,
});
