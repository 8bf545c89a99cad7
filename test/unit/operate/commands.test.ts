/** The commands as an operator runs them: separate processes, with an exit code and only sentences as output. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Account, startAccount } from '../../support/aws-account/account.ts';
import { createFakeCdk } from '../../support/aws-account/fake-cdk.ts';

let account: Account;
beforeAll(async () => {
  account = await startAccount();
  await createFakeCdk(account).run(['deploy', 'foyer-demo'], 'eu-west-1');
});
afterAll(() => account.stop());

async function run(name: string, args: string[], more: Record<string, string> = {}) {
  const env = {
    ...{ ...process.env, AWS_ENDPOINT_URL: account.url, AWS_MAX_ATTEMPTS: '1' },
    ...{ AWS_ACCESS_KEY_ID: 'AKIAOPERATOR', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1', ...more },
  };
  const ended: Promise<{ stdout: string; stderr: string; code?: number }> = promisify(execFile)(
    process.execPath,
    [`bin/${name}.ts`, ...args],
    { env },
  );
  const { stdout, stderr, code = 0 } = await ended.catch((error) => error);
  return { said: stdout, refused: stderr, code };
}

test('H7 the tenant’s region counts, and not the shell’s', async () => {
  const { said, code } = await run('doctor', ['--tenant', 'demo']);
  expect(said).toContain('Account 111122223333 in eu-west-1');
  expect(said).toContain('demo is deployed (CREATE_COMPLETE).');
  expect(said).toMatch(/\nBlocking: 0\. Warnings: \d\.\n$/);
  expect(code).toBe(0);
});

test('H7 the doctor ends with 1 where something blocks', async () => {
  account.parameters.clear();
  expect(await run('doctor', ['--tenant', 'demo'])).toMatchObject({
    code: 1,
    said: expect.stringContaining('blocking  The CDK has not been'),
  });
  account.parameters.set('/cdk-bootstrap/hnb659fds/version', '28');
});

test('H7 a configuration goes to the table that the stack’s outputs name', async () => {
  expect(await run('configure', ['--tenant', 'demo'])).toMatchObject({
    said: 'foyer.config.ts: version 1 is in force\n',
    code: 0,
  });
  const { said } = await run('configure', ['--tenant', 'demo', '--show']);
  expect(JSON.parse(said)).toMatchObject({ websites: [{ id: 'casa-alba' }, { id: 'casa-alba-advice' }] });
});

test('G2 a file that was made from an older version replaces nothing, and says what to do', async () => {
  const other = ['test/support/one-start.config.ts', '--tenant', 'demo'];
  expect((await run('configure', [...other, '--base', '1'])).said).toContain('version 2 is in force\n');
  expect(await run('configure', ['--tenant', 'demo', '--base', '1'])).toMatchObject({
    code: 1,
    refused: expect.stringMatching(
      [
        '^foyer.config.ts: Nothing was changed. Version 2 is in force, but this file is based on version 1.',
        'Since then: startsPerAddress: changed; .*; queues: orders changed, .*',
        'Add --show to the command to see the version in force, and copy what you want to keep into the file.',
        'Then add --base 2 to replace it. Under npm start, save the file once more.\n$',
      ].join('\n'),
    ),
  });
  expect((await run('configure', [...other, '--base', '1'])).said).toContain('version 2 is in force and identical');
  expect((await run('configure', ['--tenant', 'demo', '--base', '2'])).said).toMatch(
    /version 3 is in force\n {2}startsPerAddress: changed\n/,
  );
});

test('H7 people are added, listed and removed by their address', async () => {
  const added = await run('user', ['add', 'zoe@acme.com', '--tenant', 'demo', '--role', 'agent', '--name', 'Zoë Ek']);
  expect(added).toMatchObject({ refused: '', code: 0 });
  expect(added.said).toContain('zoe@acme.com is not an agent in the configuration yet');
  expect(added.said).toContain("{ id: 'zoe', name: 'Zoë Ek', email: 'zoe@acme.com', capacity: 2 },");
  expect((await run('user', ['list', '--tenant', 'demo'])).said).toBe('zoe@acme.com  agent       invited\n');
  await run('user', ['role', 'zoe@acme.com', '--tenant', 'demo', '--role', 'admin']);
  expect((await run('user', ['list', '--tenant', 'demo'])).said).toBe('zoe@acme.com  admin       invited\n');
  await run('user', ['remove', 'zoe@acme.com', '--tenant', 'demo']);
  expect((await run('user', ['list', '--tenant', 'demo'])).said).toBe('There are no accounts yet.\n');
});

test('B12 H7 a key is revoked by its id or by the whole of it, and never shown again', async () => {
  const phoneKey = (...args: string[]) => run('phone-key', [...args, '--tenant', 'demo']);
  const pasted: ((id: string, key: string) => string[])[] = [
    (id) => [id],
    (_, key) => [key],
    (_, key) => [`Bearer ${key} `],
    (_, key) => ['Authorization:', 'Bearer', key],
  ];
  for (const paste of pasted) {
    const [, id = '', key = ''] = /Key (\S+) .*\n +(\S+)/.exec((await phoneKey('create')).said) ?? [];
    expect(await phoneKey('revoke', ...paste(id, key))).toEqual({
      ...{ said: `Key ${id} is refused from now on.\n`, refused: '', code: 0 },
    });
    const again = await phoneKey('revoke', ...paste(id, key));
    expect(again.refused).toContain(`There is no key ${id}. Nothing was changed.`);
    expect(again.refused).not.toContain(key.slice(-43));
  }
  const { refused } = await phoneKey('revoke', 'a secret alone');
  expect(refused).toContain('That is neither the id of a key nor a key. Nothing was changed.');
  expect(refused).not.toContain('a secret');
  expect((await phoneKey('list')).said).toBe('There are no keys yet.\n');
});

test('B12 H7 of two keys none is revoked, rather than one of them', async () => {
  const phoneKey = (...args: string[]) => run('phone-key', [...args, '--tenant', 'demo']);
  for (let n = 0; n < 2; n++) await phoneKey('create');
  const list = async () => (await phoneKey('list')).said.match(/^\S+/gm) ?? [];
  const ids = await list();
  expect(await phoneKey('revoke', ...ids)).toMatchObject({
    code: 1,
    refused: expect.stringContaining('Nothing was changed.'),
  });
  expect(await list()).toEqual(ids);
  for (const id of ids) await phoneKey('revoke', id);
});

test.each<[string, string[], string]>([
  [
    'user',
    ['add', 'zoe@acme.com', '--tenant', 'demo'],
    'Which role? Give --role admin, --role supervisor or --role agent.',
  ],
  ['user', ['add', 'zoe', '--tenant', 'demo', '--role', 'agent'], '"zoe" is not an e-mail address.'],
  ['user', ['ad', '--tenant', 'demo'], 'There is no action "ad".'],
  ['user', ['list'], 'Which tenant?'],
  ['user', ['remove', 'zoe@acme.com', 'ana@acme.com', '--tenant', 'demo'], 'Nothing was done: there are more words'],
  ['phone-key', ['create', 'another', '--tenant', 'demo'], 'Nothing was done: there are more words'],
  ['configure', ['foyer.config.ts', 'b.config.ts', '--tenant', 'demo'], 'Nothing was done: there are more words'],
  ['rotate-key', ['stolen', '--tenant', 'demo'], 'Nothing was done: there are more words'],
  ['deploy', ['--tenant', 'nobody'], 'nobody has no settings yet. Choose its region, for example --region eu-west-1.'],
  ['deploy', ['--tenant', 'demo', '--region', 'us-east-1'], 'demo is in eu-west-1 (tenants/demo.json) and cannot move'],
  [
    'deploy',
    ['--tenant', 'demo', '--issuer', 'http://login.acme.com'],
    'tenants/demo.json: issuer: expected an address',
  ],
  [
    'remove',
    ['--tenant', 'demo'],
    'Nothing was removed.\nTo skip the question: npm run remove -- --tenant demo --yes demo',
  ],
  ['configure', ['--tenant', 'demo', '--base', 'last'], '--base takes the number of a version, such as 7, not "last".'],
  ['configure', ['missing.config.ts', '--tenant', 'demo'], 'missing.config.ts does not exist.\nNothing was changed.'],
])('H7 %s %j is refused with a sentence', async (name, args, sentence) => {
  const { refused, code } = await run(name, args);
  expect(refused).toContain(sentence);
  expect(refused).not.toMatch(/^ +at /m);
  expect(code).toBe(1);
});

test('H7 a permission that is missing is named', async () => {
  account.denied.add('cognito-idp:ListUsersInGroup');
  expect(await run('user', ['list', '--tenant', 'demo'])).toMatchObject({
    code: 1,
    refused:
      'These credentials may not call cognito-idp:ListUsersInGroup. Use an operator’s credentials, or choose a profile with AWS_PROFILE.\n',
  });
  account.denied.clear();
});

test('H7 a tenant that is not deployed has nobody and nothing to configure', async () => {
  const stacks = new Map(account.stacks);
  account.stacks.clear();
  expect((await run('user', ['list', '--tenant', 'demo'])).refused).toBe(
    'demo is not deployed in eu-west-1: there is no working stack foyer-demo.\nDeploy it: npm run deploy -- --tenant demo\n',
  );
  for (const [name, stack] of stacks) account.stacks.set(name, stack);
});
