/** Log groups, each with a retention period, and what an API logs for each request. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat, CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** Logs explain what happened and hold no data: a month is enough, and they are deleted with the stack. */
export function logGroup(scope: Construct, id: string, logGroupName: string): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** Log groups under /aws/vendedlogs/ do not use up the account's log delivery policy, which has room for only a few names. */
export const accessLogGroup = (scope: Construct, apiName: string): LogGroup =>
  logGroup(scope, 'AccessLog', `/aws/vendedlogs/${apiName}`);

/**
 * One line of JSON for each request, with the given `$context` variables. Never the query string, which contains a socket's
 * token, and never an address, which is personal data.
 */
export function accessLog(log: ILogGroup, variables: string[]): IAccessLogSettings {
  const line = Object.fromEntries(variables.map((variable) => [variable, `$context.${variable}`]));
  return { destination: new LogGroupLogDestination(log), format: AccessLogFormat.custom(JSON.stringify(line)) };
}

/**
 * Lets API Gateway write logs. WebSocket stages need this setting, which exists once per account and region; HTTP APIs do not.
 * Each tenant sets it to a role of its own, all equivalent, and keeps that role on removal, so that no tenant breaks another's
 * logs.
 */
export class ApiGatewayLogging extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn }).applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(role, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'For this account setting API Gateway accepts only a role with the permissions of this managed policy.',
    });
  }
}
