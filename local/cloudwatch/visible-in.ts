/** Asks the engine how many messages of a queue are waiting to be received. */
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';

export async function visibleIn(QueueName: string, engine: { endpoint: string; region: string }): Promise<number> {
  const sqs = new SQSClient({ ...engine, credentials: { accessKeyId: 'metrics', secretAccessKey: 'metrics' } });
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const AttributeNames = ['ApproximateNumberOfMessages' as const];
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Number(Attributes?.ApproximateNumberOfMessages);
  } finally {
    sqs.destroy();
  }
}
