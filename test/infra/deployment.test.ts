/** H2, H6: how a stack is created, changed and removed. */
import type { Stack } from 'aws-cdk-lib';
import { beforeAll, describe, expect, test } from 'vitest';
import { idsOf, predecessors, type Resource, type Resources } from './graph.ts';
import { synthesize } from './synthesize.ts';

let acme: Resources;
/** In a tenant's first deployment. */
let first: Resources;
const terminationProtection: Record<string, boolean | undefined> = {};

beforeAll(() => {
  const noted = (name: string) => (stack: Stack) => {
    terminationProtection[name] = stack.terminationProtection;
  };
  acme = synthesize({ tenant: 'acme' }, noted('acme')).toJSON().Resources;
  first = synthesize({ tenant: 'acme', protect: false }, noted('first')).toJSON().Resources;
});

const properties = (resources: Resources, id: string): Record<string, unknown> => resources[id]?.Properties ?? {};

describe('H6 protection', () => {
  test('H6 chats and users are kept whatever happens to the stack, except when the deployment that creates them fails', () => {
    for (const id of ['Table', 'UsersPool'])
      expect([id, acme[id]]).toMatchObject([
        id,
        { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' },
      ]);
    expect(properties(acme, 'Table').DeletionProtectionEnabled).toBe(true);
    expect(properties(acme, 'UsersPool').DeletionProtection).toBe('ACTIVE');
    expect(terminationProtection.acme).toBe(true);
  });

  test('H6 nothing stops the first deployment from being rolled back', () => {
    expect(terminationProtection.first).toBe(false);
    const refuses = ({ Properties }: Resource) =>
      /"Deletion\w+":(true|"ACTIVE"|"true")/.test(JSON.stringify(Properties));
    expect(Object.entries(first).filter(([, it]) => refuses(it))).toEqual([]);
    expect(
      Object.entries(acme)
        .filter(([, it]) => refuses(it))
        .map(([id]) => id),
    ).toEqual(['Table', 'UsersPool']);
  });

  test('H2 what stays after a failed first deployment has no name that the next one needs', () => {
    const stays = Object.entries(first).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
    expect(stays.map(([id]) => id)).toEqual(['ApiGatewayLoggingRole', 'ApiGatewayLoggingAccount']);
    for (const [id, { Properties }] of stays)
      expect([id, Object.keys(Properties ?? {}).filter((property) => property.endsWith('Name'))]).toEqual([id, []]);
  });

  test('H6 protection changes nothing else, so that the second step of a deployment is a small one', () => {
    const changed = Object.keys(acme).filter((id) => JSON.stringify(acme[id]) !== JSON.stringify(first[id]));
    expect(changed).toEqual(['Table', 'UsersPool']);
  });
});

describe('H2 files', () => {
  const deployments = () => idsOf(acme, 'Custom::CDKBucketDeployment');

  test('H2 come after the functions and routes that they ask', () => {
    const asked = Object.entries(acme).filter(
      ([id, { Type, Properties }]) =>
        (Type === 'AWS::Lambda::Function' && id.startsWith('Functions')) ||
        Type.startsWith('AWS::ApiGatewayV2::') ||
        (Type === 'AWS::Lambda::Permission' && Properties?.Principal === 'apigateway.amazonaws.com'),
    );
    expect(asked.length).toBeGreaterThan(60);
    expect(deployments()).toHaveLength(4);
    for (const id of deployments()) {
      const before = predecessors(acme, id);
      expect([id, asked.map(([other]) => other).filter((other) => !before.has(other))]).toEqual([id, []]);
    }
  });

  test.each(['Widget', 'Console'])('H2 %s: what a page loads comes before the page', (site) => {
    const chunks = properties(acme, `${site}ChunksCustomResource`);
    const entries = properties(acme, `${site}EntriesCustomResource`);
    expect(predecessors(acme, `${site}EntriesCustomResource`)).toContain(`${site}ChunksCustomResource`);
    const hashed = site === 'Widget' ? 'app.*.js' : 'assets/*';
    expect(chunks).toMatchObject({ Exclude: ['*'], Include: [hashed] });
    expect(entries).toMatchObject({ Exclude: [hashed] });
    expect(entries).not.toHaveProperty('Include');
  });

  test('H2 carry their own cache times; no path, and so no error, is cached by a rule at the edge', () => {
    const kept = (id: string) => properties(acme, id).SystemMetadata;
    expect(kept('WidgetChunksCustomResource')).toEqual({
      'cache-control': 'public, max-age=31536000, immutable',
      // As compressed by the build.
      'content-encoding': 'br',
    });
    expect(kept('ConsoleChunksCustomResource')).toEqual({ 'cache-control': 'public, max-age=31536000, immutable' });
    expect(kept('WidgetEntriesCustomResource')).toEqual({ 'cache-control': 'public, max-age=300' });
    expect(kept('ConsoleEntriesCustomResource')).toEqual({ 'cache-control': 'no-cache' });
    const policies = idsOf(acme, 'AWS::CloudFront::ResponseHeadersPolicy').map((id) => properties(acme, id));
    expect(policies).toHaveLength(2);
    expect(JSON.stringify(policies)).not.toMatch(/cache-control/i);
  });

  test('H2 F2 an upgrade leaves those that open pages still load, and waits for no invalidation that could fail it', () => {
    for (const id of deployments()) {
      expect(properties(acme, id)).toMatchObject({ Prune: false });
      expect(properties(acme, id)).not.toHaveProperty('DistributionId');
      expect(properties(acme, id)).not.toHaveProperty('RetainOnDelete');
    }
  });
});

describe('H2 removal', () => {
  test('H2 every bucket is emptied before it is removed, and nothing is put into it before what empties it is there', () => {
    const buckets = idsOf(acme, 'AWS::S3::Bucket');
    const emptiers = idsOf(acme, 'Custom::S3AutoDeleteObjects');
    expect(buckets).toHaveLength(4);
    expect(emptiers.map((id) => properties(acme, id).BucketName).sort()).toEqual(buckets.map((id) => `<${id}>`).sort());
    // CloudFormation removes in reverse order: the bucket's policy admits the emptier, so it must be removed later.
    for (const id of emptiers)
      expect(predecessors(acme, id)).toContain(`${String(properties(acme, id).BucketName).slice(1, -1)}Policy`);
    for (const id of idsOf(acme, 'Custom::CDKBucketDeployment')) {
      const bucket = String(properties(acme, id).DestinationBucketName);
      const emptier = emptiers.find((other) => properties(acme, other).BucketName === bucket);
      expect([...predecessors(acme, id)]).toContain(emptier);
    }
  });

  test('H4 no function can write a log group of its own, which would outlive the stack', () => {
    const lambdas = idsOf(acme, 'AWS::Lambda::Function');
    expect(lambdas.length).toBeGreaterThan(15);
    for (const id of lambdas) expect([...predecessors(acme, id)].filter((it) => it.endsWith('Log'))).not.toEqual([]);
    const grants = [...idsOf(acme, 'AWS::IAM::Policy'), ...idsOf(acme, 'AWS::IAM::Role')].map((id) => acme[id]);
    expect(JSON.stringify(grants)).not.toMatch(/logs:CreateLogGroup|logs:\*|AWSLambdaBasicExecutionRole/);
  });
});

describe('H2 another bootstrap', () => {
  test('H2 the publisher reads files from the bucket of the qualifier that the app is deployed with', () => {
    const context = { '@aws-cdk/core:bootstrapQualifier': 'other1' };
    const template = JSON.stringify(synthesize({ tenant: 'acme' }, undefined, context).toJSON());
    expect(template).toContain('s3:::cdk-other1-assets-');
    expect(template).not.toContain('hnb659fds');
  });
});
