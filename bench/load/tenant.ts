/** A deployed tenant. Who answers its chats is in a file of ID tokens, because no password or token belongs on a command line. */
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Credentials } from './agent.ts';
import type { Target } from './run.ts';

const Environment = z.object({ FOYER_LOAD_TOKENS: z.string() });
const ConsoleConfig = z.object({ api: z.url() });

interface Given {
  /** The widget's distribution. */
  target: string;
  website?: string | undefined;
  origin?: string | undefined;
  console?: string | undefined;
}

/** @throws with what is missing */
export async function deployedTenant(given: Given): Promise<{ target: Target; agents: Credentials[] }> {
  const { website, origin, console } = given;
  if (!website || !origin || !console)
    throw new Error(`With --target also give --website, --origin and --console (docs/load.md)`);
  const environment = Environment.safeParse(process.env);
  if (!environment.success)
    throw new Error('Set FOYER_LOAD_TOKENS to a file with an agent’s ID token on each line (docs/load.md)');
  const tokens = readFileSync(environment.data.FOYER_LOAD_TOKENS, 'utf8').split(/\s+/).filter(Boolean);
  const config = await fetch(new URL('config.json', withSlash(console)));
  const { api } = ConsoleConfig.parse(await config.json());
  return {
    target: { widget: withSlash(given.target), website, origin, console },
    agents: tokens.map((token) => ({
      api: async () => api,
      idToken: async (fresh) => {
        if (fresh) throw new Error('The sign-in of an agent has ended: write a new ID token into the file');
        return token;
      },
    })),
  };
}

const withSlash = (address: string): string => (address.endsWith('/') ? address : `${address}/`);
