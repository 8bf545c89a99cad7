/** GET requests to Foyer's API on behalf of the signed-in person. */
import { createContext, useContext } from 'react';
import * as z from 'zod/mini';
import { forgiving } from '../../protocol/forgiving.ts';
import { AccessRefused } from '../live/connection.ts';
import type { ConsoleConfig } from './config.ts';
import type { SignIn } from './sign-in.ts';

/** Longer than the API may take. */
const PATIENCE_MS = 15_000;

/** Answers that a retry does not change. */
const FINAL: ReadonlySet<number> = new Set([403, 404]);

const Problem = z.object({ code: z.string(), message: z.string() });

/** Throws `AccessRefused` if retrying will not help: `signed_out`, or Foyer's own code. */
export type Api = <S extends z.core.$ZodType>(path: string, answer: S) => Promise<z.infer<S>>;

export const createApi =
  (config: ConsoleConfig, signIn: SignIn): Api =>
  async (path, answer) => {
    const ask = async (fresh: boolean) => {
      const token = await signIn.idToken(fresh);
      if (!token) throw new AccessRefused('signed_out', 'The sign-in has ended.');
      const headers = { authorization: `Bearer ${token}` };
      return fetch(config.api + path, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    };
    let response = await ask(false);
    // With a wrong clock an expired token looks valid.
    if (response.status === 401) response = await ask(true);
    if (response.ok) return z.parse(forgiving(answer), await response.json());
    if (response.status === 401) throw new AccessRefused('signed_out', 'The sign-in has ended.');
    const problem = Problem.safeParse(await response.json().catch(() => undefined));
    if (FINAL.has(response.status) && problem.success) throw new AccessRefused(problem.data.code, problem.data.message);
    throw new Error(`GET ${path} answered ${response.status}`);
  };

const ApiContext = createContext<Api | undefined>(undefined);
export const ApiProvider = ApiContext.Provider;

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi needs an ApiProvider');
  return api;
}
