import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { createTokens } from '../../../adapters/token.ts';
import { at } from '../../support/chats.ts';

const key = new Uint8Array(32).fill(1);
const keysOf = (id: string, secret: Uint8Array) => ({
  signer: async () => ({ id, secret }),
  verifier: async (kid: string) => (kid === id ? secret : undefined),
});
const tokens = createTokens(keysOf('key-1', key));
const issue = (given: Partial<Parameters<typeof tokens.issue>[0]> = {}) =>
  tokens.issue({
    audience: 'visitor',
    subject: 'chat-1',
    claims: { gatewayId: 'casa-alba' },
    ttlS: 60,
    now: at(0),
    ...given,
  });

/** Signed with Foyer's own key, but not by Foyer. */
const signed = (alg: string, claims: Record<string, unknown>, withKey = key) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg, kid: 'key-1' })
    .setAudience('visitor')
    .setSubject('chat-1')
    .sign(withKey);

test('A2 a token identifies its owner until it expires', async () => {
  const token = await issue();
  const whose = { subject: 'chat-1', claims: { gatewayId: 'casa-alba' } };
  expect(await tokens.verify(token, 'visitor', at(0))).toEqual(whose);
  expect(await tokens.verify(token, 'visitor', at(59))).toEqual(whose);
  expect(await tokens.verify(token, 'visitor', at(60))).toBe('token_expired');
});

test('F2 an expired token renews a visit within its grace', async () => {
  const token = await issue();
  expect(await tokens.verify(token, 'visitor', at(60 + 3599), 3600)).toMatchObject({ subject: 'chat-1' });
  expect(await tokens.verify(token, 'visitor', at(60 + 3600), 3600)).toBe('token_expired');
});

test('A2 a visitor’s token opens no agent’s socket, even when it has expired', async () => {
  const token = await issue();
  expect(await tokens.verify(token, 'agent', at(0))).toBe('token_invalid');
  expect(await tokens.verify(token, 'agent', at(61))).toBe('token_invalid');
});

test.each([
  ['nothing', async () => ''],
  ['no token at all', async () => 'hello.hello.hello'],
  [
    'another key',
    () =>
      createTokens(keysOf('key-1', new Uint8Array(32).fill(2))).issue({
        audience: 'visitor',
        subject: 'chat-1',
        claims: {},
        ttlS: 60,
        now: at(0),
      }),
  ],
  [
    'a key that nobody knows',
    () =>
      createTokens(keysOf('key-2', key)).issue({
        audience: 'visitor',
        subject: 'chat-1',
        claims: {},
        ttlS: 60,
        now: at(0),
      }),
  ],
  [
    'no key named',
    () =>
      new SignJWT({ claims: {}, exp: at(60) / 1000 })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience('visitor')
        .setSubject('chat-1')
        .sign(key),
  ],
  ['another algorithm', () => signed('HS512', { claims: {}, exp: at(60) / 1000 }, new Uint8Array(64).fill(1))],
  ['no end', () => signed('HS256', { claims: {} })],
  ['no claims', () => signed('HS256', { exp: at(60) / 1000 })],
  [
    'a changed payload',
    async () => {
      const [head, , signature] = (await issue()).split('.');
      const [, payload] = (await issue({ subject: 'chat-2' })).split('.');
      return [head, payload, signature].join('.');
    },
  ],
  [
    'no signature',
    async () => {
      const [, payload] = (await issue()).split('.');
      return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    },
  ],
])('A2 a token with %s is invalid', async (_, forge) => {
  expect(await tokens.verify(await forge(), 'visitor', at(0))).toBe('token_invalid');
});

test('H1 a key that cannot be read is a failure, not a bad token', async () => {
  const noTable = () => Promise.reject(new Error('no table'));
  const unreachable = createTokens({ signer: noTable, verifier: noTable });
  await expect(unreachable.verify(await issue(), 'visitor', at(0))).rejects.toThrow('no table');
});
