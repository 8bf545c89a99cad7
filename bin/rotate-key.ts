/**
 * `npm run rotate-key -- --tenant acme`: from now on another key signs visitors' tokens. Those of the old one are accepted until they
 * have run out, so that nobody notices. `--stolen`: they are refused, within five minutes everywhere, and visitors start again.
 * Asks AWS with the credentials of whoever runs it. `--local` instead of a tenant: the one that `npm start` runs.
 */
import { createKeyStore, KEPT_MS } from '../adapters/dynamodb/key-store.ts';
import { RENEWABLE_S, VISITOR_S } from '../adapters/token.ts';
import { terminal } from '../operate/screen.ts';
import { Stop } from '../operate/stop.ts';
import { command, given } from './command.ts';
import { atTable, placeOptions } from './tenant-table.ts';

const usage = 'npm run rotate-key -- --tenant NAME [--stolen], or --local for the tenant that npm start runs';

/** A process that signs with the old key until it reads again, and all that such a token is good for. */
const ACCEPTED_MS = KEPT_MS + (VISITOR_S + RENEWABLE_S) * 1000;

await command(async () => {
  const { values } = given({ ...placeOptions, stolen: { type: 'boolean' } }, usage);
  await atTable(values, usage, async ({ table }) => {
    const now = Date.now();
    const { id } = await createKeyStore(table)
      .rotate(now, values.stolen ? 0 : ACCEPTED_MS)
      .catch(refuse);
    terminal.say(
      values.stolen
        ? `Key ${id} signs. Within five minutes no token of an older key is accepted.`
        : `Key ${id} signs. Tokens of the key before are accepted until ${new Date(now + ACCEPTED_MS).toISOString()}.`,
    );
  });
});

function refuse(error: unknown): never {
  if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
  throw new Stop('Somebody else rotated the key just now. Nothing was changed here.');
}
