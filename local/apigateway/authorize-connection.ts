/** The Lambda REQUEST authorizer of a WebSocket API: the function returns an IAM policy and a context. */
import * as z from 'zod';
import { evaluate, PolicyDocument } from '../aws/iam.ts';
import type { Invoke } from '../lambda/invoker.ts';
import type { ConnectRequest } from './connect-request.ts';
import type { RequestAuthorizer } from './read-apis.ts';

export type Authorized =
  | { status: 200; context: Record<string, string> | undefined }
  /** 401: something that identifies the caller is missing. 403: refused. 500: the function failed or its result was invalid. */
  | { status: 401 | 403 | 500 };

/** AWS's limit on the result of a Lambda authorizer. */
const MAX_RESULT_BYTES = 8 * 1024;

const Answer = z.object({
  principalId: z.string(),
  policyDocument: PolicyDocument,
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

export async function authorizeConnection(
  { call, identitySources }: RequestAuthorizer,
  methodArn: string,
  event: ConnectRequest['parts'],
  invoke: Invoke,
): Promise<Authorized> {
  if (!identitySources.every((source) => identityOf(source, event))) return { status: 401 };
  const outcome = await invoke(call, { type: 'REQUEST', methodArn, ...event });
  // A function says 401 by throwing an error with this message.
  if (!outcome.ok) return { status: outcome.error.errorMessage === 'Unauthorized' ? 401 : 500 };
  const bytes = Buffer.byteLength(JSON.stringify(outcome.payload) ?? '');
  if (bytes > MAX_RESULT_BYTES) {
    console.error(`${call.functionArn} returned ${bytes} bytes as an authorizer, more than ${MAX_RESULT_BYTES}`);
    return { status: 500 };
  }
  const answer = Answer.safeParse(outcome.payload);
  if (!answer.success) {
    console.error(`${call.functionArn} returned an invalid authorizer result: ${z.prettifyError(answer.error)}`);
    return { status: 500 };
  }
  const { policyDocument, principalId, context } = answer.data;
  if (!evaluate([policyDocument], { action: 'execute-api:Invoke', resource: methodArn }).allowed)
    return { status: 403 };
  const texts = Object.entries(context).map(([name, value]) => [name, String(value)]);
  return { status: 200, context: { principalId, ...Object.fromEntries(texts) } };
}

/** `route.request.querystring.token`, `route.request.header.Authorization` */
function identityOf(source: string, { headers, queryStringParameters }: ConnectRequest['parts']): string | undefined {
  const [, , kind, name = ''] = source.split('.');
  switch (kind) {
    case 'querystring':
      return queryStringParameters?.[name];
    case 'header':
      return Object.entries(headers).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
    default:
      throw new Error(`The local cloud does not know the identity source ${source}`);
  }
}
