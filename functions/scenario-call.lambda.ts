/**
 * Makes the call that a chat's scenario waits for. The caller does not wait: a failed call is repeated after one minute and
 * after two more, and then goes to the failure queue.
 */
import type { Context } from 'aws-lambda';
import { createCaller } from '../adapters/https/call.ts';
import { CommandId, type InteractionId } from '../core/ids.ts';
import { Handed } from '../core/interaction/calls.ts';
import { createCall } from './desk/call.ts';
import { beforeDeadline } from './edge/deadline.ts';
import { chatStore, desk, dynamo, routing, sockets } from './wiring.ts';

type Call = (interactionId: InteractionId, id: CommandId) => Promise<void>;

export const createHandler = (call: Call) => async (event: unknown, context: Context) => {
  const { interactionId, seq } = Handed.parse(event);
  // Identified by its purpose, because it may be made twice.
  await beforeDeadline(context, call(interactionId, CommandId.parse(`scenario-call-of-${seq}`)));
};

const client = dynamo();
export const handler = createHandler(
  createCall({
    ...{ chats: chatStore(client), desk: desk(client, sockets()), routing: routing(client) },
    post: (allowedHosts, call) => createCaller({ allowedHosts })(call),
  }),
);
