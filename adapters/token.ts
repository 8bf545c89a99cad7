/** Tokens that only Foyer issues and checks: a visitor's, bound to the chat, and the ticket for an agent's socket. */
import { JOSEError, JWKSNoMatchingKey, JWTExpired } from 'jose/errors';
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';
import * as z from 'zod/mini';
import { MAX_MAIL_OPEN_S } from '../core/bounds.ts';
import type { KeyStore } from './stores.ts';

/**
 * `link`: in an e-mail, and leads back into the chat. `stop`: in the same e-mail, and ends such e-mails (D11). `reply`: in an agent's
 * e-mail, for writing back (A6).
 */
export type Audience = 'visitor' | 'agent' | 'link' | 'stop' | 'reply';

/** How long a visitor token is valid. */
export const VISITOR_S = 15 * 60;
/** A laptop that slept overnight can return to its chat with its old token. */
export const RENEWABLE_S = 24 * 60 * 60;
/** How long the links in an e-mail work: over a weekend and a few days off. */
export const LINK_S = MAX_MAIL_OPEN_S;

interface Issue {
  audience: Audience;
  subject: string;
  claims: Record<string, unknown>;
  ttlS: number;
  now: number;
}

const Payload = z.object({ sub: z.string(), claims: z.record(z.string(), z.unknown()) });

export type Verified = { subject: string; claims: Record<string, unknown> } | 'token_expired' | 'token_invalid';

export function createTokens(keys: Pick<KeyStore, 'signer' | 'verifier'>) {
  async function issue({ audience, subject, claims, ttlS, now }: Issue): Promise<string> {
    const issuedAt = Math.floor(now / 1000);
    const { id, secret } = await keys.signer(now);
    return new SignJWT({ claims })
      .setProtectedHeader({ alg: 'HS256', kid: id })
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ttlS)
      .sign(secret);
  }

  /** `graceS`: how long an expired token can still be renewed. */
  async function verify(token: string, audience: Audience, now: number, graceS = 0): Promise<Verified> {
    const keyOf = async ({ kid }: { kid?: string }) => {
      const secret = kid && (await keys.verifier(kid, now));
      if (!secret) throw new JWKSNoMatchingKey();
      return secret;
    };
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: ['HS256'],
        audience,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(now),
        clockTolerance: graceS,
      });
      const { success, data } = Payload.safeParse(payload);
      return success ? { subject: data.sub, claims: data.claims } : 'token_invalid';
    } catch (error) {
      if (error instanceof JWTExpired) return 'token_expired';
      if (error instanceof JOSEError) return 'token_invalid';
      throw error;
    }
  }

  return { issue, verify };
}
