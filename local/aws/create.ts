/** Creates what the template declares and the engines lack: tables, queues, buckets. */
import { isDeepStrictEqual } from 'node:util';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { streamArn } from '../template/kinds.ts';
import type { Resource } from '../template/resolve.ts';

export interface Created {
  /** The engine's stream ARN for each stream ARN in the template. They differ because the engine has its own region. */
  streams: Map<string, string>;
  /** The engine's queue URL for each queue ARN in the template. */
  queues: Map<string, string>;
}

/** Keeps what exists, with its data, and updates queue settings from the template. @throws if a table has other keys */
export async function createDeclared(
  resources: Resource[],
  engines: { dynamodb: string; sqs: string; s3: string },
  region: string,
): Promise<Created> {
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'operator' };
  const dynamodb = new DynamoDBClient({ endpoint: engines.dynamodb, region, credentials });
  const sqs = new SQSClient({ endpoint: engines.sqs, region, credentials });
  const created: Created = { streams: new Map(), queues: new Map() };
  // In order: a dead-letter queue is created before the queues that refer to it.
  for (const { type, arn = '', properties, physicalId } of resources) {
    switch (type) {
      case 'AWS::DynamoDB::Table':
      case 'AWS::DynamoDB::GlobalTable': {
        const { LatestStreamArn } = await createTable(dynamodb, physicalId, properties);
        if (LatestStreamArn) created.streams.set(streamArn(arn), LatestStreamArn);
        break;
      }
      case 'AWS::SQS::Queue':
        created.queues.set(arn, await createQueue(sqs, arn, properties));
        break;
      case 'AWS::S3::Bucket':
        await createBucket(engines.s3, physicalId);
    }
  }
  dynamodb.destroy();
  sqs.destroy();
  return created;
}

const Keys = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const Table = z.object({
  KeySchema: Keys,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: Keys,
        Projection: z.object({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .optional(),
  StreamSpecification: z
    .object({ StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']) })
    .optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});

async function createTable(client: DynamoDBClient, TableName: string, properties: unknown): Promise<TableDescription> {
  const { TimeToLiveSpecification, StreamSpecification, ...shape } = Table.parse(properties);
  const present = await describe(client, TableName);
  if (present) {
    const names = (indexes: { IndexName?: string | undefined }[] = []) =>
      indexes.map(({ IndexName }) => IndexName).sort();
    const sameIndexes = isDeepStrictEqual(names(present.GlobalSecondaryIndexes), names(shape.GlobalSecondaryIndexes));
    if (isDeepStrictEqual(present.KeySchema, shape.KeySchema) && sameIndexes) return present;
    throw new Error(
      `The table ${TableName} on disk has other keys or indexes than the template: move its data directory away`,
    );
  }
  await client.send(
    new CreateTableCommand({
      TableName,
      ...shape,
      BillingMode: 'PAY_PER_REQUEST',
      ...(StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
    }),
  );
  if (TimeToLiveSpecification) await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  const made = await describe(client, TableName);
  if (!made) throw new Error(`The table ${TableName} disappeared while it was being created`);
  return made;
}

async function describe(client: DynamoDBClient, TableName: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

const Queue = z.object({
  VisibilityTimeout: z.number().optional(),
  DelaySeconds: z.number().optional(),
  MessageRetentionPeriod: z.number().optional(),
  MaximumMessageSize: z.number().optional(),
  ReceiveMessageWaitTimeSeconds: z.number().optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
});

async function createQueue(client: SQSClient, arn: string, properties: unknown): Promise<string> {
  const { RedrivePolicy, ...numbers } = Queue.parse(properties);
  const Attributes: Record<string, string> = Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, String(value)]),
  );
  if (RedrivePolicy) {
    Attributes.RedrivePolicy = JSON.stringify({
      ...RedrivePolicy,
      deadLetterTargetArn: engineArn(RedrivePolicy.deadLetterTargetArn),
    });
  }
  const QueueName = arn.split(':').at(-1);
  const present = await client.send(new GetQueueUrlCommand({ QueueName })).catch((error: unknown) => {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw error;
  });
  if (present) {
    await client.send(new SetQueueAttributesCommand({ QueueUrl: present.QueueUrl, Attributes }));
    return String(present.QueueUrl);
  }
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  return String(QueueUrl);
}

/** The engine has only the account 000000000000. */
function engineArn(arn: string): string {
  return arn.replace(/:\d{12}:/, ':000000000000:');
}

async function createBucket(s3: string, name: string): Promise<void> {
  const answer = await fetch(`${s3}/${name}`, { method: 'PUT' });
  if (!answer.ok && answer.status !== 409)
    throw new Error(`The bucket ${name} could not be created: ${await answer.text()}`);
}
