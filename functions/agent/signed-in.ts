/**
 * Who is signed in to the console: the token that API Gateway checked names a role, and by the address an agent of the configuration.
 * Supervisors and administrators need not be agents.
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
  /** Of the ticket, and so of the sockets. */
  id: AgentId;
  name: string;
  role: Role;
  agent?: Configuration['agents'][number];
}

/** By a value of the roles' claim. */
export const Roles = z.record(z.string(), Role);

/** How the tenant's issuer says what Foyer wants to know. */
export interface SignInClaims {
  /** Name of the claim that holds a user's roles, or the way to it: `realm_access.roles`. */
  rolesClaim: string;
  /** What stands for a role beside its own name. */
  roles: z.infer<typeof Roles>;
  /** The issuer vouches for every address that it names, though its tokens have no `email_verified` (Entra ID). */
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
  // What the issuer says is not verified is not, whatever the tenant trusts.
  const isVerified = verified === undefined ? trustsEmail : String(verified) === 'true';
  if (!isVerified) return { refused: 'email_unverified' };
  const agent = configuration?.agents.find((each) => emailKey(each.email) === emailKey(email));
  if (agent) return { id: agent.id, name: agent.name, role, agent };
  if (role === 'agent') return { refused: 'agent_unknown' };
  return { id: personId(email), name: label.safeParse(claims.name).data ?? cut(email, LABEL_CHARS), role };
}

const LABEL_CHARS = 80;

/** No agent's id has a colon. */
const personId = (email: string): AgentId =>
  AgentId.parse(`person:${createHash('sha256').update(emailKey(email)).digest('base64url').slice(0, 22)}`);

/** Names may have dots of their own: `https://acme.com/roles` is one name. */
function claimAt(claims: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  const [name = '', ...rest] = path.split('.');
  const inner = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (rest.length === 0 || typeof inner !== 'object' || inner === null) return undefined;
  return claimAt({ ...inner }, rest.join('.'));
}

/** The highest role that the claim names, by itself or by what stands for it. */
function roleOf(claim: unknown, roles: SignInClaims['roles']): Role | undefined {
  const values = Array.isArray(claim) ? claim.map(String) : textsIn(claim);
  const named = values.map((value) => (Object.hasOwn(roles, value) ? roles[value] : value));
  return Role.options.toReversed().find((role) => named.includes(role));
}

/** One text may be several words. `[agent admin]` is a list in API Gateway's own spelling. */
const textsIn = (claim: unknown): string[] =>
  typeof claim === 'string' ? [claim, ...claim.split(/[[\]\s,"]+/)] : claim === undefined ? [] : [String(claim)];
