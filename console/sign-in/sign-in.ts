/** OpenID Connect with code flow and PKCE, refreshed before it ends. Other code only knows `SignIn`. */
import { ErrorResponse, type User, UserManager } from 'oidc-client-ts';
import * as z from 'zod/mini';
import type { ConsoleConfig } from './config.ts';

/** Where to return after the round trip to the issuer. */
const ReturnState = z.object({ path: z.string() });

/**
 * Changes whenever someone signs out in this browser. Other tabs hear about it (`storage` events reach every tab except the
 * writer); a tab that was closed and restored finds that its sign-in is from before.
 */
const SIGNED_OUT = 'foyer:signed-out';
/** Stored in the tab beside its sign-in: the value at that time. */
const SIGNED_IN_AFTER = 'foyer:signed-in-after';
/** The next person to sign in must say who they are, even if the issuer could not be told that the last one left. */
const ASK = 'foyer:ask-who';

/** An issuer's permanent errors (OpenID Connect and OAuth 2.0); anything else may be temporary. */
const REFUSALS = [
  ...['invalid_grant', 'login_required', 'interaction_required', 'consent_required', 'access_denied'],
  ...['invalid_client', 'unauthorized_client'],
];
/** A missing network does not produce these. */
const isRefusal = (error: unknown): boolean => error instanceof ErrorResponse && REFUSALS.includes(error.error ?? '');

const REQUEST_S = 10;

export interface SignIn {
  /**
   * Completes a round trip to the issuer if this page load is one. `unfinished`: it returned without a sign-in, permanently.
   * @throws if the issuer cannot be reached now; the address keeps the parameters for another attempt
   */
  resume(): Promise<'in' | 'out' | 'unfinished'>;
  start(): Promise<void>;
  /**
   * Undefined: signed out, or refused by the issuer. `fresh`: the current token was not accepted.
   * @throws if the issuer cannot be reached now; retrying later may help
   */
  idToken(fresh?: boolean): Promise<string | undefined>;
  /** Signs out on this device: every tab, the refresh token, and the issuer's own session. */
  end(): Promise<void>;
}

export function createSignIn({ issuer, clientId, scopes }: ConsoleConfig): SignIn {
  const home = `${location.origin}/`;
  const users = new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: home,
    post_logout_redirect_uri: home,
    scope: scopes,
    // Refreshed only when a token is needed, one at a time: an issuer that rotates refresh tokens treats a second use as theft.
    automaticSilentRenew: false,
    requestTimeoutInSeconds: REQUEST_S,
  });
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === SIGNED_OUT && newValue) void forget().then(() => location.replace(home));
  });

  async function idToken(fresh = false): Promise<string | undefined> {
    const user = await users.getUser();
    if (user && sessionStorage.getItem(SIGNED_IN_AFTER) !== (localStorage.getItem(SIGNED_OUT) ?? '')) {
      await forget();
      return undefined;
    }
    if (user && !user.expired && !fresh) return user.id_token;
    if (!user?.refresh_token) return undefined;
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  let refreshing: Promise<string | undefined> | undefined;

  async function refresh(): Promise<string | undefined> {
    try {
      return (await users.signinSilent())?.id_token;
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
  }

  /** The library deletes its state before it requests the tokens. */
  async function finish(state: string): Promise<User | undefined> {
    const { stateStore } = users.settings;
    const sent = await stateStore.get(state);
    if (!sent) return undefined;
    try {
      return await users.signinRedirectCallback();
    } catch (error) {
      if (isRefusal(error)) return undefined;
      await stateStore.set(state, sent);
      throw error;
    }
  }

  /** Each tab has its own refresh token, which is revoked if the issuer can be reached; the tab does not wait for long. */
  async function forget(): Promise<void> {
    // A refresh in progress will bring another token.
    const revoked = Promise.resolve(refreshing)
      .catch(() => {})
      .then(() => users.revokeTokens(['refresh_token']))
      .catch(() => {});
    await Promise.race([revoked, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    await users.removeUser();
    sessionStorage.clear();
  }

  return {
    resume: async () => {
      const query = new URLSearchParams(location.search);
      const state = query.get('state');
      if (!state || !(query.has('code') || query.has('error'))) return (await idToken()) ? 'in' : 'out';
      const user = await finish(state);
      if (user) {
        sessionStorage.setItem(SIGNED_IN_AFTER, localStorage.getItem(SIGNED_OUT) ?? '');
        localStorage.removeItem(ASK);
      }
      const back = ReturnState.safeParse(user?.state);
      history.replaceState(null, '', back.success ? back.data.path : '/');
      return (await idToken()) ? 'in' : 'unfinished';
    },
    start: () =>
      users.signinRedirect({
        state: { path: location.pathname },
        ...(localStorage.getItem(ASK) && { prompt: 'login' }),
      }),
    idToken,
    end: async () => {
      // Before anything is deleted: the issuer must be told who leaves.
      const user = await users.getUser();
      localStorage.setItem(SIGNED_OUT, crypto.randomUUID());
      localStorage.setItem(ASK, 'yes');
      await forget();
      // Cognito needs its own two parameters; other issuers ignore them. The client id is already there if there is no hint.
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
