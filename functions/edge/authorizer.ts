/** Opens a socket for someone with a token for it. The token determines the actor of everything that arrives on that socket. */
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { Tokens } from '../wiring.ts';

export interface AuthorizerParts {
  tokens: Tokens;
  now: () => number;
}

type Who = Record<string, string>;

/** `whoIs` turns a verified token into the connection's context, or undefined to refuse. */
export function socketAuthorizer(
  audience: 'visitor' | 'agent',
  { tokens, now }: AuthorizerParts,
  whoIs: (subject: string, claims: Record<string, unknown>) => Who | undefined | Promise<Who | undefined>,
) {
  return async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const verified = await tokens.verify(event.queryStringParameters?.token ?? '', audience, now());
    const who = typeof verified === 'string' ? undefined : await whoIs(verified.subject, verified.claims);
    return {
      principalId: who ? audience : 'nobody',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: who ? 'Allow' : 'Deny', Resource: event.methodArn }],
      },
      ...(who ? { context: who } : {}),
    };
  };
}
