/**
 * Sends the e-mail that an interaction's log requests: an agent's answer (D11), what a visitor left instead of a chat (C4), or
 * the conversation itself (F4). The caller does not wait: if SES cannot send it is repeated after one minute and after two more,
 * and then goes to the failure queue.
 */
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { createMailer } from '../adapters/ses/mailer.ts';
import type { ChatStore } from '../adapters/stores.ts';
import type { InteractionId } from '../core/ids.ts';
import { Handed } from '../core/interaction/calls.ts';
import type { InteractionEvent } from '../core/interaction/events.ts';
import { createForward } from './desk/forward.ts';
import { createMail } from './desk/mail.ts';
import { createMailLimit } from './desk/mail-limit.ts';
import { createTranscript } from './desk/transcript.ts';
import { beforeDeadline } from './edge/deadline.ts';
import { log, readJson } from './edge/stack.ts';
import {
  chatStore,
  desk,
  dynamo,
  environment,
  fileStore,
  keyStore,
  routing,
  sockets,
  tokens,
  visitStore,
} from './wiring.ts';

type Send = (interactionId: InteractionId, seq: number) => Promise<void>;

interface Parts {
  chats: Pick<ChatStore, 'range'>;
  answer: Send;
  forward: Send;
  transcript: Send;
}

export const createHandler =
  ({ chats, answer, forward, transcript }: Parts) =>
  async (event: unknown, context: Context) => {
    const { interactionId, seq } = Handed.parse(event);
    const [request] = await chats.range(interactionId, seq - 1, 1);
    const asksFor = (type: InteractionEvent['type']) => request?.events.some((event) => event.type === type);
    const send = asksFor('forward-requested') ? forward : asksFor('transcript-requested') ? transcript : answer;
    await beforeDeadline(context, send(interactionId, seq));
  };

/** `null`: the tenant has no sender address. */
const Sender = z.nullable(z.object({ from: z.string(), configurationSet: z.string() }));
const sender = Sender.parse(readJson(environment('FOYER_MAIL_SENDER')));

const client = dynamo();
const parts = {
  ...{ chats: chatStore(client), desk: desk(client, sockets()), routing: routing(client) },
  post: sender ? createMailer(sender) : undefined,
  report: (code: string) => log('error', undefined, { code }),
  now: Date.now,
};
const isWithinLimit = createMailLimit({ visits: visitStore(client), keys: keyStore(client), now: Date.now });
export const handler = createHandler({
  chats: parts.chats,
  answer: createMail({ ...parts, tokens: tokens(client), widget: environment('FOYER_WIDGET') }),
  forward: createForward({ ...parts, isWithinLimit, files: fileStore() }),
  transcript: createTranscript({ ...parts, isWithinLimit }),
});
