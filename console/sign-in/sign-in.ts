/** OpenID Connect: code and PKCE, refreshed before it ends. Everything behind this file knows only `SignIn`. */
import { UserManager } from 'oidc-client-ts';
import * as z from 'zod/mini';
import type { ConsoleConfig } from './config.ts';

/** Where to go back to after the round trip to the issuer. */
const ReturnState = z.object({ path: z.string() });

export interface SignIn {
  /** Ends a round trip to the issuer if this page load is one. True: somebody is signed in. */
  resume(): Promise<boolean>;
  start(): Promise<void>;
  /** Undefined: signed out, or the refresh was refused. */
  idToken(): Promise<string | undefined>;
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

  async function idToken(): Promise<string | undefined> {
    const user = await users.getUser();
    if (user && !user.expired) return user.id_token;
    if (!user?.refresh_token) return undefined;
    return (await users.signinSilent().catch(() => null))?.id_token;
  }

  return {
    resume: async () => {
      const query = new URLSearchParams(location.search);
      if (query.has('state') && (query.has('code') || query.has('error'))) {
        const user = await users.signinRedirectCallback().catch(() => undefined);
        const back = ReturnState.safeParse(user?.state);
        history.replaceState(null, '', back.success ? back.data.path : '/');
      }
      return (await idToken()) !== undefined;
    },
    start: () => users.signinRedirect({ state: { path: location.pathname } }),
    idToken,
    end: async () => {
      sessionStorage.clear();
      const user = await users.getUser();
      await users.removeUser();
      // Cognito asks for its own two parameters; other issuers ignore them.
      await users
        .signoutRedirect({
          ...(user?.id_token && { id_token_hint: user.id_token }),
          extraQueryParams: { client_id: clientId, logout_uri: home },
        })
        .catch(() => location.assign(home));
    },
  };
}
