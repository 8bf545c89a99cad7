/** A real OpenID provider in place of the template's Cognito user pool: same clients, same claims, demo users. */
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { errors, Provider } from 'oidc-provider';
import * as z from 'zod';
import { fileAdapter } from './file-adapter.ts';
import type { UserPoolClient } from './read-user-pool.ts';
import { type DemoUser, messagePage, signInPage, signOutPage } from './sign-in-page.ts';

interface IssuerParts {
  /** The issuer's own URL, as in its tokens. */
  issuer: string;
  clients: UserPoolClient[];
  users: DemoUser[];
  /** Signing keys, sessions and tokens are kept here between runs. */
  dataDir: string;
}

/** Serves the issuer on `server`, which is already listening. */
export function serveIssuer(server: Server, { issuer, clients, users, dataDir }: IssuerParts): void {
  const directory = join(dataDir, 'issuer');
  mkdirSync(directory, { recursive: true });
  const { jwk, cookieKey } = secretsIn(join(directory, 'secrets.json'));
  const accounts = new Map(users.map((user) => [subOf(user), user]));
  const longest = (seconds: (client: UserPoolClient) => number) => Math.max(0, ...clients.map(seconds));

  const provider = new Provider(issuer, {
    adapter: fileAdapter(join(directory, 'sessions.json')),
    clients: clients.map(({ id, redirectUris, logoutUris, scopes }) => ({
      client_id: id,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: redirectUris,
      post_logout_redirect_uris: logoutUris,
      scope: scopes.join(' '),
    })),
    jwks: { keys: [jwk] },
    cookies: { keys: [cookieKey] },
    claims: { openid: ['sub', 'cognito:groups'], email: ['email', 'email_verified'], profile: ['name'] },
    scopes: ['openid', 'email', 'profile'],
    // A user pool puts the claims into the ID token, not only into the userinfo response.
    conformIdTokenClaims: false,
    findAccount: (_context, sub) => {
      const user = accounts.get(sub);
      return user && { accountId: sub, claims: () => claimsOf(sub, user) };
    },
    // Nobody has to consent to their own company's console.
    async loadExistingGrant({ oidc: { provider, client, session } }) {
      const known = session.grantIdFor(client.clientId);
      if (known) return provider.Grant.find(known);
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    // As in a user pool: issued at every sign-in, and not rotated until it expires.
    issueRefreshToken: () => true,
    rotateRefreshToken: false,
    clientBasedCORS: (_context, origin, { redirectUris }) => redirectUris.some((uri) => new URL(uri).origin === origin),
    renderError: (context, { error_description }, error) => {
      context.body = messagePage('This sign-in cannot continue', error_description ?? error.message);
    },
    interactions: { url: (_context, { uid }) => `/sign-in/${uid}` },
    features: {
      devInteractions: { enabled: false },
      // A user pool's client may revoke its refresh tokens.
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = signOutPage(form);
        },
      },
    },
    ttl: {
      IdToken: longest(({ idTokenS }) => idTokenS),
      AccessToken: longest(({ accessTokenS }) => accessTokenS),
      RefreshToken: longest(({ refreshTokenS }) => refreshTokenS),
      Grant: longest(({ refreshTokenS }) => refreshTokenS),
      // Cognito's sign-in pages remember users for an hour.
      Session: 3600,
      Interaction: 3600,
      AuthorizationCode: 300,
    },
  });
  provider.on('server_error', (_context, error) => console.error(error));
  const callback = provider.callback();

  server.on('request', (request, response) => {
    const answered = request.url?.startsWith('/sign-in/') ? signIn(request, response) : callback(request, response);
    answered.catch((error) => {
      if (error instanceof errors.SessionNotFound) {
        return page(
          response,
          400,
          messagePage('This sign-in has expired', 'Go back to the console and sign in again.'),
        );
      }
      console.error(error);
      page(
        response,
        500,
        messagePage('Something went wrong', 'The reason is in the terminal where Foyer was started.'),
      );
    });
  });

  async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await provider.interactionDetails(request, response);
    if (request.method !== 'POST') return page(response, 200, signInPage(users));
    const email = new URLSearchParams(await text(request)).get('email');
    const user = users.find((each) => each.email === email);
    if (!user) return page(response, 400, signInPage(users));
    await provider.interactionFinished(request, response, { login: { accountId: subOf(user) } });
  }
}

function page(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html);
}

function claimsOf(sub: string, { email, name, roles }: DemoUser): Record<string, unknown> {
  return { sub, email, email_verified: true, name, ...(roles.length > 0 && { 'cognito:groups': roles }) };
}

/** The same user has the same subject in every run. */
function subOf({ email }: DemoUser): string {
  return createHash('sha256').update(email).digest('hex').slice(0, 32);
}

const Secrets = z.object({ jwk: z.looseObject({ kty: z.literal('RSA') }), cookieKey: z.string() });

function secretsIn(file: string): z.infer<typeof Secrets> {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
    writeFileSync(file, JSON.stringify({ jwk, cookieKey: randomBytes(32).toString('base64url') }), { mode: 0o600 });
  }
  return Secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
}
