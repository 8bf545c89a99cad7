/**
 * Sends the e-mail that a chat's log requests (D11). The caller does not wait: if SES cannot send it is repeated after one
 * minute and after two more, and then goes to the failure queue.
 */
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { createMailer } from '../adapters/ses/mailer.ts';
import type { InteractionId } from '../core/ids.ts';
import { Handed } from '../core/interaction/calls.ts';
import { createMail } from './desk/mail.ts';
import { beforeDeadline } from './edge/deadline.ts';
import { log, readJson } from './edge/stack.ts';
import { chatStore, desk, dynamo, environment, routing, sockets, tokens } from './wiring.ts';

type Mail = (interactionId: InteractionId, seq: number) => Promise<void>;

export const createHandler = (mail: Mail) => async (event: unknown, context: Context) => {
  const { interactionId, seq } = Handed.parse(event);
  await beforeDeadline(context, mail(interactionId, seq));
};

/** `null`: the tenant has no sender address. */
const Sender = z.nullable(z.object({ from: z.string(), configurationSet: z.string() }));
const sender = Sender.parse(readJson(environment('FOYER_MAIL_SENDER')));

const client = dynamo();
export const handler = createHandler(
  createMail({
    ...{ chats: chatStore(client), desk: desk(client, sockets()), routing: routing(client), tokens: tokens(client) },
    ...{ post: sender ? createMailer(sender) : undefined, widget: environment('FOYER_WIDGET') },
    report: (code) => log('error', undefined, { code }),
    now: Date.now,
  }),
);
