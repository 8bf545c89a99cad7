import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConfigurationStore } from '../../../adapters/dynamodb/configuration-store.ts';
import { configuration, type Operator, startOperator } from '../../support/aws-account/operator.ts';

let operator: Operator;
beforeEach(async () => {
  operator = await startOperator();
});
afterEach(() => operator.stop());

const text = () => operator.said.join('\n');
const stack = () => operator.account.stacks.get('foyer-acme');
const people = () => operator.account.pools.get('eu-west-1_Pool1')?.users ?? [];
const configurations = () => createConfigurationStore({ client: operator.account.dynamodb, table: 'acme-foyer' });
const versionInForce = async () => (await configurations().current())?.version;

describe('H7 the first deployment', () => {
  test('H7 ends with protections, an administrator and a configuration in force', async () => {
    await operator.deploy();
    expect(operator.cdk.calls).toEqual([
      ['deploy', 'foyer-acme', '-c', 'tenant=acme', '-c', 'protect=false', '--require-approval', 'never'],
      ['deploy', 'foyer-acme', '-c', 'tenant=acme', '--require-approval', 'never'],
    ]);
    expect(stack()).toMatchObject({ status: 'UPDATE_COMPLETE', isProtected: true });
    expect(people()).toEqual([
      expect.objectContaining({
        attributes: { email: 'anna@acme.com', email_verified: 'true' },
        groups: new Set(['admin']),
        invitations: 1,
      }),
    ]);
    expect(await versionInForce()).toBe(1);
  });

  test('H7 says what is next: console, snippet of each website, people, alarms, the file to commit', async () => {
    await operator.deploy();
    expect(text()).toContain('Console   https://d111111abcdef8.cloudfront.net');
    expect(text()).toContain('for Acme (shop.acme.com):');
    expect(text()).toContain('/w.js" data-token="fw_acmeShop2026"></script>');
    expect(text()).toContain('npm run user -- add EMAIL --tenant acme --role agent');
    expect(text()).toContain(
      'aws sns subscribe --region eu-west-1 --topic-arn arn:aws:sns:eu-west-1:111122223333:acme-foyer-alarms',
    );
    expect(text()).toContain('commit tenants/acme.json');
    expect(text()).not.toContain('is not an agent yet');
  });

  test('H7 says which DNS records a domain needs', async () => {
    const records = 'console.chat.acme.com CNAME d1.cloudfront.net, chat.acme.com CNAME d2.cloudfront.net';
    await operator.deploy();
    Object.assign(stack()?.outputs ?? {}, { DnsRecords: records });
    await operator.deploy();
    const at = operator.said.findIndex((line) => line.startsWith('DNS'));
    expect(operator.said.slice(at + 1, at + 3)).toEqual([
      '          console.chat.acme.com CNAME d1.cloudfront.net',
      '          chat.acme.com CNAME d2.cloudfront.net',
    ]);
  });

  test('H7 says each step, and how long it took', async () => {
    await operator.deploy();
    expect(operator.said.filter((line) => line.startsWith('▸'))).toEqual([
      '▸ Build functions, widget, console and template',
      '▸ Check the account',
      '▸ Deploy acme for the first time, which takes 10 to 20 minutes',
      '▸ Protect the stack, its table and its user pool from deletion',
      '▸ Invite the first administrator',
      '▸ Put acme.config.mjs into force',
    ]);
    expect(operator.said.filter((line) => /^ {2}done in \d+\.\d s$/.test(line))).toHaveLength(6);
  });

  test('H7 an administrator whom the configuration does not list is told which line to add', async () => {
    operator.configure({
      ...configuration,
      agents: [{ id: 'ben', name: 'Ben', email: 'ben@acme.com' }],
      queues: [{ id: 'orders', name: 'Orders', members: [{ agent: 'ben' }] }],
    });
    await operator.deploy();
    expect(text()).toContain('anna@acme.com is not an agent yet. Add to agents in acme.config.mjs:');
    expect(text()).toContain("{ id: 'anna', name: 'anna', email: 'anna@acme.com', capacity: 2 },");
  });

  test('H7 nothing is deployed with a configuration that could not be put into force', async () => {
    operator.configure({ ...configuration, queues: [] });
    await expect(operator.deploy()).rejects.toThrow('Nothing was deployed.');
    expect(text()).toContain('acme.config.mjs: queues: expected a list of at least 1 entry');
    expect(operator.cdk.calls).toEqual([]);
  });
});

describe('H7 a first deployment that fails', () => {
  const verify = 'Your account must be verified before you can add new CloudFront resources.';

  test('H7 says the cause without what was cancelled because of it, what is left, and what to do', async () => {
    operator.cdk.fails = verify;
    const error = await operator.deploy().catch((caught: unknown) => caught);
    expect(String(error).split('\n')).toEqual([
      'Stop: The first deployment failed (ROLLBACK_COMPLETE). CloudFormation has deleted what it had created. An empty stack is left.',
      `WidgetDistribution: ${verify}`,
      'Fix that. Then run the same command again. It will continue from here. It will ask before it deletes the empty stack.',
      expect.stringMatching(/^AWS has not verified the account for CloudFront/),
    ]);
  });

  test('H7 is repeated by the same command, which asks before it clears the failed stack away', async () => {
    operator.cdk.fails = verify;
    await operator.deploy().catch(() => {});
    operator.answer('y');
    await operator.deploy();
    expect(text()).toContain('Delete foyer-acme (ROLLBACK_COMPLETE)? It never worked and holds no chats. [y/N]');
    expect(stack()).toMatchObject({ status: 'UPDATE_COMPLETE', isProtected: true });
    expect(people()).toHaveLength(1);
  });

  test('H7 also where cdk deploy had protected the stack before it failed', async () => {
    operator.cdk.fails = verify;
    await operator.deploy().catch(() => {});
    Object.assign(stack() ?? {}, { isProtected: true });
    await operator.deploy({ yes: true });
    expect(stack()).toMatchObject({ status: 'UPDATE_COMPLETE' });
  });

  test.each([['n'], [undefined]])('H7 answered %s, nothing is deleted or deployed', async (answer) => {
    operator.cdk.fails = verify;
    await operator.deploy().catch(() => {});
    operator.answer(answer);
    await expect(operator.deploy()).rejects.toThrow('npm run deploy -- --tenant acme --yes');
    expect(stack()).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect(operator.cdk.calls).toHaveLength(1);
  });
});

describe('H7 a deployment after the first', () => {
  beforeEach(async () => {
    await operator.deploy();
    operator.said.length = 0;
    operator.cdk.calls.length = 0;
  });

  test('H7 runs the CDK once, shows what it grants, and changes neither people nor configuration', async () => {
    await operator.deploy();
    expect(operator.cdk.calls).toEqual([
      ['deploy', 'foyer-acme', '-c', 'tenant=acme', '--require-approval', 'broadening'],
    ]);
    expect(text()).toContain('There is already an administrator.');
    expect(text()).toContain('acme.config.mjs: version 1 is in force and identical');
    expect(people()).toMatchObject([{ invitations: 1 }]);
  });

  test('G2 H7 a configuration that somebody publishes while the CDK runs stays in force', async () => {
    const published = await configurations().current();
    if (!published) return expect.fail('No configuration is in force');
    const { run } = operator.cdk;
    operator.cdk.run = async (...given) => {
      await configurations().publish({ ...published.configuration, maxChats: 7 }, published.version, 0);
      return run(...given);
    };
    operator.configure({ ...configuration, maxChats: 8 });
    await expect(operator.deploy()).rejects.toThrow(
      'Nothing was changed. Version 2 is in force, but this file is based on version 1.',
    );
    expect(await configurations().current()).toMatchObject({ version: 2, configuration: { maxChats: 7 } });
  });

  test('H7 an administrator who was added by hand is left as they are', async () => {
    const [anna] = people();
    if (anna) anna.attributes = { email: 'ben@acme.com' };
    await operator.deploy();
    expect(people()).toHaveLength(1);
  });

  test('H7 failing, it says that the tenant works as before, and why it failed', async () => {
    operator.cdk.fails = 'Subscriber limit exceeded';
    const error = await operator.deploy().catch((caught: unknown) => caught);
    expect(String(error)).toContain('The tenant works as before.\nTable: Subscriber limit exceeded\n');
    expect(String(error)).not.toContain('WidgetDistribution');
    expect(String(error)).toContain('npm run doctor shows which');
  });

  test('H7 waits for nobody: a stack at work is left alone', async () => {
    Object.assign(stack() ?? {}, { status: 'UPDATE_IN_PROGRESS' });
    await expect(operator.deploy()).rejects.toThrow('Nothing was deployed.');
    expect(text()).toContain('CloudFormation is still working on foyer-acme (UPDATE_IN_PROGRESS)');
    expect(operator.cdk.calls).toEqual([]);
  });

  test('H7 functions that read another format get no configuration', async () => {
    Object.assign(stack()?.outputs ?? {}, { ConfigurationFormat: '7' });
    await expect(operator.deploy()).rejects.toThrow('reads configuration format 7');
    expect(await versionInForce()).toBe(1);
  });
});

test('H7 a tenant with an issuer of its own is told where the administrator comes from', async () => {
  const { account, root } = operator;
  const { saveSettings } = await import('../../../operate/settings-file.ts');
  saveSettings('acme', root, { issuer: 'https://login.acme.invalid', audience: 'console' });
  await operator.deploy();
  delete stack()?.outputs.UserPoolId;
  account.asked.length = 0;
  await operator.deploy();
  expect(text()).toContain('give anna@acme.com the role admin there (claim groups)');
  expect(account.asked.filter((action) => action.startsWith('cognito-idp:Admin'))).toEqual([]);
});
