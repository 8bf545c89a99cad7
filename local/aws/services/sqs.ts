import * as z from 'zod';
import { type Answer, type AwsRequest, BadRequest, type Call, type Place, type Service } from './service.ts';

const Body = z.object({
  QueueUrl: z.string().optional(),
  QueueName: z.string().optional(),
  DelaySeconds: z.number().optional(),
  Entries: z.array(z.object({ DelaySeconds: z.number().optional() })).optional(),
});

const mostDelayS = 900;

/** The engine has no system attribute for a message's trace, so it is kept as an ordinary attribute and removed on receipt. */
export const TRACE = 'X-Amzn-Trace-Id';

/** Message sizes are not checked here, because the engine refuses them with AWS's messages. */
export const sqs: Service = {
  read({ headers, body }: AwsRequest, place: Place): Call {
    const [, operation] = /^AmazonSQS\.(\w+)$/.exec(String(headers['x-amz-target'])) ?? [];
    if (!operation) throw new BadRequest('the X-Amz-Target names no operation of SQS');
    const { QueueUrl, QueueName, DelaySeconds, Entries = [] } = Body.parse(JSON.parse(body.toString()));
    const queue = QueueName ?? QueueUrl?.split('/').at(-1);
    // Batches have no actions of their own, and AWS writes SQS actions in lower case when it refuses one.
    const action = `sqs:${operation.replace(/Batch$/, '').toLowerCase()}`;
    const resource = queue ? `arn:aws:sqs:${place.region}:${place.accountId}:${queue}` : '*';
    const delay = [DelaySeconds, ...Entries.map((entry) => entry.DelaySeconds)].find(
      (seconds) => seconds !== undefined && (seconds < 0 || seconds > mostDelayS),
    );
    return {
      operation: `sqs:${operation}`,
      accesses: [{ action, resource }],
      ...withTrace(operation, headers[TRACE.toLowerCase()], body),
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

/** Stores the SDK's trace header with the message, so that calls in a chain can be counted. */
function withTrace(operation: string, header: string | string[] | undefined, body: Buffer): { body?: Buffer } {
  if (typeof header !== 'string' || !/^SendMessage(Batch)?$/.test(operation)) return {};
  const traced = (message: z.infer<typeof Message>) => ({
    ...message,
    MessageAttributes: { ...message.MessageAttributes, [TRACE]: { DataType: 'String', StringValue: header } },
  });
  const { Entries, ...message } = Message.parse(JSON.parse(body.toString()));
  return {
    body: Buffer.from(JSON.stringify(Entries ? { ...message, Entries: Entries.map(traced) } : traced(message))),
  };
}

const Message = z.looseObject({
  MessageAttributes: z.record(z.string(), z.unknown()).optional(),
  Entries: z.array(z.looseObject({ MessageAttributes: z.record(z.string(), z.unknown()).optional() })).optional(),
});

/** AWS refuses one entry of a batch. The local cloud refuses the whole batch, which also reveals the mistake. */
function tooLate(delayS: number): Answer {
  const reason = `DelaySeconds must be >= 0 and <= ${mostDelayS}.`;
  const message = `Value ${delayS} for parameter DelaySeconds is invalid. Reason: ${reason}`;
  return refusal(400, 'InvalidParameterValueException', 'InvalidParameterValue', message);
}

/** Clients read the error's name from the header, which has the code that SQS used before it supported JSON. */
function refusal(status: number, type: string, code: string, message: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-error': `${code};Sender` },
    body: JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message }),
  };
}
