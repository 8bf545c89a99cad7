/**
 * H2: tenants and regions share no name that is unique in an account, a region or the world, and this many tenants fit side by
 * side.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { createFoyerApp } from '../../lib/foyer-app.ts';
import { loadTemplate } from '../../local/template/load.ts';
import { type Resource, resolveTemplate } from '../../local/template/resolve.ts';
import { settingsOf, tinyBuild } from './synthesize.ts';

const root = mkdtempSync(join(tmpdir(), 'foyer-names-'));
const regions = ['eu-west-1', 'us-east-1'];
const deployed: { tenant: string; region: string; resources: Resource[] }[] = [];

beforeAll(() => {
  tinyBuild(root);
  const beta = {
    domain: 'chat.beta.com',
    certificate: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
    mailFrom: 'chat@beta.com',
  };
  for (const settings of [{ tenant: 'acme' }, { tenant: 'beta', ...beta }]) {
    const { tenant } = settings;
    const outdir = join(root, tenant);
    createFoyerApp(() => settingsOf({ ...settings, dist: root }), { outdir }).synth();
    const template = loadTemplate(outdir);
    for (const region of regions)
      deployed.push({ tenant, region, ...resolveTemplate(template, { region, accountId: '111122223333' }) });
  }
});

afterAll(() => rmSync(root, { recursive: true }));

interface Kind {
  /**
   * The property with its name, and where that name must be unique. A type without one is identified by what it belongs to, or
   * by an id that AWS generates.
   */
  named?: [within: 'account' | 'region', property: string];
  /**
   * An account's default quota, in total or for a region, and its source. A type without one belongs to another, or has more
   * than 10,000.
   */
  most?: [number, per: 'account' | 'region', source: string];
}

const docs = 'https://docs.aws.amazon.com';
const ofCloudFront = `${docs}/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html`;

/** Every type of resource in the template. */
const kinds: Record<string, Kind> = {
  'ApiGateway::Account': {},
  'ApiGatewayV2::Api': {
    named: ['region', 'Name'],
    most: [600, 'region', `${docs}/apigateway/latest/developerguide/limits.html`],
  },
  'ApiGatewayV2::Authorizer': {},
  'ApiGatewayV2::Integration': {},
  'ApiGatewayV2::IntegrationResponse': {},
  'ApiGatewayV2::Route': {},
  'ApiGatewayV2::RouteResponse': {},
  'ApiGatewayV2::Stage': {},
  'CloudFront::Distribution': { most: [500, 'account', ofCloudFront] },
  'CloudFront::Function': { named: ['account', 'Name'], most: [100, 'account', ofCloudFront] },
  'CloudFront::OriginAccessControl': {
    named: ['account', 'OriginAccessControlConfig.Name'],
    most: [100, 'account', ofCloudFront],
  },
  'CloudFront::ResponseHeadersPolicy': {
    named: ['account', 'ResponseHeadersPolicyConfig.Name'],
    most: [20, 'account', ofCloudFront],
  },
  'CloudWatch::Alarm': {
    named: ['region', 'AlarmName'],
    most: [5000, 'region', `${docs}/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html`],
  },
  'CloudWatch::Dashboard': { named: ['account', 'DashboardName'] },
  'Cognito::ManagedLoginBranding': {},
  'Cognito::UserPool': {
    named: ['region', 'UserPoolName'],
    most: [1000, 'region', `${docs}/cognito/latest/developerguide/quotas.html`],
  },
  'Cognito::UserPoolClient': {},
  'Cognito::UserPoolDomain': { named: ['region', 'Domain'] },
  'Cognito::UserPoolGroup': {},
  'DynamoDB::Table': {
    named: ['region', 'TableName'],
    most: [2500, 'region', `${docs}/amazondynamodb/latest/developerguide/ServiceQuotas.html`],
  },
  'Events::Rule': { named: ['region', 'Name'], most: [300, 'region', `${docs}/general/latest/gr/ev.html`] },
  'IAM::Policy': {},
  'IAM::Role': {
    named: ['account', 'RoleName'],
    most: [1000, 'account', `${docs}/IAM/latest/UserGuide/reference_iam-quotas.html`],
  },
  'Lambda::EventInvokeConfig': {},
  'Lambda::EventSourceMapping': {},
  'Lambda::Function': { named: ['region', 'FunctionName'] },
  'Lambda::LayerVersion': {},
  'Lambda::Permission': {},
  'Logs::LogGroup': { named: ['region', 'LogGroupName'] },
  'GuardDuty::MalwareProtectionPlan': {},
  'Logs::MetricFilter': {},
  'S3::Bucket': { named: ['account', 'BucketName'] },
  'S3::BucketPolicy': {},
  'SES::ConfigurationSet': { named: ['region', 'Name'] },
  'SES::ConfigurationSetEventDestination': {},
  'SES::EmailIdentity': { named: ['region', 'EmailIdentity'] },
  'SNS::Topic': { named: ['region', 'TopicName'] },
  'SNS::TopicPolicy': {},
  'SQS::Queue': { named: ['region', 'QueueName'] },
  'SQS::QueuePolicy': {},
  'Scheduler::Schedule': { named: ['region', 'Name'] },
  'StepFunctions::StateMachine': { named: ['region', 'StateMachineName'] },
};

const kindOf = ({ type }: Resource): Kind | undefined => kinds[type.replace(/^AWS::/, '')];

const nameOf = (resource: Resource): unknown =>
  kindOf(resource)
    ?.named?.[1].split('.')
    .reduce((at: unknown, key) => Object(at)[key], resource.properties);

test('H2 of every type of resource it is known whether it has a name, and how many there may be', () => {
  const all = deployed.flatMap(({ resources }) => resources);
  const unknown = all.filter((it) => !kindOf(it) && !it.type.startsWith('Custom::'));
  expect([...new Set(unknown.map(({ type }) => type))]).toEqual([]);
});

test('H2 two tenants in two regions of one account share no name', () => {
  const names = deployed.flatMap(({ region, resources }) =>
    resources.flatMap((resource) => {
      const name = nameOf(resource);
      const within = kindOf(resource)?.named?.[0] === 'region' ? region : 'the account';
      return name === undefined ? [] : [`${resource.type} ${name} in ${within}`];
    }),
  );
  expect(names.length).toBeGreaterThan(4 * 40);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('H2 a name includes its tenant', () => {
  for (const { tenant, resources } of deployed) {
    const names = resources.map(nameOf).filter((name) => name !== undefined);
    expect(names.filter((name) => !String(name).includes(tenant))).toEqual([]);
  }
});

/** In an account with default quotas. `docs/deploying.md` has this number, and what to request for more. */
const tenantsThatFit = 10;

test('H2 ten tenants fit into an account', () => {
  const [{ resources } = { resources: [] }] = deployed;
  const used = Map.groupBy(resources, ({ type }) => type);
  const fits = [...used].flatMap(([type, { length }]) => {
    const most = kinds[type.replace(/^AWS::/, '')]?.most?.[0];
    return most === undefined ? [] : [[type, Math.floor(most / length)] as const];
  });
  expect(fits.length).toBeGreaterThanOrEqual(8);
  expect(fits.filter(([, tenants]) => tenants < tenantsThatFit)).toEqual([]);
  expect(Math.min(...fits.map(([, tenants]) => tenants))).toBe(tenantsThatFit);
});

test('H2 what a tenant may ask of API Gateway fits into what an account has of it in the smallest regions', () => {
  // The default in thirteen regions: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
  const account = { rate: 2500, burst: 1250 };
  const stages = deployed[0]?.resources.filter(({ type }) => type === 'AWS::ApiGatewayV2::Stage') ?? [];
  const limits = stages.flatMap(({ properties: { DefaultRouteSettings, RouteSettings = {} } }) => [
    Throttle.parse(DefaultRouteSettings),
    ...Object.values(RouteSettings as object).map((settings) => Throttle.parse(settings)),
  ]);
  expect(limits).toHaveLength(4 + 9);
  for (const { ThrottlingRateLimit, ThrottlingBurstLimit } of limits) {
    expect(ThrottlingRateLimit).toBeLessThanOrEqual(account.rate);
    expect(ThrottlingBurstLimit).toBeLessThanOrEqual(account.burst);
  }
  const rates = stages.map(({ properties }) => Throttle.parse(properties.DefaultRouteSettings).ThrottlingRateLimit);
  expect(rates.reduce((sum, rate) => sum + rate, 0)).toBeLessThanOrEqual(account.rate);
});

const Throttle = z.object({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() });
