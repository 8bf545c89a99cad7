/** Who is signed in to the console: the token that API Gateway checked names a role and an agent of the configuration. */
import type { Configuration } from '../core/configuration/schema.ts';
import { emailKey } from '../core/email.ts';
import { Role } from '../protocol/agent.ts';
import type { Refused } from './stack.ts';

export interface SignedIn {
  role: Role;
  agent: Configuration['agents'][number];
}

/** How the tenant's issuer says what Foyer wants to know. */
export interface SignInClaims {
  /** Name of the claim that holds a user's roles. */
  roles: string;
  /** The issuer vouches for every address that it names, though its tokens have no `email_verified` (Entra ID). */
  trustsEmail: boolean;
}

export function signedIn(
  claims: Record<string, unknown>,
  { roles, trustsEmail }: SignInClaims,
  configuration: Configuration | undefined,
): SignedIn | Refused {
  const role = roleOf(claims[roles]);
  if (!role) return { refused: 'role_missing' };
  const { email, email_verified: verified } = claims;
  if (typeof email !== 'string' || email === '') return { refused: 'email_missing' };
  // What the issuer says is not verified is not, whatever the tenant trusts.
  const isVerified = verified === undefined ? trustsEmail : String(verified) === 'true';
  if (!isVerified) return { refused: 'email_unverified' };
  const agent = configuration?.agents.find((each) => emailKey(each.email) === emailKey(email));
  return agent ? { role, agent } : { refused: 'agent_unknown' };
}

/** The highest role among the claim's, which API Gateway hands on as `[agent admin]` where the token has a list. */
function roleOf(claim: unknown): Role | undefined {
  const names = Array.isArray(claim) ? claim.map(String) : String(claim ?? '').split(/[[\]\s,"]+/);
  return Role.options.toReversed().find((role) => names.includes(role));
}
