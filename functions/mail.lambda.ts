/**
 * Sends the e-mail that an interaction's log requests: an agent's answer to a visitor who left a chat (D11) or a message (A6), what
 * a visitor left instead of a chat (C4), or the conversation itself (F4). The caller does not wait: if SES cannot send it is
 * repeated after one minute and after two more, and then goes to the failure queue.
 */
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { createMailer } from '../adapters/ses/mailer.ts';
import type { ChatStore } from '../adapters/stores.ts';
import type { InteractionId } from '../core/ids.ts';
import { Handed } from '../core/interaction/calls.ts';
import type { InteractionEvent } from '../core/interaction/events.ts';
import { createForward } from './desk/forward.ts';
import { createLetter } from './desk/letter.ts';
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
  letter: Send;
}

export const createHandler =
  ({ chats, ...sends }: Parts) =>
  async (event: unknown, context: Context) => {
    const { interactionId, seq } = Handed.parse(event);
    const [request] = await chats.range(interactionId, seq - 1, 1);
    const [send] = request?.events.flatMap(({ type }) => senders[type] ?? []) ?? [];
    if (send) await beforeDeadline(context, sends[send](interactionId, seq));
  };

const senders: { [T in InteractionEvent['type']]?: keyof Omit<Parts, 'chats'> } = {
  ...{ 'mail-requested': 'answer', 'forward-requested': 'forward' },
  ...{ 'transcript-requested': 'transcript', 'letter-requested': 'letter' },
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
const links = { tokens: tokens(client), widget: environment('FOYER_WIDGET') };
export const handler = createHandler({
  chats: parts.chats,
  answer: createMail({ ...parts, ...links }),
  forward: createForward({ ...parts, isWithinLimit, files: fileStore() }),
  transcript: createTranscript({ ...parts, isWithinLimit }),
  letter: createLetter({ ...parts, ...links, isWithinLimit, visits: visitStore(client), newId: randomUUID }),
});
