import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App } from 'aws-cdk-lib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { settingsOfContext } from '../../../operate/cdk-context.ts';
import { readSettings, saveSettings, TenantFile } from '../../../operate/settings-file.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'foyer-settings-'));
  mkdirSync(join(root, 'tenants'));
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (tenant: string, settings: unknown) =>
  writeFileSync(
    join(root, `tenants/${tenant}.json`),
    typeof settings === 'string' ? settings : JSON.stringify(settings),
  );
const read = (tenant: string) => readSettings(tenant, root);

test('H7 a region is all that a tenant’s file must say', () => {
  write('acme', { region: 'eu-west-1' });
  expect(read('acme')).toEqual({
    tenant: 'acme',
    configuration: 'foyer.config.ts',
    region: 'eu-west-1',
    rolesClaim: 'groups',
    scopes: 'openid email profile',
    trustEmail: false,
    traces: false,
    canary: false,
  });
});

test.each<[string, unknown, string]>([
  ['nothing', {}, 'tenants/acme.json: region: expected text in quotes; it is missing.'],
  ['no region', { region: 'Ireland' }, 'region: expected a region such as "eu-west-1", not "Ireland".'],
  ['a slip of the pen', { region: 'eu-west-1', isuer: 'x' }, 'isuer: expected a known setting; none has this name.'],
  ['another type', { region: 'eu-west-1', trustEmail: 'yes' }, 'trustEmail: expected true or false, not "yes".'],
  [
    'half of a pair',
    { region: 'eu-west-1', issuer: 'https://login.acme.com' },
    'audience: expected text in quotes, because issuer is set; it is missing.',
  ],
  [
    'the other half',
    { region: 'eu-west-1', audience: 'console' },
    'issuer: expected text in quotes, because audience is set',
  ],
  [
    'an issuer without encryption',
    { region: 'eu-west-1', issuer: 'http://login.acme.com', audience: 'console' },
    'issuer: expected an address such as "https://login.acme.com", not "http://login.acme.com".',
  ],
  [
    'a certificate of another region',
    { region: 'eu-west-1', domain: 'chat.acme.com', certificate: 'arn:aws:acm:eu-west-1:111122223333:certificate/1' },
    'certificate: expected the ARN of a certificate in us-east-1, for the domain and console. before it',
  ],
  [
    'a domain without its certificate',
    { region: 'eu-west-1', domain: 'chat.acme.com' },
    'certificate: expected text in quotes, because domain is set; it is missing.',
  ],
  [
    'an address instead of a domain',
    { region: 'eu-west-1', domain: 'https://chat.acme.com' },
    'domain: expected a name such as "chat.acme.com", not "https://chat.acme.com".',
  ],
  [
    'a verified domain of no mail',
    { region: 'eu-west-1', mailVerified: true },
    'mailFrom: expected text in quotes, because mailVerified is set; it is missing.',
  ],
  ['a list', [], 'tenants/acme.json: the configuration: expected an object of settings in { }, not an empty list.'],
  [
    'a comma too many',
    '{ "region": "eu-west-1", }',
    'tenants/acme.json is not JSON: Expected double-quoted property name',
  ],
])('H7 a file is refused for %s', (_, settings, sentence) => {
  write('acme', settings);
  expect(() => read('acme')).toThrow(sentence);
});

test('H7 everything that is wrong is said at once', () => {
  write('acme', { region: 1, rolesClaim: 2 });
  expect(() => read('acme')).toThrow(/region: .*\n.*rolesClaim: /);
});

test('H7 a tenant without a file is not deployed, and the others are named', () => {
  write('beta', { region: 'eu-west-1' });
  expect(() => read('acme')).toThrow('tenants/acme.json does not exist. There are settings for: beta.');
});

test.each([
  ['Acme', '2 to 24 of a-z, 0-9 and -'],
  ['a', '2 to 24 of a-z, 0-9 and -'],
  ['acme-', '2 to 24 of a-z, 0-9 and -'],
  ['../acme', '2 to 24 of a-z, 0-9 and -'],
  ['a-name-longer-than-any-of-these', '2 to 24 of a-z, 0-9 and -'],
  ['awsome', 'a name without aws, amazon or cognito in it'],
])('H7 no tenant is called %s', (tenant, why) => {
  expect(() => read(tenant)).toThrow(why);
});

test('H7 what is given is written beside what is there, and the rest stays', () => {
  expect(saveSettings('acme', root, { region: 'eu-west-1', admin: 'anna@acme.com' })).toEqual(['region', 'admin']);
  expect(saveSettings('acme', root, { region: 'eu-west-1', trustEmail: true })).toEqual(['trustEmail']);
  expect(readFileSync(join(root, 'tenants/acme.json'), 'utf8')).toBe(
    '{\n  "region": "eu-west-1",\n  "admin": "anna@acme.com",\n  "trustEmail": true\n}\n',
  );
  expect(saveSettings('acme', root, {})).toEqual([]);
});

test('H7 what would be wrong in the file is not written', () => {
  write('acme', { region: 'eu-west-1' });
  expect(() => saveSettings('acme', root, { admin: 'anna' })).toThrow(/^tenants\/acme.json: admin: expected an e-mail/);
  expect(() => saveSettings('beta', root, {})).toThrow(
    'tenants/beta.json: region: expected text in quotes; it is missing.',
  );
  expect(read('acme').admin).toBeUndefined();
});

test('H7 a tenant does not move to another region', () => {
  write('acme', { region: 'eu-west-1' });
  expect(() => saveSettings('acme', root, { region: 'us-east-1' })).toThrow(
    'acme is in eu-west-1 (tenants/acme.json) and cannot move to us-east-1.\nTo deploy a second tenant there, give it another name',
  );
});

const fromContext = (context: Record<string, string>, region?: string) =>
  settingsOfContext(new App({ context }).node, { root, region });

test('H7 the command line names the tenant and its build', () => {
  write('acme', { region: 'eu-west-1' });
  expect(fromContext({ tenant: 'acme', dist: 'elsewhere' }, 'eu-west-1')).toMatchObject({ dist: 'elsewhere' });
  expect(() => fromContext({})).toThrow('Which tenant? Add -c tenant=NAME.');
});

test('H7 the command line says that this deployment does not protect, and nothing else for it', () => {
  write('acme', { region: 'eu-west-1' });
  expect(fromContext({ tenant: 'acme' }).protect).toBe(true);
  expect(fromContext({ tenant: 'acme', protect: 'false' }).protect).toBe(false);
  expect(() => fromContext({ tenant: 'acme', protect: 'no' })).toThrow('-c protect must be true or false, not "no".');
});

test('H7 a setting on the command line is refused, since the next deployment would forget it', () => {
  write('acme', { region: 'eu-west-1' });
  const given = { tenant: 'acme', issuer: 'https://login.acme.com', audience: 'console' };
  expect(() => fromContext(given)).toThrow('-c cannot set issuer, audience: put it in tenants/acme.json');
});

test('H7 a command line that acts in another region is refused', () => {
  write('acme', { region: 'eu-west-1' });
  expect(() => fromContext({ tenant: 'acme' }, 'us-east-1')).toThrow(
    'acme is in eu-west-1 (tenants/acme.json), but this command would use us-east-1. Set AWS_REGION=eu-west-1.',
  );
});

test('H7 the app says what is wrong with a file in a line, and not as a stack trace', async () => {
  const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ tenant: 'nobody' }) };
  const failed = await promisify(execFile)(process.execPath, ['bin/foyer.ts'], { env }).catch((error) => error);
  expect(failed).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^tenants\/nobody\.json does not exist\.[^\n]*\n$/),
  });
});

test('H7 every setting is explained', () => {
  const page = readFileSync('docs/settings.md', 'utf8');
  const explained = Array.from(page.matchAll(/^\| `(\w+)` \|/gm), ([, name]) => name);
  expect(explained.sort()).toEqual(Object.keys(TenantFile.shape).sort());
});
