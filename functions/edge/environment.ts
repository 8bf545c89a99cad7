/** The only file that reads `process.env`. */
import type { EnvironmentName } from '../contract.ts';

/**
 * The given variables, all of them set.
 * @throws if one is missing: the template and the contract disagree, which no request can fix
 */
export function readEnvironment<Name extends EnvironmentName>(...names: Name[]): Record<Name, string> {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0)
    throw new Error(`Missing environment variables: ${missing.join(', ')}. functions/contract.ts lists them`);
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Record<Name, string>;
}
