/**
 * `cdk deploy` from the account's point of view: a stack with its resources, or a failure in the state that CloudFormation
 * leaves.
 */
import type { Cdk } from '../../../operate/cdk.ts';
import type { Account, AccountStack } from './account.ts';

export interface FakeCdk {
  run: Cdk;
  /** For each call. */
  calls: string[][];
  /** Why the next deployment fails; used once. */
  fails: string | undefined;
}

export function createFakeCdk(account: Account, more: Record<string, string> = {}): FakeCdk {
  const fake: FakeCdk = {
    calls: [],
    fails: undefined,
    async run(args) {
      fake.calls.push(args);
      const name = args[1] ?? '';
      const reason = fake.fails;
      fake.fails = undefined;
      const before = account.stacks.get(name);
      if (before) return update(before, name, args, reason);
      return reason ? failCreate(name, reason) : create(name, args);
    },
  };

  function update(stack: AccountStack, name: string, args: string[], reason: string | undefined): number {
    if (stack.status === 'ROLLBACK_COMPLETE') throw new Error('CloudFormation updates no stack that was rolled back');
    stack.events.push({ id: name, type: STACK, status: 'UPDATE_IN_PROGRESS', reason: 'User Initiated' });
    if (reason) stack.events.push({ id: 'Table', type: 'AWS::DynamoDB::Table', status: 'UPDATE_FAILED', reason });
    stack.status = reason ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE';
    if (!reason) protect(stack, !args.includes('protect=false'));
    return reason ? 1 : 0;
  }

  function failCreate(name: string, reason: string): number {
    const cancelled = Array.from({ length: 150 }, (_, index) => ({
      id: `Function${index}`,
      type: 'AWS::Lambda::Function',
      status: 'CREATE_FAILED',
      reason: 'Resource creation cancelled',
    }));
    account.stacks.set(name, {
      ...{ status: 'ROLLBACK_COMPLETE', id: idOf(name), isProtected: false, outputs: {}, resources: [] },
      events: [
        { id: name, type: STACK, status: 'CREATE_IN_PROGRESS', reason: 'User Initiated' },
        { id: 'WidgetDistribution', type: 'AWS::CloudFront::Distribution', status: 'CREATE_FAILED', reason },
        ...cancelled,
        { id: name, type: STACK, status: 'ROLLBACK_IN_PROGRESS', reason: 'The following resource(s) failed to create' },
        { id: name, type: STACK, status: 'ROLLBACK_COMPLETE' },
      ],
    });
    return 1;
  }

  async function create(name: string, args: string[]): Promise<number> {
    const tenant = name.replace('foyer-', '');
    const bucket = `${name}-widgetbucket0a1b2c3d-x4y5z6`;
    const log = `/aws/lambda/${tenant}-foyer-website`;
    await account.createTable(`${tenant}-foyer`);
    account.pools.set('eu-west-1_Pool1', { name: `${tenant}-foyer`, isProtected: false, users: [] });
    account.logGroups.add(log);
    // From an upgrade: more than one page, including a deleted file.
    account.buckets.set(bucket, [
      ...Array.from({ length: 1200 }, (_, index) => ({ key: `app.${index}.js`, versionId: `v${index}` })),
      { key: 'w.js', versionId: 'marker', isMarker: true },
    ]);
    const stack: AccountStack = {
      status: 'CREATE_COMPLETE',
      id: idOf(name),
      isProtected: false,
      outputs: {
        ConsoleAddress: 'https://d111111abcdef8.cloudfront.net',
        WidgetAddress: 'https://d222222abcdef8.cloudfront.net',
        Snippet: '<script async src="https://d222222abcdef8.cloudfront.net/w.js" data-token="WEBSITE_TOKEN"></script>',
        Issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Pool1',
        UserPoolId: 'eu-west-1_Pool1',
        TableName: `${tenant}-foyer`,
        AlarmTopic: `arn:aws:sns:eu-west-1:${account.id}:${tenant}-foyer-alarms`,
        ConfigurationFormat: '1',
        ...more,
      },
      resources: [
        { id: 'Table', type: 'AWS::DynamoDB::Table', physicalId: `${tenant}-foyer` },
        { id: 'Pool', type: 'AWS::Cognito::UserPool', physicalId: 'eu-west-1_Pool1' },
        { id: 'WidgetBucket', type: 'AWS::S3::Bucket', physicalId: bucket },
        { id: 'Log', type: 'AWS::Logs::LogGroup', physicalId: log },
      ],
      events: [],
    };
    account.stacks.set(name, stack);
    protect(stack, !args.includes('protect=false'));
    return 0;
  }

  function protect(stack: AccountStack, on: boolean): void {
    stack.isProtected = on;
    const table = String(stack.outputs.TableName);
    if (on) account.protectedTables.add(table);
    else account.protectedTables.delete(table);
    for (const pool of account.pools.values()) pool.isProtected = on;
  }

  const idOf = (name: string) => `arn:aws:cloudformation:eu-west-1:${account.id}:stack/${name}/${account.asked.length}`;
  return fake;
}

const STACK = 'AWS::CloudFormation::Stack';
