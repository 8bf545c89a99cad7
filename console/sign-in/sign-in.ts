/** OpenID Connect: code and PKCE, refreshed before it ends. Everything behind this file knows only `SignIn`. */
import { ErrorResponse, UserManager } from 'oidc-client-ts';
import * as z from 'zod/mini';
import type { ConsoleConfig } from './config.ts';

/** Where to go back to after the round trip to the issuer. */
const ReturnState = z.object({ path: z.string() });

/**
 * Written when somebody signs out in this browser: other tabs hear of it (`storage` events reach every tab but the one that writes), and
 * the next who signs in is asked who they are, even where the issuer could not be told.
 */
const SIGNED_OUT = 'foyer:signed-out';

/** What an issuer answers while it cannot tell (OpenID Connect and OAuth 2.0). */
const PASSING = ['server_error', 'temporarily_unavailable'];

export interface SignIn {
  /** Ends a round trip to the issuer if this page load is one. True: somebody is signed in. */
  resume(): Promise<boolean>;
  start(): Promise<void>;
  /**
   * Undefined: signed out, or the issuer refused to go on. `fresh`: the one that we have was not taken.
   * @throws when the issuer cannot be asked now; trying again later may help.
   */
  idToken(fresh?: boolean): Promise<string | undefined>;
  /** Out on this device: every tab, the refresh token, and the issuer's own session. */
  end(): Promise<void>;
}

export function createSignIn({ issuer, clientId }: ConsoleConfig): SignIn {
  const home = `${location.origin}/`;
  const users = new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: home,
    post_logout_redirect_uri: home,
    scope: 'openid email profile',
    automaticSilentRenew: true,
  });
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === SIGNED_OUT && newValue) void forget().then(() => location.replace(home));
  });

  async function idToken(fresh = false): Promise<string | undefined> {
    const user = await users.getUser();
    if (user && !user.expired && !fresh) return user.id_token;
    if (!user?.refresh_token) return undefined;
    try {
      return (await users.signinSilent())?.id_token;
    } catch (error) {
      // The issuer's own word, such as `invalid_grant`. A network that is not there yet says nothing of the kind.
      if (error instanceof ErrorResponse && !PASSING.includes(error.error ?? '')) return undefined;
      throw error;
    }
  }

  async function forget(): Promise<void> {
    await users.removeUser();
    sessionStorage.clear();
  }

  return {
    resume: async () => {
      const query = new URLSearchParams(location.search);
      if (query.has('state') && (query.has('code') || query.has('error'))) {
        const user = await users.signinRedirectCallback().catch(() => undefined);
        if (user) localStorage.removeItem(SIGNED_OUT);
        const back = ReturnState.safeParse(user?.state);
        history.replaceState(null, '', back.success ? back.data.path : '/');
      }
      return (await idToken()) !== undefined;
    },
    start: () =>
      users.signinRedirect({
        state: { path: location.pathname },
        ...(localStorage.getItem(SIGNED_OUT) && { prompt: 'login' }),
      }),
    idToken,
    end: async () => {
      // Before anything is forgotten: the issuer is told who leaves.
      const user = await users.getUser();
      localStorage.setItem(SIGNED_OUT, String(Date.now()));
      await users.revokeTokens(['refresh_token']).catch(() => {});
      await forget();
      // Cognito asks for its own two parameters; other issuers ignore them. Without a hint the client's id is there already.
      const hint = user?.id_token;
      await users
        .signoutRedirect({
          ...(hint && { id_token_hint: hint }),
          extraQueryParams: { ...(hint && { client_id: clientId }), logout_uri: home },
        })
        .catch(() => location.assign(home));
    },
  };
}
