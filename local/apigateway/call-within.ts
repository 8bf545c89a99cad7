/** Calls the function behind a route, for at most as long as API Gateway waits for an integration. */
import type { Invoke } from '../lambda/invoker.ts';
import type { Outcome } from '../lambda/local-function.ts';
import type { FunctionIntegration } from './read-apis.ts';

export async function callWithin(
  { call, timeoutMs }: FunctionIntegration,
  event: object,
  invoke: Invoke,
): Promise<Outcome | 'late'> {
  const late = Promise.withResolvers<'late'>();
  const timeout = setTimeout(() => late.resolve('late'), timeoutMs);
  const outcome = await Promise.race([invoke(call, event), late.promise]);
  clearTimeout(timeout);
  return outcome;
}
