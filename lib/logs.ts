/** Log groups, all of them with an end, and what an API writes of each request. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat, CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** Logs explain, they do not hold data: a month is enough, and they go with the stack. */
export function logGroup(scope: Construct, id: string, logGroupName: string): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** Under /aws/vendedlogs/ a group spares the account's policy for log delivery, which has room for few names. */
export const accessLogGroup = (scope: Construct, apiName: string): LogGroup =>
  logGroup(scope, 'AccessLog', `/aws/vendedlogs/${apiName}`);

/**
 * One line of JSON a request, of the named `$context` variables. Never the query string, which carries a socket's token, and
 * never an address, which is personal.
 */
export function accessLog(log: ILogGroup, variables: string[]): IAccessLogSettings {
  const line = Object.fromEntries(variables.map((variable) => [variable, `$context.${variable}`]));
  return { destination: new LogGroupLogDestination(log), format: AccessLogFormat.custom(JSON.stringify(line)) };
}

/**
 * Lets API Gateway write logs. WebSocket stages need this setting of the account and region; HTTP APIs do not. Each tenant sets it
 * to a role of its own that is as good as any other's, and leaves it behind, so that no tenant's end takes the logs from another.
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
        'API Gateway accepts for this setting of the account only a role with the permissions of this managed policy.',
    });
  }
}
