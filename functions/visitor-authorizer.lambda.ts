/** $connect of the visitor socket: the token identifies one reader of one chat. */
import { type AuthorizerParts, socketAuthorizer } from './edge/authorizer.ts';
import { visitorOf } from './visitor/visitor-who.ts';
import { dynamo, tokens } from './wiring.ts';

export const createHandler = (parts: AuthorizerParts) =>
  socketAuthorizer('visitor', parts, (subject, claims) => {
    const { interactionId, readsFrom } = visitorOf(subject, claims);
    return { interactionId, readsFrom: String(readsFrom) };
  });

export const handler = createHandler({ tokens: tokens(dynamo()), now: Date.now });
