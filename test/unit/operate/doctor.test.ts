import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../../operate/aws.ts';
import { examine, isBlocked, show } from '../../../operate/doctor.ts';
import { saveSettings } from '../../../operate/settings-file.ts';
import { configuration, type Operator, startOperator } from '../../support/aws-account/operator.ts';

let operator: Operator;
beforeEach(async () => {
  operator = await startOperator();
});
afterEach(() => operator.stop());

const look = () => examine({ settings: operator.settings(), aws: operator.aws, root: operator.root });

/** The finding that says this. */
async function finding(says: RegExp | string) {
  const findings = await look();
  const found = findings.filter((each) => (typeof says === 'string' ? each.says.includes(says) : says.test(each.says)));
  expect(found, JSON.stringify(findings, undefined, 1)).toHaveLength(1);
  return found[0];
}

test('H7 an account in order, before the first deployment', async () => {
  const findings = await look();
  expect(findings.filter(({ severity }) => severity !== 'ok')).toEqual([
    // These tests' checkout was never built.
    expect.objectContaining({ says: expect.stringContaining('functions, widget, console') }),
    expect.objectContaining({ severity: 'note', says: expect.stringContaining('Cognito sends the invitations') }),
  ]);
  expect(findings.map(({ says }) => says)).toEqual(
    expect.arrayContaining([
      'Account 111122223333 in eu-west-1, as arn:aws:iam::111122223333:user/ops.',
      'acme is not deployed yet.',
      'The CDK is bootstrapped, version 28.',
      'Nothing of an earlier acme is in the way.',
      'Up to 1000 Lambda functions can run at once.',
      '2 of 20 response headers policies are in use. This tenant needs 1 more.',
      '1 of 500 CloudFront distributions are in use. This tenant needs 2 more.',
    ]),
  );
});

test('H7 looking changes nothing', async () => {
  await operator.deploy();
  operator.account.asked.length = 0;
  await look();
  expect(operator.account.asked.length).toBeGreaterThan(4);
  expect(operator.account.asked.filter((action) => !/:(Get|List|Describe)/.test(action))).toEqual([]);
});

test('H7 what is not in order has a way out, and only then is there one', async () => {
  operator.account.concurrency = 10;
  for (const { severity, wayOut } of await look()) expect(wayOut !== undefined).toBe(severity !== 'ok');
});

test('H7 a finding is shown with its way out below', async () => {
  operator.account.parameters.clear();
  const findings = await look();
  show(findings, operator.screen);
  expect(isBlocked(findings)).toBe(true);
  const at = operator.said.findIndex((line) => line.includes('not been bootstrapped'));
  expect(operator.said.slice(at, at + 2)).toEqual([
    '  blocking  The CDK has not been bootstrapped in eu-west-1, so it cannot deploy.',
    '            → Run this once for each account and region: npx cdk bootstrap aws://111122223333/eu-west-1',
  ]);
});

describe('H7 who is asking', () => {
  test('H7 expired credentials are the only finding', async () => {
    operator.account.credentials = 'expired';
    expect(await look()).toEqual([
      {
        severity: 'blocking',
        says: 'AWS does not accept these credentials.',
        wayOut: 'The AWS credentials have expired. Sign in again (aws sso login).',
      },
    ]);
  });

  test('H7 credentials that nobody knows', async () => {
    operator.account.credentials = 'unknown';
    expect(await look()).toMatchObject([{ wayOut: expect.stringContaining('AWS does not know these credentials.') }]);
  });

  test('H7 a region that is not switched on', async () => {
    operator.account.regionsOff.add('eu-west-1');
    expect(await look()).toMatchObject([
      {
        severity: 'blocking',
        says: 'The region eu-west-1 is not enabled for this account.',
        wayOut: expect.stringContaining('aws account enable-region --region-name eu-west-1'),
      },
    ]);
  });

  test('H7 no network', async () => {
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:9';
    const aws = connect('eu-west-1');
    expect(await examine({ settings: operator.settings(), aws, root: operator.root })).toMatchObject([
      { severity: 'blocking', wayOut: 'AWS could not be reached. Check the network, and the region.' },
    ]);
  });

  test.each([
    ['lambda:GetAccountSettings', 'Lambda’s concurrency'],
    ['ssm:GetParameter', 'the CDK’s bootstrap'],
    ['cloudformation:DescribeStacks', 'the stack'],
    ['logs:DescribeLogGroups', 'what an earlier stack may have left behind'],
    ['s3:ListAllMyBuckets', 'what an earlier stack may have left behind'],
    ['cloudfront:ListResponseHeadersPolicies', 'CloudFront’s quotas'],
  ])('H7 without %s one thing is not seen, and the others are', async (action, of) => {
    operator.account.denied.add(action);
    expect(await finding(`Could not check ${of}: these credentials may not call ${action}.`)).toMatchObject({
      severity: 'warning',
    });
    expect((await look()).length).toBeGreaterThan(6);
  });
});

describe('H7 the account', () => {
  test('H7 a bootstrap that is too old, and one of another qualifier', async () => {
    operator.account.parameters.set('/cdk-bootstrap/hnb659fds/version', '3');
    expect(await finding('too old: version 3')).toMatchObject({ severity: 'blocking' });
    writeFileSync(
      join(operator.root, 'cdk.json'),
      JSON.stringify({ context: { '@aws-cdk/core:bootstrapQualifier': 'ops' } }),
    );
    expect(await finding('not been bootstrapped')).toMatchObject({
      wayOut: expect.stringContaining('--qualifier ops'),
    });
  });

  test('H7 a new account runs ten functions at once', async () => {
    operator.account.concurrency = 10;
    expect(await finding('Only 10 Lambda functions can run at once in eu-west-1')).toMatchObject({
      severity: 'warning',
      wayOut: expect.stringContaining('L-B99A9384'),
    });
  });

  test('H7 a quota that the next tenant does not fit into, which a deployed one does not need', async () => {
    operator.account.counts.responseHeadersPolicies = 20;
    expect(await finding('20 of 20 response headers policies are in use')).toMatchObject({ severity: 'warning' });
    await operator.deploy();
    expect((await look()).filter(({ says }) => says.includes('response headers policies'))).toEqual([]);
  });

  test('H7 where nothing was built yet, one finding says so', async () => {
    rmSync(join(operator.root, 'dist'), { recursive: true });
    expect(await finding(/template|build/i)).toMatchObject({ severity: 'warning' });
  });

  test('H7 without any distribution nobody knows whether AWS lets the account have one', async () => {
    operator.account.counts.distributions = 0;
    expect(await finding('no CloudFront distribution yet')).toMatchObject({ severity: 'note' });
  });
});

describe('H7 a domain', () => {
  const arn = 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';
  const inAYear = Date.now() / 1000 + 365 * 86_400;
  beforeEach(() => saveSettings('acme', operator.root, { domain: 'chat.acme.com', certificate: arn }));

  test.each<[string, { status: string; names: string[]; expires: number } | undefined, string, string]>([
    [
      'issued for both names',
      { status: 'ISSUED', names: ['chat.acme.com', 'console.chat.acme.com'], expires: inAYear },
      'ok',
      'issued for chat.acme.com',
    ],
    [
      'with a star',
      { status: 'ISSUED', names: ['chat.acme.com', '*.chat.acme.com'], expires: inAYear },
      'ok',
      'issued for',
    ],
    [
      'whose star stands too high',
      { status: 'ISSUED', names: ['*.acme.com'], expires: inAYear },
      'blocking',
      'covers *.acme.com, but not console.chat.acme.com.',
    ],
    [
      'of another name',
      { status: 'ISSUED', names: ['acme.com'], expires: inAYear },
      'blocking',
      'not chat.acme.com and console.chat.acme.com',
    ],
    [
      'that waits for its records',
      { status: 'PENDING_VALIDATION', names: ['*.acme.com', '*.chat.acme.com'], expires: inAYear },
      'blocking',
      'not been issued (PENDING_VALIDATION)',
    ],
    [
      'that ends soon',
      { status: 'ISSUED', names: ['chat.acme.com', '*.chat.acme.com'], expires: Date.now() / 1000 + 5.5 * 86_400 },
      'warning',
      'expires in 5 days',
    ],
    ['that is nowhere', undefined, 'blocking', `There is no certificate ${arn}.`],
  ])('H7 a certificate %s', async (_, given, severity, says) => {
    if (given) operator.account.certificates.set(arn, given);
    expect(await finding(says)).toMatchObject({ severity });
  });
});

describe('H7 mails', () => {
  const from = (given: object = {}) =>
    saveSettings('acme', operator.root, { mailFrom: 'chat@mail.acme.com', ...given });

  test('H7 without an address of the tenant’s own it says who sends, and how much', async () => {
    expect(await finding('at most 50 e-mails a day')).toMatchObject({ severity: 'note' });
  });

  test.each<[string, boolean | undefined, boolean, string, string]>([
    ['that SES does not know', undefined, false, 'note', 'SES does not know mail.acme.com yet'],
    ['that is not verified', false, false, 'note', 'SES has not verified mail.acme.com yet.'],
    ['that is verified and not used', true, false, 'note', 'does not send from it yet'],
    ['that is verified and used', true, true, 'ok', 'SES has verified mail.acme.com.'],
    ['that is used and not verified', false, true, 'blocking', 'Cognito will not send from it'],
  ])('H7 from a domain %s', async (_, isVerified, mailVerified, severity, says) => {
    from(mailVerified ? { mailVerified } : {});
    if (isVerified !== undefined) operator.account.mail.identities.set('mail.acme.com', isVerified);
    expect(await finding(says)).toMatchObject({ severity });
  });

  test('H7 in SES’s sandbox', async () => {
    from();
    operator.account.mail.isProduction = false;
    expect(await finding('SES is in its sandbox in eu-west-1')).toMatchObject({ severity: 'warning' });
  });
});

describe('H7 the stack', () => {
  test.each([
    ['CREATE_COMPLETE', 'ok'],
    ['UPDATE_ROLLBACK_COMPLETE', 'ok'],
    ['ROLLBACK_COMPLETE', 'warning'],
    ['UPDATE_IN_PROGRESS', 'blocking'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'blocking'],
    ['UPDATE_ROLLBACK_FAILED', 'blocking'],
    ['DELETE_FAILED', 'blocking'],
  ])('H7 %s: %s', async (status, severity) => {
    await operator.deploy();
    Object.assign(operator.account.stacks.get('foyer-acme') ?? {}, { status });
    expect(await finding(`(${status})`)).toMatchObject({ severity });
  });

  test('H7 a change set that never ran is no stack', async () => {
    await operator.deploy();
    await operator.remove({ withData: true });
    const stack = { id: 'x', isProtected: false, outputs: {}, resources: [], events: [] };
    operator.account.stacks.set('foyer-acme', { ...stack, status: 'REVIEW_IN_PROGRESS' });
    expect(await finding('acme is not deployed yet.')).toMatchObject({ severity: 'ok' });
  });
});

describe('H7 left-overs', () => {
  test('H7 of a stack that is gone: its table blocks, its pool does not', async () => {
    await operator.deploy();
    operator.account.stacks.clear();
    expect(await finding('The table acme-foyer of an earlier acme still exists')).toMatchObject({
      severity: 'blocking',
      wayOut: expect.stringContaining('npm run remove -- --tenant acme --with-data'),
    });
    expect(await finding('The user pool eu-west-1_Pool1 of an earlier acme')).toMatchObject({ severity: 'warning' });
    expect(await finding('1 log groups of an earlier acme still exist')).toMatchObject({ severity: 'blocking' });
    expect(await finding('Buckets of an earlier acme')).toMatchObject({ severity: 'warning' });
  });

  test('H7 other tenants’ are not taken for ours', async () => {
    const { account } = operator;
    await account.createTable('acme-shop-foyer');
    account.pools.set('eu-west-1_Other', { name: 'acme-shop-foyer', isProtected: true, users: [] });
    account.logGroups.add('/aws/lambda/acme-shop-foyer-website').add('/aws/lambda/acme-foyer-foyer-website');
    account.buckets.set('foyer-acme-shop-widgetbucket0a1b2c3d-x', []);
    expect(await finding('Nothing of an earlier acme is in the way.')).toMatchObject({ severity: 'ok' });
  });
});

describe('H7 the configuration', () => {
  test('H7 that does not list the administrator', async () => {
    const [anna] = configuration.agents;
    operator.configure({ ...configuration, agents: [{ ...anna, email: 'other@acme.com' }] });
    expect(await finding('anna@acme.com is not an agent in acme.config.mjs')).toMatchObject({
      severity: 'warning',
      wayOut: "Add to agents: { id: 'anna', name: 'anna', email: 'anna@acme.com', capacity: 2 },",
    });
  });
});
