/** OpenID Connect: code and PKCE, refreshed before it ends. Everything behind this file knows only `SignIn`. */
import { ErrorResponse, type User, UserManager } from 'oidc-client-ts';
import * as z from 'zod/mini';
import type { ConsoleConfig } from './config.ts';

/** Where to go back to after the round trip to the issuer. */
const ReturnState = z.object({ path: z.string() });

/**
 * Another value whenever somebody signs out in this browser. Other tabs hear of it (`storage` events reach every tab but the one that
 * writes); a tab that was closed and is restored finds that its sign-in was of the time before.
 */
const SIGNED_OUT = 'foyer:signed-out';
/** Of the tab, beside its sign-in: the value at that time. */
const SIGNED_IN_AFTER = 'foyer:signed-in-after';
/** The next who signs in is asked who they are, even where the issuer could not be told that the last one left. */
const ASK = 'foyer:ask-who';

/** What an issuer says when it will not go on (OpenID Connect and OAuth 2.0); anything else may pass. */
const REFUSALS = [
  ...['invalid_grant', 'login_required', 'interaction_required', 'consent_required', 'access_denied'],
  ...['invalid_client', 'unauthorized_client'],
];
/** A network that is not there yet says nothing of the kind. */
const isRefusal = (error: unknown): boolean => error instanceof ErrorResponse && REFUSALS.includes(error.error ?? '');

const REQUEST_S = 10;

export interface SignIn {
  /**
   * Ends a round trip to the issuer if this page load is one. `unfinished`: it came back without a sign-in, for good.
   * @throws when the issuer cannot be asked now: the address keeps what it gave, for another try.
   */
  resume(): Promise<'in' | 'out' | 'unfinished'>;
  start(): Promise<void>;
  /**
   * Undefined: signed out, or the issuer refused to go on. `fresh`: the one that we have was not taken.
   * @throws when the issuer cannot be asked now; trying again later may help.
   */
  idToken(fresh?: boolean): Promise<string | undefined>;
  /** Out on this device: every tab, the refresh token, and the issuer's own session. */
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
    // Refreshed when a token is asked for, once at a time: an issuer that rotates refresh tokens takes a second use for theft.
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

  /** The library forgets what it sent before it asks for the tokens. */
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

  /** Each tab has a refresh token of its own, which is taken back as far as the issuer can be reached; the tab does not wait for long. */
  async function forget(): Promise<void> {
    // A refresh that is under way brings another token.
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
      // Before anything is forgotten: the issuer is told who leaves.
      const user = await users.getUser();
      localStorage.setItem(SIGNED_OUT, crypto.randomUUID());
      localStorage.setItem(ASK, 'yes');
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
