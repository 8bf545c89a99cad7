/** What a tenant costs while nothing happens, by the resources of its template. */
import { prices } from '../core/prices.ts';

interface Declared {
  Type: string;
  Properties?: Record<string, unknown>;
}

/** Dollars a month for what is charged while nothing happens. Three dashboards of up to 50 metrics are free in an account. */
const monthly: Record<string, (properties: Record<string, unknown>) => number> = {
  'AWS::CloudWatch::Alarm': ({ Metrics }) => 0.1 * (Array.isArray(Metrics) ? Metrics.length : 1),
  'AWS::CloudWatch::Dashboard': ({ DashboardBody }) => (metricsOn(DashboardBody) > 50 ? 3 : 0),
  // For SQS: five pollers that poll every 20 s.
  'AWS::Lambda::EventSourceMapping': ({ EventSourceArn }) =>
    JSON.stringify(EventSourceArn).includes('Queue') ? prices.queueRequests.usd * 5 * 3 * 60 * 24 * 30 : 0,
  // A key in the account costs a dollar a month, and reserved capacity is charged by the hour.
  'AWS::DynamoDB::Table': ({ SSESpecification, BillingMode }) =>
    Object(SSESpecification).SSEEnabled || BillingMode !== 'PAY_PER_REQUEST' ? 1 : 0,
};

const metricsOn = (body: unknown): number =>
  [...JSON.stringify(body).matchAll(/\[\\+"(?:AWS\/|Foyer\/|\.\.\.)/g)].length;

/** Charged by use, or free. */
const free = new Set(
  [
    ...['ApiGateway::Account', 'ApiGatewayV2::Api', 'ApiGatewayV2::Authorizer', 'ApiGatewayV2::Integration'],
    ...['ApiGatewayV2::IntegrationResponse', 'ApiGatewayV2::Route', 'ApiGatewayV2::RouteResponse'],
    ...['ApiGatewayV2::Stage', 'CloudFront::Distribution', 'CloudFront::Function', 'CloudFront::OriginAccessControl'],
    ...['CloudFront::ResponseHeadersPolicy', 'Cognito::UserPool', 'Cognito::UserPoolClient'],
    ...['Cognito::UserPoolDomain', 'Cognito::UserPoolGroup', 'Cognito::ManagedLoginBranding', 'IAM::Policy'],
    ...['IAM::Role', 'Lambda::EventInvokeConfig', 'Lambda::Function', 'Lambda::LayerVersion', 'Lambda::Permission'],
    ...['Logs::LogGroup', 'Logs::MetricFilter', 'S3::Bucket', 'S3::BucketPolicy', 'SNS::Topic', 'SNS::TopicPolicy'],
    // A state machine is charged by the step, and events of AWS's own services are free.
    ...['SQS::Queue', 'SQS::QueuePolicy', 'StepFunctions::StateMachine', 'Events::Rule'],
    // By the object that is scanned.
    'GuardDuty::MalwareProtectionPlan',
    ...['SES::ConfigurationSet', 'SES::ConfigurationSetEventDestination', 'SES::EmailIdentity', 'CDK::Metadata'],
  ].map((type) => `AWS::${type}`),
);

/**
 * Dollars a month for a template's resources, by type, when nobody chats.
 * @throws for a type without a known price
 */
export function idlePriceOf(resources: Record<string, Declared>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { Type, Properties = {} } of Object.values(resources)) {
    if (free.has(Type) || Type.startsWith('Custom::')) continue;
    const price = monthly[Type];
    if (!price) throw new Error(`What does ${Type} cost while nothing happens? Add it to bench/prices.ts`);
    sums[Type] = (sums[Type] ?? 0) + price(Properties);
  }
  return sums;
}
