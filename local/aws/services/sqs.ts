import * as z from 'zod';
import { type Answer, type AwsRequest, BadRequest, type Call, type Place, type Service } from './service.ts';

const Body = z.object({
  QueueUrl: z.string().optional(),
  QueueName: z.string().optional(),
  DelaySeconds: z.number().optional(),
  Entries: z.array(z.object({ DelaySeconds: z.number().optional() })).optional(),
});

const mostDelayS = 900;

/** Sizes of messages need no check here: the engine refuses them in AWS's words. */
export const sqs: Service = {
  read({ headers, body }: AwsRequest, place: Place): Call {
    const [, operation] = /^AmazonSQS\.(\w+)$/.exec(String(headers['x-amz-target'])) ?? [];
    if (!operation) throw new BadRequest('the X-Amz-Target names no operation of SQS');
    const { QueueUrl, QueueName, DelaySeconds, Entries = [] } = Body.parse(JSON.parse(body.toString()));
    const queue = QueueName ?? QueueUrl?.split('/').at(-1);
    // There are no actions for batches, and AWS spells SQS's in lower case when it refuses.
    const action = `sqs:${operation.replace(/Batch$/, '').toLowerCase()}`;
    const resource = queue ? `arn:aws:sqs:${place.region}:${place.accountId}:${queue}` : '*';
    const delay = [DelaySeconds, ...Entries.map((entry) => entry.DelaySeconds)].find(
      (seconds) => seconds !== undefined && (seconds < 0 || seconds > mostDelayS),
    );
    return {
      operation: `sqs:${operation}`,
      accesses: [{ action, resource }],
      ...(delay !== undefined && { beyond: tooLate(delay) }),
    };
  },

  refuse(error, message) {
    const [status, type, code] = {
      'access-denied': [403, 'AccessDeniedException', 'AccessDenied'] as const,
      'unknown-caller': [403, 'UnrecognizedClientException', 'InvalidClientTokenId'] as const,
      'bad-request': [400, 'SerializationException', 'MalformedInput'] as const,
    }[error];
    return refusal(status, type, code, message);
  },
};

/** AWS refuses just the entry of a batch; the local cloud refuses the whole batch, which shows the mistake as well. */
function tooLate(delayS: number): Answer {
  const reason = `DelaySeconds must be >= 0 and <= ${mostDelayS}.`;
  const message = `Value ${delayS} for parameter DelaySeconds is invalid. Reason: ${reason}`;
  return refusal(400, 'InvalidParameterValueException', 'InvalidParameterValue', message);
}

/** Clients take the error's name from the header, which carries the code that SQS had before it spoke JSON. */
function refusal(status: number, type: string, code: string, message: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-error': `${code};Sender` },
    body: JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message }),
  };
}
