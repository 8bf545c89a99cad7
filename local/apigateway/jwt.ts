/** The JWT authorizer of an HTTP API: checks a bearer token's signature, issuer, audience, times and scopes. */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';
import type { JwtAuthorizer } from './read-apis.ts';

export interface Jwt {
  claims: Record<string, string>;
  scopes: string[] | null;
}

type JwtVerdict = { status: 200; jwt: Jwt } | { status: 401 } | { status: 403 };

export type JwtCheck = (authorization: string | undefined) => Promise<JwtVerdict>;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

export function jwtCheck({ issuer, audience, scopes }: JwtAuthorizer): JwtCheck {
  let keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  const discover = async () => {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    return createRemoteJWKSet(new URL(Discovery.parse(await response.json()).jwks_uri));
  };

  return async (authorization) => {
    const token = authorization?.replace(/^Bearer /i, '');
    if (!token) return { status: 401 };
    keys ??= discover();
    try {
      const { payload } = await jwtVerify(token, await keys, { issuer, requiredClaims: ['exp'] });
      if (!isFor(payload, audience)) return { status: 401 };
      const granted = String(payload.scope ?? payload.scp ?? '').split(' ');
      if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) return { status: 403 };
      return { status: 200, jwt: { claims: texts(payload), scopes: scopes.length > 0 ? granted : null } };
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) {
        // The issuer could not be reached; the next request tries again.
        keys = undefined;
        console.error(error);
      }
      return { status: 401 };
    }
  };
}

/** A user pool's access tokens have `client_id` and no `aud`. */
function isFor({ aud, client_id }: JWTPayload, audience: string[]): boolean {
  return [aud ?? client_id].flat().some((one) => typeof one === 'string' && audience.includes(one));
}

/** Functions get every claim as text; a list becomes `[a b]`. */
function texts(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );
}
