/**
 * Resource names in AWS: `Ref`, `Fn::GetAtt` and the ARN by resource type. An unlisted type has its physical name as `Ref` and
 * no attributes. To support another type, add a row.
 */
import { createHash } from 'node:crypto';

export interface Identity {
  logicalId: string;
  /** The name in the template, or `<stack>-<logicalId>`. */
  name: string;
  stackName: string;
  region: string;
  accountId: string;
}

export interface Kind {
  /** The property that holds the resource's name. */
  name?: string;
  /** `Ref`; by default the name. */
  ref?: (identity: Identity) => string;
  arn?: (identity: Identity) => string;
  /** Results of `Fn::GetAtt`, besides `Arn`. */
  attributes?: Record<string, (identity: Identity) => unknown>;
}

/** Ids that are random in AWS but the same in every run here, so that addresses and tokens stay valid. */
function drawn(length: number) {
  return ({ stackName, logicalId }: Identity): string =>
    createHash('sha256')
      .update(`${stackName}/${logicalId}`)
      .digest()
      .reduce((text, byte) => text + (byte % 36).toString(36), '')
      .slice(0, length);
}

function arn(service: string, path: (identity: Identity) => string) {
  return (id: Identity): string => `arn:aws:${service}:${id.region}:${id.accountId}:${path(id)}`;
}

function globalArn(service: string, path: (identity: Identity) => string) {
  return (id: Identity): string => `arn:aws:${service}::${id.accountId}:${path(id)}`;
}

const named = ({ name }: Identity): string => name;
const queueUrl = (id: Identity): string => `https://sqs.${id.region}.amazonaws.com/${id.accountId}/${id.name}`;
const stateMachineArn = arn('states', (id) => `stateMachine:${id.name}`);
const tableArn = arn('dynamodb', (id) => `table/${id.name}`);
/** AWS labels a stream with its creation time; here the label is the same in every run. */
export const streamArn = (tableArn: string): string => `${tableArn}/stream/2025-01-01T00:00:00.000`;
const table: Kind = {
  name: 'TableName',
  arn: tableArn,
  attributes: { StreamArn: (id) => streamArn(tableArn(id)), TableId: drawn(32) },
};
const apiId = drawn(10);
const distributionId = drawn(14);
const poolId = (id: Identity): string => `${id.region}_${drawn(9)(id)}`;
const poolHost = (id: Identity): string => `cognito-idp.${id.region}.amazonaws.com/${poolId(id)}`;
const identified: Kind = { ref: drawn(20), attributes: { Id: drawn(20) } };

export const kinds: Record<string, Kind> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::SQS::Queue': {
    name: 'QueueName',
    ref: queueUrl,
    arn: arn('sqs', named),
    attributes: { QueueName: named, QueueUrl: queueUrl },
  },
  'AWS::SNS::Topic': {
    name: 'TopicName',
    ref: arn('sns', named),
    attributes: { TopicName: named, TopicArn: arn('sns', named) },
  },
  'AWS::S3::Bucket': {
    name: 'BucketName',
    ref: (id) => id.name.toLowerCase(),
    arn: (id) => `arn:aws:s3:::${id.name.toLowerCase()}`,
    attributes: {
      DomainName: (id) => `${id.name.toLowerCase()}.s3.amazonaws.com`,
      RegionalDomainName: (id) => `${id.name.toLowerCase()}.s3.${id.region}.amazonaws.com`,
    },
  },
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName',
    ref: stateMachineArn,
    arn: stateMachineArn,
    attributes: { Name: named },
  },
  'AWS::GuardDuty::MalwareProtectionPlan': identified,
  'AWS::Events::Rule': { name: 'Name', arn: arn('events', (id) => `rule/${id.name}`) },
  'AWS::Lambda::Function': { name: 'FunctionName', arn: arn('lambda', (id) => `function:${id.name}`) },
  'AWS::Lambda::LayerVersion': { name: 'LayerName', ref: arn('lambda', (id) => `layer:${id.name}:1`) },
  'AWS::Lambda::EventSourceMapping': identified,
  'AWS::IAM::Role': { name: 'RoleName', arn: globalArn('iam', (id) => `role/${id.name}`) },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: arn('logs', (id) => `log-group:${id.name}:*`) },
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', arn: arn('cloudwatch', (id) => `alarm:${id.name}`) },
  'AWS::KMS::Key': { ref: drawn(36), arn: arn('kms', (id) => `key/${drawn(36)(id)}`) },
  'AWS::ApiGatewayV2::Api': {
    ref: apiId,
    attributes: {
      ApiId: apiId,
      ApiEndpoint: (id) => `https://${apiId(id)}.execute-api.${id.region}.amazonaws.com`,
    },
  },
  'AWS::ApiGatewayV2::Stage': { name: 'StageName' },
  'AWS::ApiGatewayV2::Authorizer': { ref: drawn(6), attributes: { AuthorizerId: drawn(6) } },
  'AWS::ApiGatewayV2::Deployment': { ref: drawn(6), attributes: { DeploymentId: drawn(6) } },
  'AWS::ApiGatewayV2::Integration': { ref: drawn(7) },
  'AWS::ApiGatewayV2::Route': { ref: drawn(7) },
  'AWS::Cognito::UserPool': {
    ref: poolId,
    arn: arn('cognito-idp', (id) => `userpool/${poolId(id)}`),
    attributes: {
      UserPoolId: poolId,
      ProviderName: poolHost,
      ProviderURL: (id) => `https://${poolHost(id)}`,
    },
  },
  'AWS::Cognito::UserPoolClient': { ref: drawn(26), attributes: { ClientId: drawn(26) } },
  'AWS::Cognito::UserPoolDomain': { name: 'Domain' },
  'AWS::CloudFront::Distribution': {
    ref: distributionId,
    arn: globalArn('cloudfront', (id) => `distribution/${distributionId(id)}`),
    attributes: { Id: distributionId, DomainName: (id) => `${distributionId(id)}.cloudfront.net` },
  },
  'AWS::SES::ConfigurationSet': { name: 'Name' },
  'AWS::SES::EmailIdentity': {
    name: 'EmailIdentity',
    attributes: Object.fromEntries(
      [1, 2, 3].flatMap((n) => [
        [`DkimDNSTokenName${n}`, (id: Identity) => `${n}._domainkey.${id.name}`],
        [`DkimDNSTokenValue${n}`, () => `${n}.dkim.amazonses.com`],
      ]),
    ),
  },
  'AWS::CloudFront::Function': {
    name: 'Name',
    attributes: { FunctionARN: globalArn('cloudfront', ({ name }) => `function/${name}`) },
  },
  'AWS::CloudFront::CachePolicy': identified,
  'AWS::CloudFront::OriginAccessControl': identified,
  'AWS::CloudFront::OriginRequestPolicy': identified,
  'AWS::CloudFront::ResponseHeadersPolicy': identified,
};
