import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { type InvocationType, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bucketsOf } from '../../../local/aws/buckets.ts';
import { type Created, createDeclared } from '../../../local/aws/create.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../../local/aws/endpoint.ts';
import { PolicyDocument } from '../../../local/aws/iam.ts';
import { operator, type Principal } from '../../../local/aws/principals.ts';
import { startDynamodb } from '../../../local/engines/dynamodb.ts';
import type { Engine } from '../../../local/engines/engine.ts';
import { startSes } from '../../../local/engines/ses.ts';
import { startSqsAndS3 } from '../../../local/engines/sqs-s3.ts';
import type { Resource } from '../../../local/template/resolve.ts';

const region = 'eu-west-1';
const accountId = '111122223333';
const tableArn = `arn:aws:dynamodb:${region}:${accountId}:table/acme`;
const queueArn = `arn:aws:sqs:${region}:${accountId}:acme-timers`;
const functionArn = `arn:aws:lambda:${region}:${accountId}:function:acme-call`;
const machineArn = `arn:aws:states:${region}:${accountId}:stateMachine:acme-long-timers`;
const socketArn = `arn:aws:execute-api:${region}:${accountId}:sock/v1`;

const resources: Resource[] = [
  {
    logicalId: 'Table',
    type: 'AWS::DynamoDB::Table',
    physicalId: 'acme',
    arn: tableArn,
    metadata: {},
    properties: {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    },
  },
  {
    logicalId: 'Queue',
    type: 'AWS::SQS::Queue',
    physicalId: 'acme-timers',
    arn: queueArn,
    metadata: {},
    properties: {},
  },
];

/** May read and put, send, mail, and post to one socket API, and nothing more. */
const chat: Principal = {
  name: 'acme-chat',
  arn: `arn:aws:sts::${accountId}:assumed-role/acme-role/acme-chat`,
  policies: [
    PolicyDocument.parse({
      Statement: [
        { Effect: 'Allow', Action: ['dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:PutItem'], Resource: tableArn },
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn },
        { Effect: 'Allow', Action: 'states:StartExecution', Resource: [machineArn, `${machineArn}-gone`] },
        { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: [functionArn, `${functionArn}-gone`] },
        {
          Effect: 'Allow',
          Action: 'ses:SendEmail',
          Resource: ['identity/example.com', 'configuration-set/acme'].map(
            (resource) => `arn:aws:ses:${region}:${accountId}:${resource}`,
          ),
        },
        { Effect: 'Allow', Action: 'execute-api:ManageConnections', Resource: `${socketArn}/POST/@connections/*` },
      ],
    }),
  ],
};

const dataDir = mkdtempSync(join(tmpdir(), 'foyer-endpoint-'));
const called: [string, unknown][] = [];
const started: [string, string][] = [];
const posted: [string, string, string, string][] = [];
let engines: { dynamodb: Engine; sqsS3: Engine; ses: Engine };
let endpoint: AwsEndpoint;
let created: Created;

beforeAll(async () => {
  engines = {
    dynamodb: await startDynamodb({ dataDir }),
    sqsS3: await startSqsAndS3({ dataDir, region }),
    ses: await startSes({ port: 0 }),
  };
  const urls = { dynamodb: engines.dynamodb.url, sqs: engines.sqsS3.url, s3: engines.sqsS3.url, ses: engines.ses.url };
  created = await createDeclared(resources, urls, region);
  endpoint = await startAwsEndpoint({
    port: 0,
    region,
    accountId,
    engines: urls,
    buckets: bucketsOf([], urls.s3, () => undefined),
    now: Date.now,
    principals: new Map([
      ['CHAT', chat],
      ['OPERATOR', operator(accountId)],
    ]),
    connections: {
      post: (apiId, stage, id, body) => {
        if (id === 'gone=') return 'gone';
        posted.push([apiId, stage, id, body.toString()]);
        return 'sent';
      },
      get: () => ({ connectedAtMs: 0, lastActiveAtMs: 1000, sourceIp: '127.0.0.1', userAgent: 'test' }),
      close: () => 'closed',
    },
    executions: {
      start: (arn, name, input) => {
        if (arn !== machineArn) return 'no machine';
        started.push([name, input]);
        return name === 'taken' ? 'exists' : { startedAt: 1000 };
      },
    },
    functions: {
      call: (arn, payload) => {
        called.push([arn, payload]);
        return arn === functionArn;
      },
    },
  });
});

beforeEach(() => {
  endpoint.resetCounts();
});

afterAll(async () => {
  await endpoint.stop();
  await Promise.all(Object.values(engines).map((engine) => engine.stop()));
  rmSync(dataDir, { recursive: true });
});

/** Like a function's client: it knows the endpoint and its own keys, and nothing else. */
const settings = (accessKeyId: string, path = '') => ({
  region,
  endpoint: endpoint.url + path,
  credentials: { accessKeyId, secretAccessKey: 'secret' },
  maxAttempts: 1,
});
const tableOf = (key: string) => new DynamoDBClient(settings(key));
const mail = (FromEmailAddress: string, ConfigurationSetName: string) =>
  new SESv2Client(settings('CHAT')).send(
    new SendEmailCommand({
      ...{ FromEmailAddress, ConfigurationSetName, Destination: { ToAddresses: ['ana@example.com'] } },
      Content: {
        Simple: {
          Subject: { Data: 'We are closed' },
          Body: { Text: { Data: 'Open tomorrow at 9:00' } },
          Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }],
        },
      },
    }),
  );

const socketOf = (key: string) => new ApiGatewayManagementApiClient(settings(key, '/_sockets/sock/v1'));
const queueOf = (key: string) => new SQSClient(settings(key));
const execute = (stateMachineArn: string, name: string, input = '{}') =>
  new SFNClient(settings('CHAT')).send(new StartExecutionCommand({ stateMachineArn, name, input }));
const invoke = (FunctionName: string, payload = '{}', InvocationType: InvocationType = 'Event') =>
  new LambdaClient(settings('CHAT')).send(new InvokeCommand({ FunctionName, InvocationType, Payload: payload }));
const queueUrl = () => `${endpoint.url}/${accountId}/acme-timers`;
const item = (sk: string, text = '') => ({ pk: { S: 'CHAT#1' }, sk: { S: sk }, text: { S: text } });
const byChat = {
  TableName: 'acme',
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': { S: 'CHAT#1' } },
};

test('H3 what is granted reaches the engine, and is counted by function and operation', async () => {
  const client = tableOf('CHAT');
  await client.send(new PutItemCommand({ TableName: 'acme', Item: item('C#1', 'hello') }));
  await client.send(new PutItemCommand({ TableName: 'acme', Item: item('C#2', 'you') }));
  const { Items } = await client.send(new QueryCommand({ ...byChat, ConsistentRead: true }));
  expect(Items).toEqual([item('C#1', 'hello'), item('C#2', 'you')]);
  expect(endpoint.counts()).toEqual({ 'acme-chat': { 'dynamodb:PutItem': 2, 'dynamodb:Query': 1 } });
});

test('H3 errors of the engine come through as they are', async () => {
  const put = new PutItemCommand({
    TableName: 'acme',
    Item: item('C#1'),
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  await tableOf('OPERATOR').send(new PutItemCommand({ TableName: 'acme', Item: item('C#1') }));
  await expect(tableOf('CHAT').send(put)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
});

test.each<[string, () => Promise<unknown>, string, string]>([
  [
    'an action',
    () =>
      tableOf('CHAT').send(
        new BatchGetItemCommand({ RequestItems: { acme: { Keys: [{ pk: { S: '1' }, sk: { S: '1' } }] } } }),
      ),
    'AccessDeniedException',
    `dynamodb:BatchGetItem on resource: ${tableArn}`,
  ],
  [
    'an index',
    () => tableOf('CHAT').send(new QueryCommand({ ...byChat, IndexName: 'byAge' })),
    'AccessDeniedException',
    `dynamodb:Query on resource: ${tableArn}/index/byAge`,
  ],
  [
    'another table',
    () => tableOf('CHAT').send(new GetItemCommand({ TableName: 'other', Key: { pk: { S: '1' } } })),
    'AccessDeniedException',
    `dynamodb:GetItem on resource: ${tableArn.replace('acme', 'other')}`,
  ],
  [
    'one part of a transaction',
    () =>
      tableOf('CHAT').send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: 'acme', Item: item('C#9') } },
            { Delete: { TableName: 'acme', Key: { pk: { S: 'CHAT#1' }, sk: { S: 'C#1' } } } },
          ],
        }),
      ),
    'AccessDeniedException',
    `dynamodb:DeleteItem on resource: ${tableArn}`,
  ],
  [
    'a queue’s other action',
    () => queueOf('CHAT').send(new ReceiveMessageCommand({ QueueUrl: queueUrl() })),
    'AccessDenied',
    `sqs:receivemessage on resource: ${queueArn}`,
  ],
  [
    'another function',
    () => invoke('other-call'),
    'AccessDeniedException',
    `lambda:InvokeFunction on resource: ${functionArn.replace('acme', 'other')}`,
  ],
  [
    'another machine',
    () => execute(machineArn.replace('acme', 'other'), 'a'),
    'AccessDeniedException',
    `states:StartExecution on resource: ${machineArn.replace('acme', 'other')}`,
  ],
  [
    'another sender',
    () => mail('a@other.test', 'acme'),
    'AccessDeniedException',
    'ses:SendEmail on resource: arn:aws:ses:eu-west-1:111122223333:identity/other.test',
  ],
  [
    'another configuration set',
    () => mail('a@example.com', 'other'),
    'AccessDeniedException',
    'ses:SendEmail on resource: arn:aws:ses:eu-west-1:111122223333:configuration-set/other',
  ],
  [
    'closing a socket',
    () => socketOf('CHAT').send(new DeleteConnectionCommand({ ConnectionId: 'a=' })),
    'AccessDeniedException',
    `execute-api:ManageConnections on resource: ${socketArn}/DELETE/@connections/{connectionId}`,
  ],
])('H3 without a grant: %s is refused as AWS refuses it, and not counted', async (_, call, name, what) => {
  const because = `because no identity-based policy allows the ${what.split(' ')[0]} action`;
  const message = `User: ${chat.arn} is not authorized to perform: ${what} ${because}`;
  await expect(call()).rejects.toMatchObject({ name, message });
  expect(endpoint.counts()).toEqual({});
});

test.each<[string, () => Promise<unknown>, string]>([
  ['DynamoDB', () => tableOf('NOBODY').send(new QueryCommand(byChat)), 'UnrecognizedClientException'],
  [
    'SQS',
    () => queueOf('NOBODY').send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: 'x' })),
    'InvalidClientTokenId',
  ],
  [
    '@connections',
    () => socketOf('NOBODY').send(new DeleteConnectionCommand({ ConnectionId: 'a=' })),
    'UnrecognizedClientException',
  ],
])('H3 %s refuses a key that is nobody’s', async (_, call, name) => {
  await expect(call()).rejects.toMatchObject({
    name,
    message: 'The security token included in the request is invalid.',
  });
});

test('H3 a request without a signature, and one that is no call, are refused', async () => {
  expect((await fetch(endpoint.url, { method: 'POST', body: '{}' })).status).toBe(403);
  const authorization = 'AWS4-HMAC-SHA256 Credential=CHAT/20250101/eu-west-1/dynamodb/aws4_request, Signature=x';
  const headers = { authorization, 'x-amz-target': 'DynamoDB_20120810.Query' };
  const answer = await fetch(endpoint.url, { method: 'POST', headers, body: '{' });
  expect([answer.status, (await answer.json()).__type]).toEqual([
    400,
    'com.amazon.coral.service#SerializationException',
  ]);
});

const kilobytes = (n: number) => 'x'.repeat(n * 1024);
const put = (n: number) => ({ Put: { TableName: 'acme', Item: item(`T#${n}`) } });

test.each<[string, () => Promise<unknown>, string, RegExp]>([
  [
    'an item of 401 KB',
    () => tableOf('CHAT').send(new PutItemCommand({ TableName: 'acme', Item: item('big', kilobytes(401)) })),
    'ValidationException',
    /Item size has exceeded/,
  ],
  [
    'a transaction of 101 items',
    () =>
      tableOf('CHAT').send(
        new TransactWriteItemsCommand({ TransactItems: Array.from({ length: 101 }, (_, n) => put(n)) }),
      ),
    'ValidationException',
    /less than or equal to 100/,
  ],
  [
    'a delay of 901 s',
    () => queueOf('CHAT').send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: 'x', DelaySeconds: 901 })),
    'InvalidParameterValue',
    /^Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.$/,
  ],
  [
    'a delay of 901 s in a batch',
    () =>
      queueOf('CHAT').send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl(),
          Entries: [{ Id: 'a', MessageBody: 'x', DelaySeconds: 901 }],
        }),
      ),
    'InvalidParameterValue',
    /^Value 901/,
  ],
  [
    'a message over 1 MB',
    () => queueOf('CHAT').send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: kilobytes(1025) })),
    'InvalidParameterValue',
    /must be shorter than 1048576 bytes/,
  ],
  [
    'a push of 129 KB',
    () => socketOf('CHAT').send(new PostToConnectionCommand({ ConnectionId: 'a=', Data: kilobytes(129) })),
    'PayloadTooLargeException',
    /Message too long/,
  ],
  [
    'a call over 1 MB',
    () => invoke('acme-call', JSON.stringify(kilobytes(1024))),
    'RequestTooLargeException',
    /1048576/,
  ],
  ['a call of nobody', () => invoke('acme-call-gone'), 'ResourceNotFoundException', /acme-call-gone$/],
  [
    'a call that waits',
    () => invoke('acme-call', '{}', 'RequestResponse'),
    'InvalidRequestContentException',
    /type Event alone/,
  ],
  ['an execution with a name of 81', () => execute(machineArn, 'x'.repeat(81)), 'InvalidName', /^Invalid Name/],
  ['an execution named like a socket', () => execute(machineArn, 'a/b:c'), 'InvalidName', /^Invalid Name/],
  [
    'an input over 256 KB',
    () => execute(machineArn, 'a', JSON.stringify(kilobytes(256))),
    'InvalidExecutionInput',
    /262146 bytes/,
  ],
  ['an input that is no JSON', () => execute(machineArn, 'a', 'later'), 'InvalidExecutionInput', /no JSON/],
  ['a name that is taken', () => execute(machineArn, 'taken'), 'ExecutionAlreadyExists', /taken'$/],
  ['a machine that is not there', () => execute(`${machineArn}-gone`, 'a'), 'StateMachineDoesNotExist', /gone'$/],
])('H3 %s is refused', async (_, call, name, message) => {
  // SQS's engine puts a prefix in front of the name, as AWS does for some errors.
  const named = expect.stringMatching(`${name}$`);
  await expect(call()).rejects.toMatchObject({ name: named, message: expect.stringMatching(message) });
});

test('H3 a function is called without waiting, by its name', async () => {
  expect((await invoke('acme-call', '{"interactionId":"a"}')).StatusCode).toBe(202);
  expect(called).toContainEqual([functionArn, { interactionId: 'a' }]);
  expect(endpoint.counts()).toEqual({ 'acme-chat': { 'lambda:Invoke': 1 } });
});

test('H3 an execution is started, and named as AWS names it', async () => {
  const { executionArn, startDate } = await execute(machineArn, 'x'.repeat(80), '{"at":"…"}');
  expect([executionArn, startDate]).toEqual([
    `arn:aws:states:${region}:${accountId}:execution:acme-long-timers:${'x'.repeat(80)}`,
    new Date(1000),
  ]);
  expect(started).toContainEqual(['x'.repeat(80), '{"at":"…"}']);
  expect(endpoint.counts()).toEqual({ 'acme-chat': { 'states:StartExecution': 1 } });
});

test('H3 what just fits is taken: 900 s, 128 KB, 100 items', async () => {
  await queueOf('CHAT').send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: 'x', DelaySeconds: 900 }));
  await socketOf('CHAT').send(new PostToConnectionCommand({ ConnectionId: 'a=', Data: kilobytes(128) }));
  await tableOf('CHAT').send(
    new TransactWriteItemsCommand({ TransactItems: Array.from({ length: 100 }, (_, n) => put(n)) }),
  );
});

test('H3 a push reaches the socket API that its address names; the gone are 410', async () => {
  posted.length = 0;
  await socketOf('CHAT').send(new PostToConnectionCommand({ ConnectionId: 'a/b=', Data: '{"t":"pong"}' }));
  expect(posted).toEqual([['sock', 'v1', 'a/b=', '{"t":"pong"}']]);
  expect(endpoint.counts()).toEqual({ 'acme-chat': { 'execute-api:POST': 1 } });
  await expect(
    socketOf('CHAT').send(new PostToConnectionCommand({ ConnectionId: 'gone=', Data: 'x' })),
  ).rejects.toMatchObject({
    name: 'GoneException',
    $metadata: { httpStatusCode: 410 },
  });
});

test('H3 the operator may look at a connection and close it', async () => {
  const { LastActiveAt } = await socketOf('OPERATOR').send(new GetConnectionCommand({ ConnectionId: 'a=' }));
  expect(LastActiveAt).toEqual(new Date(1000));
  await socketOf('OPERATOR').send(new DeleteConnectionCommand({ ConnectionId: 'a=' }));
});

test('H3 a mail lands in the mailbox', async () => {
  const from = 'Casa Alba <chat@example.com>';
  await mail(from, 'acme');
  const { emails } = await (await fetch(`${engines.ses.url}/store`)).json();
  expect(emails).toMatchObject([
    { from, subject: 'We are closed', headers: [{ name: 'Auto-Submitted', value: 'auto-generated' }] },
  ]);
});

test('H3 an engine that is gone is answered with 503, which clients repeat', async () => {
  const nowhere = {
    dynamodb: 'http://127.0.0.1:1',
    sqs: 'http://127.0.0.1:1',
    s3: 'http://127.0.0.1:1',
    ses: 'http://127.0.0.1:1',
  };
  const gone = () => 'gone' as const;
  const lonely = await startAwsEndpoint({
    port: 0,
    region,
    accountId,
    engines: nowhere,
    principals: new Map([['CHAT', chat]]),
    connections: { post: gone, get: gone, close: gone },
    executions: { start: () => 'no machine' },
    functions: { call: () => false },
    ...{ buckets: bucketsOf([], nowhere.s3, () => undefined), now: Date.now },
  });
  const client = new DynamoDBClient({ ...settings('CHAT'), endpoint: lonely.url });
  await expect(client.send(new QueryCommand(byChat))).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
  await lonely.stop();
});

test('H3 what is declared is made once, and found again with its stream and queue', async () => {
  const urls = { dynamodb: engines.dynamodb.url, sqs: engines.sqsS3.url, s3: engines.sqsS3.url };
  expect(await createDeclared(resources, urls, region)).toEqual(created);
  expect([...created.streams.keys()]).toEqual([`${tableArn}/stream/2025-01-01T00:00:00.000`]);
  expect([...created.streams.values()]).toEqual([expect.stringMatching(/^arn:aws:dynamodb:.*:table\/acme\/stream\//)]);
  expect([...created.queues.keys()]).toEqual([queueArn]);
});
