/** Signs a demo user in without a browser: code and PKCE, by hand. */
import { createHash, randomBytes } from 'node:crypto';
import { User } from 'oidc-client-ts';
import type { Page } from 'playwright-core';
import * as z from 'zod/mini';

const Config = z.object({ issuer: z.string(), clientId: z.string(), api: z.string() });
const Tokens = z.object({
  ...{ id_token: z.string(), access_token: z.string(), refresh_token: z.string(), token_type: z.string() },
  ...{ scope: z.string(), expires_in: z.number() },
});
const Discovery = z.object({ authorization_endpoint: z.string(), token_endpoint: z.string() });

async function json<T>(schema: z.ZodMiniType<T>, url: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return schema.parse(await answer.json());
}

export interface SignedIn {
  /** The admin API's address. */
  api: string;
  idToken: string;
}

/** @param console the console's address. */
export async function signIn(console: string, email: string): Promise<SignedIn> {
  const { api, tokens } = await tokensFor(console, email);
  return { api, idToken: tokens.id_token };
}

/** Opens the console in a tab that has signed in, without the issuer's pages. */
export async function openSignedIn(page: Page, console: string, email: string): Promise<void> {
  const { issuer, clientId, tokens } = await tokensFor(console, email);
  const { expires_in, ...given } = tokens;
  const profile = JSON.parse(Buffer.from(given.id_token.split('.')[1] ?? '', 'base64url').toString());
  const user = new User({ ...given, profile, expires_at: Math.floor(Date.now() / 1000) + expires_in });
  // Any address of the console that does not run it.
  await page.goto(`${console}/config.json`);
  await page.evaluate((items) => void Object.assign(sessionStorage, items), {
    [`oidc.user:${issuer}:${clientId}`]: user.toStorageString(),
    // Nobody has signed out in this browser.
    'foyer:signed-in-after': '',
  });
  await page.goto(console);
}

async function tokensFor(console: string, email: string) {
  const { issuer, clientId, api } = await json(Config, `${console}/config.json`);
  const endpoints = await json(Discovery, `${issuer}/.well-known/openid-configuration`);
  const verifier = randomBytes(32).toString('base64url');
  const redirect_uri = `${console}/`;
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri,
    response_type: 'code',
    scope: 'openid email profile',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const code = await codeOf(`${endpoints.authorization_endpoint}?${query}`, email, redirect_uri);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri,
    code_verifier: verifier,
  });
  const tokens = await json(Tokens, endpoints.token_endpoint, { method: 'POST', body });
  return { issuer, clientId, api, tokens };
}

/** Follows the issuer's pages as a browser would, including cookies, until it returns to the console. */
async function codeOf(start: string, email: string, home: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  let init: RequestInit = {};
  for (let step = 0; step < 10; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location?.startsWith(home)) {
      const code = new URL(location).searchParams.get('code');
      if (!code) throw new Error(`Signing in: ${location}`);
      return code;
    }
    // A page without a redirect asks who it is.
    url = location ? new URL(location, url).href : url;
    init = location ? {} : { method: 'POST', body: new URLSearchParams({ email }) };
  }
  throw new Error('Signing in went round in circles');
}
