/** Whether people can sign in with the tenant's own issuer: what API Gateway and the console need of it, before anything is deployed. */
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
  /** What the issuer's addresses answered, as JSON; undefined where they did not. */
  discovery: unknown;
  keys: unknown;
}

export const discoveryOf = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/** What is wrong with it; nothing where all is well. */
export function issuerFindings({ issuer, scopes, discovery, keys }: Asked): Finding[] {
  const found = Discovery.safeParse(discovery);
  if (!found.success) {
    return [
      // From here: AWS asks for itself, from the internet.
      warning(
        `${discoveryOf(issuer)} does not answer as an OpenID Connect issuer does.`,
        'Set issuer to the address that the provider names as such. AWS must reach it from the internet.',
      ),
    ];
  }
  const { token_endpoint: tokens, id_token_signing_alg_values_supported: algorithms, scopes_supported } = found.data;
  const findings: Finding[] = [];
  if (found.data.issuer !== issuer) {
    findings.push(
      blocking(
        `The issuer calls itself ${found.data.issuer}, and the setting says ${issuer}: API Gateway compares letter by letter.`,
        `Set "issuer": "${found.data.issuer}".`,
      ),
    );
  }
  if (algorithms && !algorithms.some((algorithm) => algorithm.startsWith('RS'))) {
    findings.push(
      blocking(
        `The issuer signs with ${algorithms.join(', ')}, and API Gateway checks RSA signatures only.`,
        'Let it sign the ID tokens of this client with RS256.',
      ),
    );
  }
  const known = Keys.safeParse(keys);
  if (!known.success || !known.data.keys.some(({ kty, kid }) => kty === 'RSA' && kid !== undefined)) {
    findings.push(
      blocking(
        `${found.data.jwks_uri} holds no RSA key with an id, by which API Gateway checks tokens.`,
        'Give the issuer an RSA signing key.',
      ),
    );
  }
  if (!tokens || new URL(tokens).origin !== new URL(issuer).origin) {
    findings.push(
      blocking(
        `The issuer gives tokens at ${tokens ?? 'no address'}, and the console may talk to ${new URL(issuer).origin} alone.`,
        'Put a provider between that serves both from one address; docs/identity.md says which work.',
      ),
    );
  }
  const missing = scopes.split(' ').filter((scope) => scopes_supported && !scopes_supported.includes(scope));
  if (missing.length > 0) {
    findings.push(
      warning(
        `The issuer does not name ${missing.join(', ')} among its scopes.`,
        'Take it out of "scopes" where the sign-in is refused.',
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
    return findings.length > 0
      ? findings
      : [ok(`${issuer} is an issuer that API Gateway and the console can work with.`)];
  },
};
