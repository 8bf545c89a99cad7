import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { serveIssuer } from '../../../local/issuer/serve-issuer.ts';
import { hostOf, listen, stopListening } from '../../../local/listen.ts';

const redirect = 'http://127.0.0.1:9/';
const verifier = 'v'.repeat(43);
const users = [
  { email: 'agent@example.com', name: 'Inés', roles: ['agent'] },
  { email: 'nobody@example.com', name: '<Noa>', roles: [] },
];
const Tokens = z.object({ id_token: z.string(), refresh_token: z.string() });

let dataDir: string;
let server: Server;
let issuer: string;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'foyer-issuer-'));
  await start(0);
});

afterEach(async () => {
  await stopListening(server);
  rmSync(dataDir, { recursive: true });
});

async function start(port: number): Promise<void> {
  server = await listen(port);
  issuer = `http://${hostOf(server)}`;
  const lifetimes = { idTokenS: 3600, accessTokenS: 3600, refreshTokenS: 43_200 };
  const uris = { redirectUris: [redirect], logoutUris: [redirect] };
  const client = { id: 'console', scopes: ['openid', 'email', 'profile'], ...uris, ...lifetimes };
  serveIssuer(server, { issuer, clients: [client], users, dataDir });
}

/** A browser's cookies. */
type Jar = Map<string, string>;

async function visit(jar: Jar, url: string, body?: URLSearchParams): Promise<Response> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(url, {
    redirect: 'manual',
    // Without keep-alive, because the server is restarted on the same port.
    headers: { cookie, connection: 'close' },
    ...(body && { method: 'POST', body }),
  });
  for (const line of response.headers.getSetCookie()) {
    const [name = '', value = ''] = line.split(';')[0]?.split(/=(.*)/) ?? [];
    jar.set(name, value);
  }
  return response;
}

const locationOf = (response: Response) => new URL(response.headers.get('location') ?? '', issuer).href;

function authorizationUrl(over: Record<string, string> = {}): string {
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const parameters = {
    ...{ client_id: 'console', redirect_uri: redirect, response_type: 'code', scope: 'openid email profile' },
    ...{ state: 's', code_challenge: challenge, code_challenge_method: 'S256', ...over },
  };
  return `${issuer}/auth?${new URLSearchParams(parameters)}`;
}

async function signIn(jar: Jar, email: string): Promise<z.infer<typeof Tokens>> {
  const page = locationOf(await visit(jar, authorizationUrl()));
  const chosen = await visit(jar, page, new URLSearchParams({ email }));
  const back = new URL(locationOf(await visit(jar, locationOf(chosen))));
  return tokens({
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: redirect,
  });
}

async function tokens(grant: Record<string, string>): Promise<z.infer<typeof Tokens>> {
  const body = new URLSearchParams({ client_id: 'console', code_verifier: verifier, ...grant });
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body,
    headers: { origin: new URL(redirect).origin, connection: 'close' },
  });
  // A browser at the console's address may read it.
  expect(response.headers.get('access-control-allow-origin')).toBe(new URL(redirect).origin);
  return Tokens.parse(await response.json());
}

test('E1 signing in gives an ID token with the claims of a user pool', async () => {
  const { id_token } = await signIn(new Map(), 'agent@example.com');
  const { payload } = await jwtVerify(id_token, createRemoteJWKSet(new URL(`${issuer}/jwks`)), {
    issuer,
    audience: 'console',
  });
  expect(payload).toMatchObject({
    ...{ email: 'agent@example.com', email_verified: true, name: 'Inés', 'cognito:groups': ['agent'] },
    sub: expect.any(String),
  });
});

test('E1 a user without a role has no groups', async () => {
  const { id_token } = await signIn(new Map(), 'nobody@example.com');
  expect(decodeJwt(id_token)).not.toHaveProperty('cognito:groups');
});

test('E1 the sign-in page offers every user, names escaped', async () => {
  const jar: Jar = new Map();
  const page = await (await visit(jar, locationOf(await visit(jar, authorizationUrl())))).text();
  expect(page).toContain('agent@example.com');
  expect(page).toContain('&#60;Noa&#62;');
  expect(page).not.toContain('<Noa>');
});

test('E1 a signed-in person comes back without being asked, and a refresh token works, even after a restart', async () => {
  const jar: Jar = new Map();
  const { id_token, refresh_token } = await signIn(jar, 'agent@example.com');
  const port = Number(new URL(issuer).port);
  await stopListening(server);
  await start(port);
  const again = await visit(jar, authorizationUrl());
  expect(new URL(locationOf(again)).searchParams.get('code')).toBeTruthy();
  const refreshed = await tokens({ grant_type: 'refresh_token', refresh_token });
  expect(decodeJwt(refreshed.id_token).sub).toBe(decodeJwt(id_token).sub);
});

test('E1 signing out forgets the session and goes back to the console', async () => {
  const jar: Jar = new Map();
  const { id_token } = await signIn(jar, 'agent@example.com');
  const ending = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: redirect });
  const page = await (await visit(jar, `${issuer}/session/end?${ending}`)).text();
  const xsrf = /name="xsrf" value="(\w+)"/.exec(page)?.[1] ?? '';
  const out = await visit(jar, `${issuer}/session/end/confirm`, new URLSearchParams({ xsrf, logout: 'yes' }));
  expect(locationOf(out)).toBe(redirect);
  expect(locationOf(await visit(jar, authorizationUrl()))).toContain('/sign-in/');
});

test('E1 an unknown redirect address or no PKCE goes nowhere', async () => {
  const unknown = await visit(new Map(), authorizationUrl({ redirect_uri: 'http://evil.example/' }));
  expect(unknown.status).toBe(400);
  const withoutPkce = await visit(new Map(), authorizationUrl({ code_challenge: '', code_challenge_method: '' }));
  expect(locationOf(withoutPkce)).toContain('error=invalid_request');
});

test('E1 a sign-in that has expired says what to do', async () => {
  const response = await visit(new Map(), `${issuer}/sign-in/unknown`);
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('sign in again')]);
});
