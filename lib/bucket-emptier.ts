/**
 * The CDK's own function that empties a bucket before it is removed with its stack, or with a first deployment that failed. What it
 * may do to the bucket stands in the bucket's policy. By itself it would have a log group without an end, which the removal leaves behind.
 */
import type { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { logGroup } from './logs.ts';

/** @param stack with buckets that have `autoDeleteObjects`: these bring the function. */
export function bucketEmptier(stack: Stack, tenant: string): void {
  const log = logGroup(stack, 'BucketEmptierLog', `/aws/lambda/${tenant}-foyer-bucket-emptier`);
  const write = { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: log.logGroupArn };
  const provider = stack.node.findChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
  const role = part(provider, 'Role');
  role.addPropertyOverride('ManagedPolicyArns', []);
  role.addPropertyOverride('Policies', [
    { PolicyName: 'Log', PolicyDocument: { Version: '2012-10-17', Statement: [write] } },
  ]);
  // Names it, so that the group goes after the function.
  part(provider, 'Handler').addPropertyOverride('LoggingConfig', { LogGroup: log.logGroupName });
}

const part = (provider: IConstruct, id: string) => provider.node.findChild(id) as CfnResource;
