/**
 * The CDK's own function, which empties a bucket before it is removed with its stack or with a failed first deployment. The
 * bucket's policy says what it may do there. Left alone, its log group would never expire and would outlive the stack.
 */
import type { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { logGroup } from './logs.ts';

/** @param stack has buckets with `autoDeleteObjects`, which add the function */
export function bucketEmptier(stack: Stack, tenant: string): void {
  const log = logGroup(stack, 'BucketEmptierLog', `/aws/lambda/${tenant}-foyer-bucket-emptier`);
  const write = { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: log.logGroupArn };
  const provider = stack.node.findChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
  const role = part(provider, 'Role');
  role.addPropertyOverride('ManagedPolicyArns', []);
  role.addPropertyOverride('Policies', [
    { PolicyName: 'Log', PolicyDocument: { Version: '2012-10-17', Statement: [write] } },
  ]);
  // Refers to the log group, so that CloudFormation deletes the group after the function.
  part(provider, 'Handler').addPropertyOverride('LoggingConfig', { LogGroup: log.logGroupName });
}

const part = (provider: IConstruct, id: string) => provider.node.findChild(id) as CfnResource;
