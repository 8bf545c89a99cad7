/**
 * `npm run rotate-key -- --tenant acme`: signs visitor tokens with a new key from now on. Tokens signed with the old key are
 * accepted until they expire, so nobody notices. `--stolen` refuses them, everywhere within five minutes, and visitors start
 * again. Uses your AWS credentials. `--local` instead of a tenant uses the one that `npm start` runs.
 */
import { createKeyStore, KEPT_MS } from '../adapters/dynamodb/key-store.ts';
import { LINK_S } from '../adapters/token.ts';
import { terminal } from '../operate/screen.ts';
import { Stop } from '../operate/stop.ts';
import { command, given } from './command.ts';
import { atTable, placeOptions } from './tenant-table.ts';

const usage = 'npm run rotate-key -- --tenant NAME [--stolen], or --local for the tenant that npm start runs';

/**
 * A process may sign with the old key until it reads the keys again; then such a token lives for its full term. The longest is
 * that of a link in an e-mail.
 */
const ACCEPTED_MS = KEPT_MS + LINK_S * 1000;

await command(async () => {
  const { values } = given({ ...placeOptions, stolen: { type: 'boolean' } }, usage);
  await atTable(values, usage, async ({ table }) => {
    const now = Date.now();
    const { id } = await createKeyStore(table)
      .rotate(now, values.stolen ? 0 : ACCEPTED_MS)
      .catch(refuse);
    terminal.say(
      values.stolen
        ? `Key ${id} now signs tokens. Tokens signed with an older key are refused everywhere within five minutes.`
        : `Key ${id} now signs tokens. Tokens signed with the previous key are accepted until ${new Date(now + ACCEPTED_MS).toISOString()}.`,
    );
  });
});

function refuse(error: unknown): never {
  if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
  throw new Stop('Someone else has just rotated the key. Nothing was changed.');
}
