/** Tokens that Foyer issues and only Foyer checks: a visitor's, bound to the chat, and the ticket of an agent's socket. */
import { JOSEError, JWTExpired } from 'jose/errors';
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';
import * as z from 'zod/mini';

export type Audience = 'visitor' | 'agent';

interface Issue {
  audience: Audience;
  subject: string;
  claims: Record<string, unknown>;
  ttlS: number;
  now: number;
}

const Payload = z.object({ sub: z.string(), claims: z.record(z.string(), z.unknown()) });

export type Verified = { subject: string; claims: Record<string, unknown> } | 'token_expired' | 'token_invalid';

export function createTokens(key: () => Promise<Uint8Array>) {
  async function issue({ audience, subject, claims, ttlS, now }: Issue): Promise<string> {
    const issuedAt = Math.floor(now / 1000);
    return new SignJWT({ claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ttlS)
      .sign(await key());
  }

  /** `graceS`: how long after its end a token is still good, to be renewed. */
  async function verify(token: string, audience: Audience, now: number, graceS = 0): Promise<Verified> {
    try {
      const { payload } = await jwtVerify(token, await key(), {
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
