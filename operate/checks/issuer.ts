/**
 * Whether people can sign in with the tenant's own issuer. Checks what API Gateway and the console need before anything is
 * deployed.
 */
import * as z from 'zod/mini';
import { blocking, type Check, type Finding, ok, warning } from './finding.ts';

const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.optional(z.string()),
  token_endpoint: z.optional(z.string()),
  jwks_uri: z.string(),
  id_token_signing_alg_values_supported: z.optional(z.array(z.string())),
  scopes_supported: z.optional(z.array(z.string())),
});
const Keys = z.object({ keys: z.array(z.object({ kty: z.string(), kid: z.optional(z.string()) })) });

interface Asked {
  issuer: string;
  scopes: string;
  /** The JSON from the issuer's addresses; undefined if there was none. */
  discovery: unknown;
  keys: unknown;
}

export const discoveryOf = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/** What is wrong with the issuer; empty if nothing is. */
export function issuerFindings({ issuer, scopes, discovery, keys }: Asked): Finding[] {
  const found = Discovery.safeParse(discovery);
  if (!found.success) {
    return [
      // Only a warning, because it was checked from here. AWS will check from the internet.
      warning(
        `${discoveryOf(issuer)} does not respond like an OpenID Connect issuer.`,
        'Set issuer to the provider’s issuer address. AWS must be able to reach it from the internet.',
      ),
    ];
  }
  const { token_endpoint: tokens, id_token_signing_alg_values_supported: algorithms, scopes_supported } = found.data;
  const findings: Finding[] = [];
  if (found.data.issuer !== issuer) {
    findings.push(
      blocking(
        `The issuer calls itself ${found.data.issuer}, but the setting is ${issuer}. API Gateway requires an exact match.`,
        `Set "issuer": "${found.data.issuer}".`,
      ),
    );
  }
  if (algorithms && !algorithms.some((algorithm) => algorithm.startsWith('RS'))) {
    findings.push(
      blocking(
        `The issuer signs with ${algorithms.join(', ')}, but API Gateway accepts only RSA signatures.`,
        'Make it sign this client’s ID tokens with RS256.',
      ),
    );
  }
  const known = Keys.safeParse(keys);
  if (!known.success || !known.data.keys.some(({ kty, kid }) => kty === 'RSA' && kid !== undefined)) {
    findings.push(
      blocking(
        `${found.data.jwks_uri} has no RSA key with an id, which API Gateway needs to check tokens.`,
        'Give the issuer an RSA signing key.',
      ),
    );
  }
  if (!tokens || new URL(tokens).origin !== new URL(issuer).origin) {
    findings.push(
      blocking(
        `The issuer’s token address is ${tokens ?? 'missing'}, but the console may only call ${new URL(issuer).origin}.`,
        'Use a provider in between that serves both from one address. docs/identity.md lists some that work.',
      ),
    );
  }
  const missing = scopes.split(' ').filter((scope) => scopes_supported && !scopes_supported.includes(scope));
  if (missing.length > 0) {
    findings.push(
      warning(
        `The issuer does not list ${missing.join(', ')} among its scopes.`,
        'If sign-in is refused, remove it from "scopes".',
      ),
    );
  }
  return findings;
}

const ASK_MS = 10_000;

async function ask(address: string): Promise<unknown> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(ASK_MS) });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

export const issuer: Check = {
  of: 'the issuer',
  async find({ settings: { issuer, scopes } }) {
    if (issuer === undefined) return [];
    const discovery = await ask(discoveryOf(issuer));
    const keysAt = z.object({ jwks_uri: z.url() }).safeParse(discovery).data?.jwks_uri;
    const findings = issuerFindings({ issuer, scopes, discovery, keys: keysAt && (await ask(keysAt)) });
    return findings.length > 0 ? findings : [ok(`${issuer} works with API Gateway and the console.`)];
  },
};
