/** What AWS charges: list prices of us-east-1 in dollars, without free tiers, without tax. */

/** When they were read. */
export const PRICES_OF = 'November 2026';

interface Price {
  usd: number;
  /** What one of it is. */
  unit: string;
  /** https://aws.amazon.com/<page>/pricing */
  page: string;
}

const GB = 2 ** 30;
const MILLION = 1e6;

export const prices = {
  frames: { usd: 1 / MILLION, unit: 'frame in or out of a socket, each 32 KB begun', page: 'api-gateway' },
  connectionMinutes: { usd: 0.25 / MILLION, unit: 'minute of an open socket', page: 'api-gateway' },
  calls: { usd: 0.2 / MILLION, unit: 'function call', page: 'lambda' },
  gbS: { usd: 0.0000133334, unit: 'GB-second of a function on Arm', page: 'lambda' },
  readUnits: { usd: 0.125 / MILLION, unit: 'read unit: 4 KB begun, consistent', page: 'dynamodb/on-demand' },
  writeUnits: {
    usd: 0.625 / MILLION,
    unit: 'write unit: 1 KB begun; two in a transaction',
    page: 'dynamodb/on-demand',
  },
  streamReads: { usd: 0, unit: 'read of the stream: free for functions', page: 'dynamodb/on-demand' },
  queueRequests: { usd: 0.4 / MILLION, unit: 'send, receive or delete', page: 'sqs' },
  transitions: { usd: 25 / MILLION, unit: 'step of a state machine', page: 'step-functions' },
  mails: { usd: 100 / MILLION, unit: 'e-mail', page: 'ses' },
  logBytes: { usd: 0.5 / GB, unit: 'byte of a log, and 26 for each line', page: 'cloudwatch' },
  httpRequests: { usd: 1 / MILLION, unit: 'HTTP request to an API', page: 'api-gateway' },
  edgeRequests: { usd: 1 / MILLION, unit: 'HTTPS request to a distribution', page: 'cloudfront/pay-as-you-go' },
  edgeBytes: { usd: 0.085 / GB, unit: 'byte from a distribution', page: 'cloudfront/pay-as-you-go' },
  bytesOut: { usd: 0.09 / GB, unit: 'byte from a socket to the internet', page: 'ec2/on-demand' },
} as const satisfies Record<string, Price>;

export type Kind = keyof typeof prices;
export type Usage = Record<Kind, number>;

export const kinds = Object.keys(prices) as Kind[];

export const usageOf = (value: (kind: Kind) => number): Usage =>
  Object.fromEntries(kinds.map((kind) => [kind, value(kind)])) as Usage;
export const plus = (...all: Partial<Usage>[]): Usage =>
  usageOf((kind) => all.reduce((sum, part) => sum + (part[kind] ?? 0), 0));
export const times = (usage: Partial<Usage>, factor: number): Usage => usageOf((kind) => (usage[kind] ?? 0) * factor);

export const priceOf = (usage: Usage): number => kinds.reduce((sum, kind) => sum + usage[kind] * prices[kind].usd, 0);

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
    ...['ApiGatewayV2::Stage', 'CloudFront::Distribution', 'CloudFront::OriginAccessControl'],
    ...['CloudFront::ResponseHeadersPolicy', 'Cognito::UserPool', 'Cognito::UserPoolClient'],
    ...['Cognito::UserPoolDomain', 'Cognito::UserPoolGroup', 'Cognito::ManagedLoginBranding', 'IAM::Policy'],
    ...['IAM::Role', 'Lambda::EventInvokeConfig', 'Lambda::Function', 'Lambda::LayerVersion', 'Lambda::Permission'],
    ...['Logs::LogGroup', 'Logs::MetricFilter', 'S3::Bucket', 'S3::BucketPolicy', 'SNS::Topic', 'SNS::TopicPolicy'],
    // A state machine is charged by the step, and events of AWS's own services are free.
    ...['SQS::Queue', 'SQS::QueuePolicy', 'StepFunctions::StateMachine', 'Events::Rule'],
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
