/** GET /v1/interactions/{interactionId}/contact: who a chat is with (E5), for anyone who sees its queue. */
import type { ContactAnswer } from '../protocol/agent.ts';
import { type ContactAnswerParts, contactAnswer } from './agent/contact-answer.ts';
import { seenChat } from './agent/seen-chat.ts';
import { NoBody, onHttp } from './edge/http.ts';
import { isRefused } from './edge/stack.ts';
import { chatStore, configurationStore, contactStore, dynamo, measureStore, signInClaims } from './wiring.ts';

export const createHandler = (parts: ContactAnswerParts) =>
  onHttp<undefined, ContactAnswer>(NoBody, async (request) => {
    const seen = await seenChat(parts, request);
    return isRefused(seen) ? seen : contactAnswer(parts, seen, request);
  });

const client = dynamo();
export const handler = createHandler({
  configurations: configurationStore(client),
  chats: chatStore(client),
  contacts: contactStore(client),
  measures: measureStore(client),
  signInClaims: signInClaims(),
});
