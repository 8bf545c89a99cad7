/** ID tokens as documented by each provider, with its settings from `docs/identity.md`. */
import { describe, expect, test } from 'vitest';
import { Configuration } from '../../../core/configuration/schema.ts';
import { type SignInClaims, signedIn } from '../../../functions/agent/signed-in.ts';
import { NoBody, onHttp } from '../../../functions/edge/http.ts';

const configuration = Configuration.parse({
  websites: [],
  queues: [{ id: 'orders', name: 'Orders' }],
  agents: [{ id: 'ines', name: 'Inés', email: 'ines@acme.com' }],
});
const who = { sub: 'AAAA', exp: 1_800_000_000, iat: 1_799_996_400, email: 'ines@acme.com', name: 'Inés Carrasco' };
const group = '8f0c2b1e-0000-4000-8000-5d3e6a7b9c01';
const set = { rolesClaim: 'groups', roles: {}, trustsEmail: false };

const providers: [string, Record<string, unknown>, SignInClaims][] = [
  // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
  [
    'Cognito',
    {
      ...who,
      iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x',
      email_verified: true,
      'cognito:groups': ['admin'],
    },
    { ...set, rolesClaim: 'cognito:groups' },
  ],
  // https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference
  [
    'Entra, app roles',
    {
      ...who,
      iss: 'https://login.microsoftonline.com/t/v2.0',
      tid: 't',
      oid: 'o',
      ver: '2.0',
      roles: ['agent', 'admin'],
    },
    { ...set, rolesClaim: 'roles', trustsEmail: true },
  ],
  // https://learn.microsoft.com/en-us/entra/identity-platform/optional-claims
  [
    'Entra, ids of groups',
    { ...who, iss: 'https://login.microsoftonline.com/t/v2.0', tid: 't', ver: '2.0', groups: ['11111111-0000', group] },
    { ...set, roles: { [group]: 'admin' }, trustsEmail: true },
  ],
  // https://developer.okta.com/docs/guides/customize-tokens-groups-claim/
  [
    'Okta',
    {
      ...who,
      iss: 'https://acme.okta.com/oauth2/default',
      ver: 1,
      email_verified: true,
      groups: ['Everyone', 'Foyer admins'],
    },
    { ...set, roles: { 'Foyer admins': 'admin' } },
  ],
  // https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
  [
    'Auth0',
    { ...who, iss: 'https://acme.eu.auth0.com/', email_verified: true, 'https://acme.com/roles': ['admin'] },
    { ...set, rolesClaim: 'https://acme.com/roles' },
  ],
  // https://www.keycloak.org/docs/latest/server_admin/
  [
    'Keycloak',
    {
      ...{ ...who, iss: 'https://id.acme.com/realms/acme', email_verified: true, azp: 'foyer-console' },
      realm_access: { roles: ['offline_access', 'admin', 'default-roles-acme'] },
    },
    { ...set, rolesClaim: 'realm_access.roles' },
  ],
];

/** As an HTTP API passes it on: claims as text, next to the checked token. */
async function throughTheGateway(claims: Record<string, unknown>, checked: Record<string, unknown> = texts(claims)) {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  let seen: Record<string, unknown> = {};
  const handler = onHttp(NoBody, async ({ claims }) => {
    seen = claims;
    return {};
  });
  await handler(
    {
      headers: { authorization: `Bearer e30.${payload}.signature` },
      requestContext: { authorizer: { jwt: { claims: checked } } },
    } as never,
    { getRemainingTimeInMillis: () => 10_000 } as never,
  );
  return seen;
}
const texts = (claims: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : typeof value === 'object' ? 'map[]' : String(value),
    ]),
  );

describe('E1 people who sign in with', () => {
  test.each(providers)(
    'E1 %s has the role that the provider gave, through an HTTP API',
    async (_, claims, settings) => {
      expect(signedIn(await throughTheGateway(claims), settings, configuration)).toMatchObject({
        role: 'admin',
        agent: { id: 'ines' },
      });
    },
  );

  test.each(providers)('E1 %s has none without it', async (_, claims, settings) => {
    const none = {
      ...claims,
      [settings.rolesClaim.split('.')[0] ?? '']: undefined,
      'https://acme.com/roles': undefined,
    };
    expect(signedIn(await throughTheGateway(none), settings, configuration)).toEqual({ refused: 'role_missing' });
  });

  test('E1 Entra’s unverified address lets nobody in until the tenant trusts it', async () => {
    const [, claims, settings] = providers[1] ?? [];
    if (!claims || !settings) throw new Error('Entra is missing');
    const seen = await throughTheGateway(claims);
    expect(signedIn(seen, { ...settings, trustsEmail: false }, configuration)).toEqual({ refused: 'email_unverified' });
  });
});

describe('E1 what a token says', () => {
  const claims = { ...who, iss: 'https://login.acme.com', email_verified: true, groups: ['agent'] };

  test('E1 counts only where it is the token that API Gateway has checked', async () => {
    const forged = { ...claims, sub: 'somebody-else', groups: ['admin'] };
    expect(await throughTheGateway(forged, texts(claims))).toEqual(texts(claims));
  });

  test('E1 without a token that can be read, what API Gateway says in text counts', () => {
    expect(signedIn(texts(claims), set, configuration)).toMatchObject({ role: 'agent' });
    expect(signedIn(texts({ ...claims, groups: ['agent', 'admin'] }), set, configuration)).toMatchObject({
      role: 'admin',
    });
  });

  test('E1 a value that is called like what every object has names no role', () => {
    const odd = { ...claims, groups: ['constructor', '__proto__'] };
    expect(signedIn(odd, set, configuration)).toEqual({ refused: 'role_missing' });
    expect(signedIn(claims, { ...set, rolesClaim: 'constructor.name' }, configuration)).toEqual({
      refused: 'role_missing',
    });
  });
});
