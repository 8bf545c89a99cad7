/** GET /v1/session: who is signed in, and a fresh ticket for the socket. */
import * as z from 'zod/mini';
import { ConsoleSession } from '../../protocol/agent.ts';
import { AccessRefused } from '../live/connection.ts';
import type { ConsoleConfig } from './config.ts';
import type { SignIn } from './sign-in.ts';

/** Longer than the API may take; after it, the connection's backoff takes over. */
const PATIENCE_MS = 15_000;

const Problem = z.object({ code: z.string(), message: z.string() });

/** Throws `AccessRefused` when trying again will not help: `signed_out`, `role_missing`, `agent_unknown`. */
export async function fetchSession(config: ConsoleConfig, signIn: SignIn): Promise<ConsoleSession> {
  const token = await signIn.idToken();
  if (!token) throw new AccessRefused('signed_out', 'The sign-in has ended.');
  const response = await fetch(`${config.api}/v1/session`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (response.ok) return ConsoleSession.parse(await response.json());
  if (response.status === 401) throw new AccessRefused('signed_out', 'The sign-in has ended.');
  const problem = Problem.safeParse(await response.json().catch(() => undefined));
  if (response.status === 403 && problem.success) throw new AccessRefused(problem.data.code, problem.data.message);
  throw new Error(`GET /v1/session answered ${response.status}`);
}
