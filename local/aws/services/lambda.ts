/** The part of Lambda that functions use: calling each other without waiting. */
import { type Answer, type AwsRequest, BadRequest, type Call, type Place, type Service } from './service.ts';

export interface FunctionsHandler {
  /** @returns false if there is no such function */
  call(functionArn: string, payload: unknown, traceHeader: string | undefined): boolean;
}

/** For an asynchronous call: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_PAYLOAD_BYTES = 1024 * 1024;

function functionArnOf({ url }: AwsRequest, { region, accountId }: Place): string {
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url) ?? [];
  if (!name) throw new BadRequest('the local cloud knows Invoke of Lambda, and no other call');
  const given = decodeURIComponent(name);
  return given.startsWith('arn:') ? given : `arn:aws:lambda:${region}:${accountId}:function:${given}`;
}

export const lambda: Service = {
  read(request: AwsRequest, place: Place): Call {
    const resource = functionArnOf(request, place);
    if (request.headers['x-amz-invocation-type'] !== 'Event') {
      throw new BadRequest('the local cloud knows calls of type Event alone: no function waits for another');
    }
    JSON.parse(request.body.toString());
    return {
      operation: 'lambda:Invoke',
      accesses: [{ action: 'lambda:InvokeFunction', resource }],
      ...(request.body.length > MAX_PAYLOAD_BYTES && {
        beyond: refusal(413, 'RequestTooLargeException', `Request must be smaller than ${MAX_PAYLOAD_BYTES} bytes`),
      }),
    };
  },

  refuse(error, message) {
    const [status, type] = {
      'access-denied': [403, 'AccessDeniedException'] as const,
      'unknown-caller': [403, 'UnrecognizedClientException'] as const,
      'bad-request': [400, 'InvalidRequestContentException'] as const,
    }[error];
    return refusal(status, type, message);
  },
};

export function answerInvoke(functions: FunctionsHandler, request: AwsRequest, place: Place): Answer {
  const arn = functionArnOf(request, place);
  const trace = request.headers['x-amzn-trace-id'];
  const header = typeof trace === 'string' ? trace : undefined;
  if (functions.call(arn, JSON.parse(request.body.toString()), header)) return { status: 202, headers: {}, body: '' };
  return refusal(404, 'ResourceNotFoundException', `Function not found: ${arn}`);
}

const refusal = (status: number, type: string, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
  body: JSON.stringify({ message }),
});
