/** AWS clients for the operator commands, with the credentials of the current user, in the tenant's region. */
import { ACMClient } from '@aws-sdk/client-acm';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';

export type Aws = ReturnType<typeof connect>;

/** CloudFront's certificates and account-wide resources are here. */
const GLOBAL_REGION = 'us-east-1';

/** @param pollMs how often to check whether a long operation has finished */
export function connect(region: string, { pollMs = 5000 } = {}) {
  const here = { region };
  const global = { region: GLOBAL_REGION };
  return {
    region,
    pollMs,
    sts: new STSClient(here),
    globalSts: new STSClient(global),
    cloudFormation: new CloudFormationClient(here),
    ssm: new SSMClient(here),
    lambda: new LambdaClient(here),
    dynamodb: new DynamoDBClient(here),
    cognito: new CognitoIdentityProviderClient(here),
    logs: new CloudWatchLogsClient(here),
    // Puts the bucket's name in the path, so that any endpoint works.
    s3: new S3Client({ ...here, forcePathStyle: true }),
    ses: new SESv2Client(here),
    acm: new ACMClient(global),
    cloudFront: new CloudFrontClient(global),
  };
}
