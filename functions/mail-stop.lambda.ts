/**
 * POST /v1/mail/stop?token=…: no more e-mails about this chat (D11). From the page that the e-mail links to, or from a mail
 * program's own button (https://www.rfc-editor.org/rfc/rfc8058). Opening the address does nothing, because scanners open it.
 */
import { CommandId } from '../core/ids.ts';
import type { Desk } from './desk/desk.ts';
import { NoBody, onHttp } from './edge/http.ts';
import { isRefused } from './edge/stack.ts';
import { visitorOfLink } from './visitor/visitor-of-link.ts';
import { readerOf } from './visitor/visitor-who.ts';
import { desk, dynamo, sockets, type Tokens, tokens } from './wiring.ts';

interface Parts {
  desk: Pick<Desk, 'run'>;
  tokens: Pick<Tokens, 'verify'>;
  now: () => number;
}

const id = CommandId.parse('mail-declined-by-link');

/** Repeating it changes nothing. A chat that has been deleted sends nothing either. */
export const createHandler = ({ desk, tokens, now }: Parts) =>
  onHttp(NoBody, async ({ query }) => {
    const who = await visitorOfLink(tokens, query.get('token') ?? '', 'stop', now());
    if (isRefused(who)) return who;
    const { interactionId } = who;
    await desk.run({ interactionId, id, command: { type: 'decline-mail', actor: readerOf(who) } });
    return {};
  });

const client = dynamo();
export const handler = createHandler({ desk: desk(client, sockets()), tokens: tokens(client), now: Date.now });
