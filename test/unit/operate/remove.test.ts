import { afterEach, beforeEach, expect, test } from 'vitest';
import { leftOvers } from '../../../operate/left-overs.ts';
import { type Operator, startOperator } from '../../support/aws-account/operator.ts';

let operator: Operator;
beforeEach(async () => {
  operator = await startOperator();
  await operator.deploy();
  operator.said.length = 0;
});
afterEach(() => operator.stop());

const text = () => operator.said.join('\n');
const left = () => leftOvers(operator.aws, 'acme');

test('H7 removed, the stack and its files of every version are gone, and chats and people are kept', async () => {
  await operator.remove();
  expect(operator.account.stacks.size).toBe(0);
  expect(await left()).toEqual({
    table: { name: 'acme-foyer', rows: expect.any(Number) },
    pools: [{ id: 'eu-west-1_Pool1', domain: undefined }],
    logGroups: [],
    buckets: [],
  });
  expect(text()).toContain('Kept, at the cost of its storage:\n  the table acme-foyer');
  expect(text()).toContain('Kept: the table acme-foyer, the user pool eu-west-1_Pool1. To delete it too:');
});

test('H7 with its data nothing is left, protected or not, and it says what is lost', async () => {
  Object.assign(operator.account.pools.get('eu-west-1_Pool1') ?? {}, { domain: 'acme-foyer-111122223333' });
  await operator.remove({ withData: true });
  expect(await left()).toEqual({ table: undefined, pools: [], logGroups: [], buckets: [] });
  expect(text()).toContain('Deleted permanently:\n  the table acme-foyer: every chat');
  expect(text()).toContain(
    'Kept, because other tenants use them: the CDK bootstrap, and the role in API Gateway’s account settings.',
  );
});

test('H7 what was kept is removed later, when the stack is long gone', async () => {
  await operator.remove();
  await operator.remove({ withData: true });
  expect(await left()).toEqual({ table: undefined, pools: [], logGroups: [], buckets: [] });
});

test('H7 removing what is gone says so, and what was kept', async () => {
  await operator.remove();
  operator.said.length = 0;
  await operator.remove({ confirmed: undefined });
  expect(operator.said).toEqual([
    'There is nothing of acme in eu-west-1 except its data.',
    'Kept: the table acme-foyer, the user pool eu-west-1_Pool1. To delete it too: npm run remove -- --tenant acme --with-data',
  ]);
});

test.each([['acne'], [''], [undefined]])(
  'H7 nothing is removed where %s is typed instead of the name',
  async (typed) => {
    operator.answer(typed);
    operator.account.asked.length = 0;
    await expect(operator.remove({ confirmed: undefined, withData: true })).rejects.toThrow('Nothing was removed.');
    expect(operator.account.asked.filter((action) => !/:(Get|List|Describe)/.test(action))).toEqual([]);
  },
);

test('H7 the name is asked for after it was said what is lost', async () => {
  operator.answer('acme');
  await operator.remove({ confirmed: undefined });
  const asked = operator.said.indexOf('Type acme to remove it: ');
  expect(operator.said.slice(0, asked).join()).toContain('the table acme-foyer');
  expect(operator.account.stacks.size).toBe(0);
});

test('H7 a deletion that stops half-way says what holds it, and goes on when it is run again', async () => {
  const stack = operator.account.stacks.get('foyer-acme');
  operator.account.buckets.set('held-by-somebody', [{ key: 'a', versionId: 'b' }]);
  stack?.resources.push({ id: 'Held', type: 'AWS::S3::Bucket', physicalId: 'held-by-somebody' });
  operator.account.denied.add('s3:ListBucketVersions');
  await expect(operator.remove()).rejects.toThrow('s3:ListBucketVersions');
  expect(operator.account.stacks.size).toBe(1);
  operator.account.denied.clear();
  await operator.remove();
  expect(operator.account.stacks.size).toBe(0);
});

test('H7 what CloudFormation could not delete is named', async () => {
  const { account } = operator;
  account.buckets.set('filled-again', []);
  account.stacks
    .get('foyer-acme')
    ?.resources.push({ id: 'Filled', type: 'AWS::S3::Bucket', physicalId: 'filled-again' });
  const { emptyBuckets } = await import('../../../operate/buckets.ts');
  const { deleteStack, findStack } = await import('../../../operate/stack.ts');
  const stack = await findStack(operator.aws, 'acme');
  if (!stack) throw new Error('acme is not there');
  await emptyBuckets(operator.aws, stack);
  account.buckets.set('filled-again', [{ key: 'late', versionId: '1' }]);
  await expect(deleteStack(operator.aws, stack)).rejects.toThrow(
    /could not delete all of foyer-acme \(DELETE_FAILED\)\.\nFilled: The bucket you tried to delete is not empty/,
  );
  await operator.remove();
  expect(account.stacks.size).toBe(0);
});

test('H7 a stack at work is left alone', async () => {
  Object.assign(operator.account.stacks.get('foyer-acme') ?? {}, { status: 'UPDATE_IN_PROGRESS' });
  await expect(operator.remove()).rejects.toThrow('Nothing was removed: CloudFormation is still working');
});

test('H7 deployed again beside kept data it is refused before anything is done', async () => {
  await operator.remove();
  operator.cdk.calls.length = 0;
  await expect(operator.deploy()).rejects.toThrow('Nothing was deployed.');
  expect(text()).toContain('The table acme-foyer of an earlier acme still exists');
  expect(operator.cdk.calls).toEqual([]);
});

test('H7 the account and the region are said before it asks: a profile may be of another one', async () => {
  operator.answer(undefined);
  await expect(operator.remove({ confirmed: undefined })).rejects.toThrow('Nothing was removed.');
  expect(text()).toContain('In the account 111122223333, eu-west-1:');
});

test('H7 log groups and buckets that no stack knows any more are named before they go', async () => {
  const { account } = operator;
  await operator.remove();
  account.logGroups.add('/aws/lambda/acme-foyer-old');
  account.buckets.set('foyer-acme-consolebucket0a1b2c3d-q1w2e3', []);
  operator.said.length = 0;
  operator.answer('acme');
  await operator.remove({ confirmed: undefined });
  const before = operator.said.slice(0, operator.said.indexOf('Type acme to remove it: ')).join('\n');
  expect(before).toContain('the log group /aws/lambda/acme-foyer-old');
  expect(before).toContain('the bucket foyer-acme-consolebucket0a1b2c3d-q1w2e3');
  expect(await left()).toMatchObject({ logGroups: [], buckets: [] });
});

test('H7 what came up while the stack was deleted was not agreed to, and stays', async () => {
  const { account, aws } = operator;
  const stack = account.stacks.get('foyer-acme');
  operator.answer('acme');
  const screen = {
    ...operator.screen,
    ask: async () => {
      account.pools.set('eu-west-1_Pool2', { name: 'acme-foyer', isProtected: false, users: [] });
      return 'acme';
    },
  };
  expect(stack).toBeDefined();
  await operator.remove({ aws, screen, withData: true, confirmed: undefined });
  expect((await left()).pools).toEqual([{ id: 'eu-west-1_Pool2', domain: undefined }]);
});

test('H7 a tenant of the same name in another region keeps its buckets', async () => {
  const { account } = operator;
  const theirs = 'foyer-acme-widgetbucket0a1b2c3d-useast1';
  account.buckets.set(theirs, [{ key: 'w.js', versionId: '1' }]);
  account.bucketRegions.set(theirs, 'us-east-1');
  await operator.remove({ withData: true });
  expect(account.buckets.has(theirs)).toBe(true);
  expect(text()).not.toContain(theirs);
});

test.each(['acme-foyer', 'acme-foyer-eu', 'acme-eu', 'ac'])(
  'H7 a neighbour called %s loses nothing',
  async (tenant) => {
    const { account } = operator;
    const theirs = { log: `/aws/lambda/${tenant}-foyer-website`, bucket: `foyer-${tenant}-widgetbucket0a1b2c3d-n1` };
    account.logGroups.add(theirs.log);
    account.buckets.set(theirs.bucket, []);
    account.pools.set('eu-west-1_Theirs', { name: `${tenant}-foyer`, isProtected: false, users: [] });
    await operator.remove({ withData: true });
    expect(account.logGroups).toEqual(new Set([theirs.log]));
    expect([...account.buckets.keys()]).toEqual([theirs.bucket]);
    expect([...account.pools.keys()]).toEqual(['eu-west-1_Theirs']);
  },
);
