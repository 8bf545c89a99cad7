/** What each function may do: the contract's terms as IAM statements. Nothing is granted anywhere else. */
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { type Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { FunctionContract, FunctionName, TableGrant, Trigger } from '../functions/contract.ts';
import { acknowledge } from './acknowledge.ts';
import { type Files, logicalIdOf } from './files.ts';
import type { LongTimers } from './long-timers.ts';
import type { Mail } from './mail.ts';
import type { Queues } from './queues.ts';
import type { SocketApi } from './socket-api.ts';

/** What can be granted. */
export interface Grantables {
  table: ITable;
  queues: Queues;
  longTimers: LongTimers;
  functionArn: (name: FunctionName) => string;
  sockets: Record<'visitor' | 'agent', SocketApi>;
  files: Files;
  /** Undefined if the tenant has no sender address: then there is nothing to send from. */
  mail: Mail | undefined;
}

const reads = ['dynamodb:GetItem', 'dynamodb:Query'];
const tableActions: Record<TableGrant, string[]> = {
  read: reads,
  // A transaction needs no permission of its own, only those of its parts.
  'read-write': [...reads, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
};

export function grant(policy: Policy, contract: FunctionContract, log: LogGroup, to: Grantables): void {
  policy.addStatements(
    may(['logs:CreateLogStream', 'logs:PutLogEvents'], log.logGroupArn),
    ...(contract.table ? [may(tableActions[contract.table], to.table.tableArn)] : []),
    ...(contract.setsTimers ? [may(['sqs:SendMessage'], to.queues.timers.queueArn)] : []),
    ...(contract.setsTimers === true
      ? [may(['states:StartExecution'], to.longTimers.stateMachine.stateMachineArn)]
      : []),
    ...(contract.mails ? (to.mail?.arns ?? []).map((arn) => may(['ses:SendEmail'], arn)) : []),
    ...(contract.files ? grantFiles(policy, contract.files, to.files) : []),
    ...(contract.hands ?? []).map((name) => may(['lambda:InvokeFunction'], to.functionArn(name))),
    ...contract.triggers.flatMap((trigger) => consuming(trigger, to)),
  );
  for (const api of contract.pushes ?? []) to.sockets[api].allow('POST', policy);
  for (const api of contract.closes ?? []) to.sockets[api].allow('DELETE', policy);
}

export function grantTracing(policy: Policy): void {
  policy.addStatements(may(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'));
  acknowledge(policy, { 'AwsSolutions-IAM5[Resource::*]': 'X-Ray’s write actions support no resource other than *.' });
}

/**
 * Objects have ids for names, so that no part of a bucket is named here. S3 says that an object is not there only to whoever may
 * list the bucket, and 403 to others.
 */
function grantFiles(policy: Policy, what: NonNullable<FunctionContract['files']>, { uploads, files }: Files) {
  const ofUploads = (...actions: string[]) => may(actions, uploads.arnForObjects('*'));
  const ofFiles = (...actions: string[]) => may(actions, files.arnForObjects('*'));
  const lists = ({ bucketArn }: Files['files']) => may(['s3:ListBucket'], bucketArn);
  const any = (bucket: Files['files'], reason: string) =>
    acknowledge(policy, { [`AwsSolutions-IAM5[Resource::<${logicalIdOf(bucket)}.Arn>/*]`]: reason });
  if (what !== 'read') any(uploads, 'Any upload.');
  if (what !== 'attach') any(files, 'Any file.');
  switch (what) {
    case 'links':
      return [ofUploads('s3:PutObject'), ofFiles('s3:GetObject')];
    case 'attach':
      return [ofUploads('s3:PutObject', 's3:GetObject'), lists(uploads)];
    case 'check':
      return [
        ofUploads('s3:GetObject', 's3:GetObjectTagging'),
        lists(uploads),
        ofFiles('s3:PutObject', 's3:PutObjectTagging'),
      ];
    case 'read':
      return [ofFiles('s3:GetObject'), lists(files)];
    default:
      return what satisfies never;
  }
}

/** Lambda reads streams and queues with the function's own role. */
function consuming(trigger: Trigger, to: Grantables): PolicyStatement[] {
  switch (trigger.kind) {
    case 'stream':
      if (!to.table.tableStreamArn) throw new Error('The table has no stream.');
      return [
        may(
          ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
          to.table.tableStreamArn,
        ),
        may(['sqs:SendMessage'], to.queues.failed.queueArn),
      ];
    case 'queue':
      return [
        may(
          ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
          to.queues[trigger.queue].queueArn,
        ),
      ];
    case 'asynchronous':
      return [may(['sqs:SendMessage'], to.queues.failed.queueArn)];
    case 'scan':
    case 'http':
    case 'socket':
    case 'socket-authorizer':
      // API Gateway or EventBridge calls the function, which the function's own policy allows, not its role.
      return [];
    default:
      return trigger satisfies never;
  }
}

const may = (actions: string[], resource: string): PolicyStatement =>
  new PolicyStatement({ actions, resources: [resource] });
