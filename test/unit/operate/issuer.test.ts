import { afterEach, expect, test, vi } from 'vitest';
import { issuer as check, discoveryOf, issuerFindings } from '../../../operate/checks/issuer.ts';

const issuer = 'https://login.acme.com';
const discovery = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  id_token_signing_alg_values_supported: ['RS256'],
  scopes_supported: ['openid', 'email', 'profile'],
};
const good = { issuer, scopes: 'openid email', discovery, keys: { keys: [{ kty: 'RSA', kid: '1' }] } };

test('H7 an issuer in order', () => expect(issuerFindings(good)).toEqual([]));

afterEach(() => vi.unstubAllGlobals());

/** An internet with these addresses. */
const serve = (pages: Record<string, unknown>) =>
  vi.stubGlobal('fetch', async (address: string) =>
    Response.json(pages[address], { status: address in pages ? 200 : 404 }),
  );
const look = (settings: object) => check.find({ settings } as never);

test('H7 the doctor asks the issuer for its document and its keys', async () => {
  serve({ [`${issuer}/.well-known/openid-configuration`]: discovery, [`${issuer}/keys`]: good.keys });
  expect(await look({ issuer, scopes: 'openid' })).toMatchObject([{ severity: 'ok' }]);
  serve({ [`${issuer}/.well-known/openid-configuration`]: discovery });
  expect(await look({ issuer, scopes: 'openid' })).toMatchObject([{ says: expect.stringContaining('no RSA key') }]);
  serve({});
  expect(await look({ issuer, scopes: 'openid' })).toMatchObject([{ severity: 'warning' }]);
});

test('H7 a tenant with a user pool of its own has no issuer to ask', async () => {
  expect(await look({ scopes: 'openid' })).toEqual([]);
});

test('H7 Auth0’s issuer ends with a slash, and its document does not lie behind two', () => {
  expect(discoveryOf('https://acme.eu.auth0.com/')).toBe('https://acme.eu.auth0.com/.well-known/openid-configuration');
});

test.each<[string, Partial<typeof good> | { discovery: unknown; keys?: unknown }, string, string]>([
  ['no answer', { discovery: undefined }, 'warning', 'does not respond like an OpenID Connect issuer'],
  ['a slash too few', { discovery: { ...discovery, issuer: `${issuer}/` } }, 'blocking', `calls itself ${issuer}/`],
  [
    'elliptic curves alone',
    { discovery: { ...discovery, id_token_signing_alg_values_supported: ['ES256'] } },
    'blocking',
    'accepts only RSA signatures',
  ],
  ['keys of another kind', { keys: { keys: [{ kty: 'EC', kid: '1' }] } as never }, 'blocking', 'has no RSA key'],
  ['no keys', { keys: undefined as never }, 'blocking', 'has no RSA key'],
  [
    'tokens elsewhere, as Google’s',
    { discovery: { ...discovery, token_endpoint: 'https://oauth2.googleapis.com/token' } },
    'blocking',
    'may only call https://login.acme.com',
  ],
  ['a scope that it does not know', { scopes: 'openid offline_access' }, 'warning', 'does not list offline_access'],
])('H7 an issuer with %s', (_, wrong, severity, says) => {
  expect(issuerFindings({ ...good, ...wrong })).toEqual([
    { severity, says: expect.stringContaining(says), wayOut: expect.any(String) },
  ]);
});
