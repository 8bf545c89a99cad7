/** Where this tenant's console finds its sign-in and its API; written beside the static files when the tenant is deployed. */
import * as z from 'zod/mini';

const ConsoleConfig = z.object({
  issuer: z.url(),
  clientId: z.string(),
  /** What is asked of the issuer. */
  scopes: z.string(),
  /** Base address of the admin API, without a slash at the end. */
  api: z.url(),
  tenant: z.string(),
});
export type ConsoleConfig = z.infer<typeof ConsoleConfig>;

export async function loadConfig(): Promise<ConsoleConfig> {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`);
  return ConsoleConfig.parse(await response.json());
}
