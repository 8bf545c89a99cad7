/** Where this tenant's console finds its sign-in and its API; written next to the static files at deployment. */
import * as z from 'zod/mini';

const ConsoleConfig = z.object({
  issuer: z.url(),
  clientId: z.string(),
  /** Requested from the issuer. */
  scopes: z.string(),
  /** Base address of the admin API, without a trailing slash. */
  api: z.url(),
  tenant: z.string(),
});
export type ConsoleConfig = z.infer<typeof ConsoleConfig>;

export async function loadConfig(): Promise<ConsoleConfig> {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`);
  return ConsoleConfig.parse(await response.json());
}
