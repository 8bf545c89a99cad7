/**
 * What the simulated phone system (`examples/phone`) needs to call this Foyer: an address and a key. The key is created once for
 * each data directory, and is in no repository.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Phone = z.object({ address: z.string(), key: z.string() });

const fileIn = (dataDir: string) => join(dataDir, 'phone.json');

/** `create` makes a key, and returns what the command printed. */
export async function connectPhone(dataDir: string, address: string, create: () => Promise<string>): Promise<void> {
  const file = fileIn(dataDir);
  const known = existsSync(file) ? Phone.parse(JSON.parse(readFileSync(file, 'utf8'))).key : undefined;
  const key = known ?? /foyer_voice_\S+/.exec(await create())?.[0];
  if (key === undefined) throw new Error('npm run phone-key did not print a key');
  writeFileSync(file, JSON.stringify({ address, key }, undefined, 2), { mode: 0o600 });
}
