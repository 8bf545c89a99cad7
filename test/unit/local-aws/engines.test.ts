import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { createDeclared } from '../../../local/aws/create.ts';
import type { Resource } from '../../../local/template/resolve.ts';

const region = 'eu-west-1';
const dataDir = mkdtempSync(join(tmpdir(), 'foyer-engines-'));
const Urls = z.object({ dynamodb: z.string(), sqs: z.string(), s3: z.string() });
const declared: Resource[] = [
  {
    logicalId: 'Table',
    type: 'AWS::DynamoDB::Table',
    physicalId: 'acme',
    arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/acme',
    metadata: {},
    properties: {
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    },
  },
  {
    logicalId: 'Queue',
    type: 'AWS::SQS::Queue',
    physicalId: 'acme-timers',
    arn: 'arn:aws:sqs:eu-west-1:111122223333:acme-timers',
    metadata: {},
    properties: { VisibilityTimeout: 30 },
  },
  { logicalId: 'Bucket', type: 'AWS::S3::Bucket', physicalId: 'acme-files', metadata: {}, properties: {} },
];

async function start() {
  const process = fork(join(import.meta.dirname, 'hold-engines.ts'), [dataDir]);
  const urls = Urls.parse((await once(process, 'message'))[0]);
  const { queues } = await createDeclared(declared, urls, region);
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'operator' };
  return {
    urls,
    QueueUrl: [...queues.values()][0],
    dynamodb: new DynamoDBClient({ region, credentials, endpoint: urls.dynamodb }),
    sqs: new SQSClient({ region, credentials, endpoint: urls.sqs }),
    kill: async () => {
      process.kill('SIGKILL');
      await once(process, 'exit');
    },
  };
}

/** Resolves when nothing is listening there any more. */
async function closed(url: string): Promise<void> {
  for (;;) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const answered = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    if (!answered) return;
    await once(socket, 'close');
  }
}

afterAll(() => rmSync(dataDir, { recursive: true }));

test('H1 data outlives a kill -9 of everything, and the engines do not', async () => {
  const first = await start();
  await first.dynamodb.send(new PutItemCommand({ TableName: 'acme', Item: { pk: { S: 'CHAT#1' } } }));
  await first.sqs.send(new SendMessageCommand({ QueueUrl: first.QueueUrl, MessageBody: 'timer' }));
  await first.kill();
  await Promise.all([closed(first.urls.dynamodb), closed(first.urls.sqs)]);

  const second = await start();
  const { Item } = await second.dynamodb.send(new GetItemCommand({ TableName: 'acme', Key: { pk: { S: 'CHAT#1' } } }));
  expect(Item).toEqual({ pk: { S: 'CHAT#1' } });
  const { Messages } = await second.sqs.send(new ReceiveMessageCommand({ QueueUrl: second.QueueUrl }));
  expect(Messages).toMatchObject([{ Body: 'timer' }]);
  await second.kill();
});

test('H1 the engines listen on this machine alone', async () => {
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal);
  const engines = await start();
  for (const url of Object.values(engines.urls)) {
    expect(new URL(url).hostname).toBe('127.0.0.1');
    if (outside) {
      const socket = connect(Number(new URL(url).port), outside.address);
      await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  }
  await engines.kill();
});

test('H1 a table on disk with other keys is an error that says what to do', async () => {
  const engines = await start();
  const changed = declared.map((resource) =>
    resource.logicalId === 'Table'
      ? { ...resource, properties: { ...resource.properties, KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] } }
      : resource,
  );
  await expect(createDeclared(changed, engines.urls, region)).rejects.toThrow(
    'The table acme on disk has other keys or indexes than the template: move its data directory away',
  );
  await engines.kill();
});
