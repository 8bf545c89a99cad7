/**
 * Who is signed in to the console: the token that API Gateway checked gives the role, and the e-mail address identifies an
 * agent in the configuration. Supervisors and administrators need not be agents.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Configuration } from '../../core/configuration/schema.ts';
import { emailKey } from '../../core/email.ts';
import { AgentId } from '../../core/ids.ts';
import { cut } from '../../core/text.ts';
import { label } from '../../core/words.ts';
import { Role } from '../../protocol/agent.ts';
import type { Refused } from '../edge/stack.ts';

export interface SignedIn {
  /** Used in the ticket, and so for the sockets. */
  id: AgentId;
  name: string;
  role: Role;
  agent?: Configuration['agents'][number];
}

/** By value of the roles claim. */
export const Roles = z.record(z.string(), Role);

/** How the tenant's issuer expresses what Foyer needs to know. */
export interface SignInClaims {
  /** Name of the claim that holds a user's roles, or the path to it: `realm_access.roles`. */
  rolesClaim: string;
  /** Values that mean a role, besides its own name. */
  roles: z.infer<typeof Roles>;
  /** The issuer guarantees every address in its tokens, although they have no `email_verified` (Entra ID). */
  trustsEmail: boolean;
}

export function signedIn(
  claims: Record<string, unknown>,
  { rolesClaim, roles, trustsEmail }: SignInClaims,
  configuration: Configuration | undefined,
): SignedIn | Refused {
  const role = roleOf(claimAt(claims, rolesClaim), roles);
  if (!role) return { refused: 'role_missing' };
  const { email, email_verified: verified } = claims;
  if (typeof email !== 'string' || email === '') return { refused: 'email_missing' };
  // An address that the issuer marks as unverified is refused, whatever the tenant trusts.
  const isVerified = verified === undefined ? trustsEmail : String(verified) === 'true';
  if (!isVerified) return { refused: 'email_unverified' };
  const agent = configuration?.agents.find((each) => emailKey(each.email) === emailKey(email));
  if (agent) return { id: agent.id, name: agent.name, role, agent };
  if (role === 'agent') return { refused: 'agent_unknown' };
  return { id: personId(email), name: label.safeParse(claims.name).data ?? cut(email, LABEL_CHARS), role };
}

const LABEL_CHARS = 80;

/** An agent's id never contains a colon. */
const personId = (email: string): AgentId =>
  AgentId.parse(`person:${createHash('sha256').update(emailKey(email)).digest('base64url').slice(0, 22)}`);

/** Names may contain dots: `https://acme.com/roles` is one name. */
function claimAt(claims: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  const [name = '', ...rest] = path.split('.');
  const inner = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (rest.length === 0 || typeof inner !== 'object' || inner === null) return undefined;
  return claimAt({ ...inner }, rest.join('.'));
}

/** The highest role in the claim, by its own name or a mapped value. */
function roleOf(claim: unknown, roles: SignInClaims['roles']): Role | undefined {
  const values = Array.isArray(claim) ? claim.map(String) : textsIn(claim);
  const named = values.map((value) => (Object.hasOwn(roles, value) ? roles[value] : value));
  return Role.options.toReversed().find((role) => named.includes(role));
}

/** One text may be several words. `[agent admin]` is API Gateway's format of a list. */
const textsIn = (claim: unknown): string[] =>
  typeof claim === 'string' ? [claim, ...claim.split(/[[\]\s,"]+/)] : claim === undefined ? [] : [String(claim)];
