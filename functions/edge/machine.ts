/** Programs of the tenant that call Foyer with a key. */
import { isSecretOf, partsOfKey } from '../../adapters/machine-key.ts';
import type { MachineKeyStore, Scope } from '../../adapters/stores.ts';
import type { Refused } from './stack.ts';

/** Admits whoever has a key that is good for this. A text that is no key costs no read. */
export const withKey =
  (keys: Pick<MachineKeyStore, 'find'>, scope: Scope) =>
  async (bearer: string | undefined): Promise<Refused | undefined> => {
    const given = partsOfKey(bearer ?? '', scope);
    const key = given && (await keys.find(given.id));
    return given && key?.scope === scope && isSecretOf(key, given.secret) ? undefined : { refused: 'key_invalid' };
  };
