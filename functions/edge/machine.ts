/** Programs of the tenant that call Foyer with a key. */
import { isSecretOf, partsOfKey } from '../../adapters/machine-key.ts';
import type { MachineKeyStore, Scope } from '../../adapters/stores.ts';
import type { Refused } from './stack.ts';

/** Undefined if the key is good for this. A text that is no key costs no read. */
export async function keyRefused(
  keys: Pick<MachineKeyStore, 'find'>,
  bearer: string | undefined,
  scope: Scope,
): Promise<Refused | undefined> {
  const given = partsOfKey(bearer ?? '', scope);
  const key = given && (await keys.find(given.id));
  return given && key?.scope === scope && isSecretOf(key, given.secret) ? undefined : { refused: 'key_invalid' };
}
