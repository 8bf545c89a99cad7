/** Who is signed in to the console: the token that API Gateway checked names a role and an agent of the configuration. */
import type { Configuration } from '../core/configuration/schema.ts';
import { Role } from '../protocol/agent.ts';
import type { Refused } from './stack.ts';

export interface SignedIn {
  role: Role;
  agent: Configuration['agents'][number];
}

export function signedIn(
  claims: Record<string, unknown>,
  rolesClaim: string,
  configuration: Configuration | undefined,
): SignedIn | Refused {
  const role = roleOf(claims[rolesClaim]);
  if (!role) return { refused: 'role_missing' };
  const email = verifiedEmail(claims);
  const agent = configuration?.agents.find((each) => each.email.toLowerCase() === email);
  return agent ? { role, agent } : { refused: 'agent_unknown' };
}

/** The highest role among the claim's, which API Gateway hands on as `[agent admin]` where the token has a list. */
function roleOf(claim: unknown): Role | undefined {
  const names = Array.isArray(claim) ? claim.map(String) : String(claim ?? '').split(/[[\]\s,"]+/);
  return Role.options.toReversed().find((role) => names.includes(role));
}

/** An address that the issuer has not verified proves nothing. */
function verifiedEmail({ email, email_verified }: Record<string, unknown>): string | undefined {
  return String(email_verified) === 'true' && typeof email === 'string' ? email.toLowerCase() : undefined;
}
