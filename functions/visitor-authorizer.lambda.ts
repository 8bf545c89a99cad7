/** $connect of the visitor socket: the token identifies one chat. */
import { type AuthorizerParts, socketAuthorizer } from './edge/authorizer.ts';
import { dynamo, tokens } from './wiring.ts';

export const createHandler = (parts: AuthorizerParts) =>
  socketAuthorizer('visitor', parts, (interactionId) => ({ interactionId }));

export const handler = createHandler({ tokens: tokens(dynamo()), now: Date.now });
