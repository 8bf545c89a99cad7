import { afterEach, beforeEach, expect, test } from 'vitest';
import { deployedStack } from '../../../operate/stack.ts';
import { addUser, listUsers, type Pool, peopleAsText, poolHere, removeUser, setRole } from '../../../operate/users.ts';
import { type Operator, startOperator } from '../../support/aws-account/operator.ts';

let operator: Operator;
let pool: Pool;
beforeEach(async () => {
  operator = await startOperator();
  await operator.deploy();
  pool = poolHere(operator.aws, await deployedStack(operator.aws, 'acme'));
});
afterEach(() => operator.stop());

const people = () => operator.account.pools.get('eu-west-1_Pool1')?.users ?? [];
const ben = () => people().find(({ attributes }) => attributes.email === 'ben@acme.com');

/** Like someone who uses AWS's console: nothing marks the address as verified. */
const createdInTheConsole = () =>
  people().push({
    username: '11111111-0000-4000-8000-000000000000',
    attributes: { email: 'ben@acme.com', name: 'Ben' },
    groups: new Set(['agent']),
    status: 'CONFIRMED',
    invitations: 1,
  });

test('H7 an added person has a verified address and a role, which the first sign-in requires', async () => {
  expect(await addUser(pool, { email: 'ben@acme.com', name: 'Ben Ito', role: 'agent' })).toEqual([
    'ben@acme.com has been invited by e-mail. The invitation is valid for three days.',
    'ben@acme.com has the role agent.',
  ]);
  expect(ben()).toMatchObject({
    attributes: { email: 'ben@acme.com', email_verified: 'true', name: 'Ben Ito' },
    groups: new Set(['agent']),
  });
});

test('H7 added twice, nobody is invited twice, unless that is asked for', async () => {
  await addUser(pool, { email: 'ben@acme.com', role: 'agent' });
  expect(await addUser(pool, { email: 'ben@acme.com', role: 'agent' })).toEqual([
    'ben@acme.com already has an account.',
    'The invitation has not been accepted yet. If it is older than three days, send another with --resend.',
    'ben@acme.com has the role agent.',
  ]);
  expect(ben()).toMatchObject({ invitations: 1 });
  await addUser(pool, { email: 'Ben@acme.com', role: 'agent', resend: true });
  expect(ben()).toMatchObject({ invitations: 2 });
});

test('H7 adding a person created in AWS’s console lets them in', async () => {
  createdInTheConsole();
  expect((await listUsers(pool)).find(({ email }) => email === 'ben@acme.com')).toMatchObject({ verified: false });
  expect(await addUser(pool, { email: 'ben@acme.com', role: 'supervisor' })).toContain(
    'ben@acme.com already has an account. Its address is now marked as verified, so Foyer lets it in.',
  );
  expect(ben()).toMatchObject({ attributes: { email_verified: 'true', name: 'Ben' }, groups: new Set(['supervisor']) });
});

test('H7 a role replaces the one before', async () => {
  await setRole(pool, 'anna@acme.com', 'supervisor');
  expect(people()).toMatchObject([{ groups: new Set(['supervisor']) }]);
});

test('H7 the list says who cannot sign in, and how to fix it', async () => {
  createdInTheConsole();
  people().push({
    username: '22222222-0000-4000-8000-000000000000',
    attributes: { email: 'c@acme.com', email_verified: 'true' },
    groups: new Set(),
    status: 'CONFIRMED',
    invitations: 1,
  });
  expect(peopleAsText(await listUsers(pool))).toEqual([
    'anna@acme.com  admin       invited',
    'ben@acme.com   agent       cannot sign in: the address is not verified (npm run user -- add fixes this)',
    'c@acme.com     no role     cannot sign in: no role (npm run user -- role assigns one)',
  ]);
});

test('H7 a removed person is gone, and an unknown one is named', async () => {
  await removeUser(pool, 'anna@acme.com');
  expect(people()).toEqual([]);
  await expect(removeUser(pool, 'anna@acme.com')).rejects.toThrow('There is no account for anna@acme.com.');
  await expect(setRole(pool, 'anna@acme.com', 'agent')).rejects.toThrow('There is no account for anna@acme.com.');
});

test('H7 where another issuer keeps the people, the pool’s commands say so', async () => {
  const outputs: Record<string, string> = operator.account.stacks.get('foyer-acme')?.outputs ?? {};
  outputs.Issuer = 'https://login.acme.com';
  delete outputs.UserPoolId;
  const stack = await deployedStack(operator.aws, 'acme');
  expect(() => poolHere(operator.aws, stack)).toThrow('People sign in at https://login.acme.com');
});
