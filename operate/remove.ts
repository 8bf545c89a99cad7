/** Removes a tenant. Chats and people are kept unless they are to be deleted too. */

import { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteUserPoolCommand,
  DeleteUserPoolDomainCommand,
  DescribeUserPoolCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Aws } from './aws.ts';
import { deleteBucket, emptyBuckets } from './buckets.ts';
import { type LeftOvers, leftOvers } from './left-overs.ts';
import { type Screen, timed } from './screen.ts';
import { deleteStack, findStack, resourcesOf, type Stack } from './stack.ts';
import { Stop } from './stop.ts';

export interface Removal {
  tenant: string;
  aws: Aws;
  screen: Screen;
  withData: boolean;
  /** The tenant's name, if given on the command line instead of typed in. */
  confirmed: string | undefined;
}

/** Can be repeated: each step ignores what is already gone. */
export async function remove(removal: Removal): Promise<void> {
  const { tenant, aws, screen, withData } = removal;
  const stack = await findStack(aws, tenant);
  const before = await leftOvers(aws, tenant);
  if (!stack && isEmpty(before, withData)) {
    screen.say(`There is nothing of ${tenant} in ${aws.region}${before.table ? ' except its data' : ''}.`);
    for (const line of kept(before, tenant)) screen.say(line);
    return;
  }
  if (stack?.is === 'busy') {
    throw new Stop(
      `Nothing was removed: CloudFormation is still working on ${stack.name} (${stack.status}).`,
      'Wait until it has finished, then try again.',
    );
  }
  const { Account } = await aws.sts.send(new GetCallerIdentityCommand({}));
  screen.say(`In the account ${Account}, ${aws.region}:`);
  const resources = stack ? await resourcesOf(aws, stack) : [];
  const ofStack = new Set(resources.map(({ PhysicalResourceId }) => PhysicalResourceId));
  for (const line of whatGoes({ tenant, stack, before, ofStack, withData })) screen.say(line);
  await confirm(removal);

  if (stack) {
    await timed(screen, 'Empty the buckets of built files', () => emptyBuckets(aws, stack));
    await timed(screen, `Delete the stack ${stack.name}, which takes 5 to 20 minutes`, () => deleteStack(aws, stack));
  }
  const left = await leftOvers(aws, tenant);
  if (left.logGroups.length + left.buckets.length > 0) {
    await timed(screen, 'Delete the remaining log groups and buckets', async () => {
      for (const logGroupName of left.logGroups) await aws.logs.send(new DeleteLogGroupCommand({ logGroupName }));
      for (const bucket of left.buckets) await deleteBucket(aws, bucket);
    });
  }
  if (withData) await removeData(aws, agreed(left, before), screen);

  screen.say('');
  screen.say(`${tenant} is removed.`);
  for (const line of kept(await leftOvers(aws, tenant), tenant)) screen.say(line);
  screen.say(
    'Kept, because other tenants use them: the CDK bootstrap, and the role in API Gateway’s account settings.',
  );
}

const isEmpty = ({ table, pools, logGroups, buckets }: LeftOvers, withData: boolean): boolean =>
  logGroups.length + buckets.length === 0 && !(withData && (table || pools.length > 0));

/** Only what existed when the operator agreed. */
const agreed = ({ table, pools, ...others }: LeftOvers, before: LeftOvers): LeftOvers => ({
  ...others,
  table: before.table && table,
  pools: pools.filter(({ id }) => before.pools.some((pool) => pool.id === id)),
});

interface Going {
  tenant: string;
  stack: Stack | undefined;
  before: LeftOvers;
  /** Names of the stack's own resources. */
  ofStack: Set<string | undefined>;
  withData: boolean;
}

function whatGoes({ tenant, stack, before, ofStack, withData }: Going): string[] {
  const { table, pools, logGroups, buckets } = before;
  const data = [
    ...(table ? [`the table ${table.name}: every chat, and the configuration (about ${table.rows} rows)`] : []),
    ...pools.map(({ id }) => `the user pool ${id}: every account`),
  ];
  const stray = (names: string[], kind: string) =>
    names.filter((name) => !ofStack.has(name)).map((name) => `${kind} ${name}`);
  return [
    ...(stack
      ? [
          `The addresses of ${tenant} stop working: widgets disappear from its websites, agents are signed out, open chats stop.`,
          `The stack ${stack.name} is deleted, with its logs and built files.`,
        ]
      : []),
    ...titled(withData ? 'Deleted permanently:' : 'Kept, at the cost of its storage:', data),
    ...titled('Also deleted, found by name:', [...stray(logGroups, 'the log group'), ...stray(buckets, 'the bucket')]),
  ];
}

const titled = (title: string, lines: string[]): string[] =>
  lines.length > 0 ? [title, ...lines.map((line) => `  ${line}`)] : [];

async function confirm({ tenant, confirmed, screen }: Removal): Promise<void> {
  const typed = confirmed ?? (await screen.ask(`Type ${tenant} to remove it: `))?.trim();
  if (typed === tenant) return;
  throw new Stop('Nothing was removed.', `To skip the question: npm run remove -- --tenant ${tenant} --yes ${tenant}`);
}

async function removeData(aws: Aws, { table, pools }: LeftOvers, screen: Screen): Promise<void> {
  if (table) await timed(screen, `Delete the table ${table.name}`, () => deleteTable(aws, table.name));
  for (const pool of pools) await timed(screen, `Delete the user pool ${pool.id}`, () => deletePool(aws, pool));
}

async function deleteTable({ dynamodb, pollMs }: Aws, TableName: string): Promise<void> {
  if ((await describe())?.DeletionProtectionEnabled) {
    await dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  }
  // The table accepts no other change until this one has finished.
  while ((await describe())?.TableStatus === 'UPDATING') await pause();
  await dynamodb.send(new DeleteTableCommand({ TableName }));
  while (await describe()) await pause();

  async function describe(): Promise<TableDescription | undefined> {
    try {
      return (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
  function pause() {
    return new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

async function deletePool({ cognito }: Aws, { id, domain }: LeftOvers['pools'][number]): Promise<void> {
  const { UserPool } = await cognito.send(new DescribeUserPoolCommand({ UserPoolId: id }));
  // Attributes left out go back to their defaults, which no longer matters.
  if (UserPool?.DeletionProtection === 'ACTIVE') {
    await cognito.send(new UpdateUserPoolCommand({ UserPoolId: id, DeletionProtection: 'INACTIVE' }));
  }
  if (domain) await cognito.send(new DeleteUserPoolDomainCommand({ UserPoolId: id, Domain: domain }));
  await cognito.send(new DeleteUserPoolCommand({ UserPoolId: id }));
}

function kept({ table, pools }: LeftOvers, tenant: string): string[] {
  const data = [...(table ? [`the table ${table.name}`] : []), ...pools.map(({ id }) => `the user pool ${id}`)];
  return data.length === 0
    ? []
    : [`Kept: ${data.join(', ')}. To delete it too: npm run remove -- --tenant ${tenant} --with-data`];
}
