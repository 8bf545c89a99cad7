/**
 * Manages the keys with which a tenant's phone system calls Foyer (docs/voice.md):
 *
 *     npm run phone-key -- create --tenant acme
 *     npm run phone-key -- list --tenant acme
 *     npm run phone-key -- revoke ID --tenant acme
 *
 * To replace a key, create the new one, give it to the phone system, and revoke the old one. Uses your AWS credentials.
 * `revoke` also takes the whole key, and never shows it. `--local` instead of a tenant uses the one that `npm start` runs.
 */
import { createMachineKeyStore } from '../adapters/dynamodb/machine-key-store.ts';
import { idIn, newMachineKey } from '../adapters/machine-key.ts';
import { terminal } from '../operate/screen.ts';
import { Stop } from '../operate/stop.ts';
import { command, given, tooMany } from './command.ts';
import { atTable, placeOptions } from './tenant-table.ts';

const usage = [
  'npm run phone-key -- create --tenant NAME',
  'npm run phone-key -- list --tenant NAME',
  'npm run phone-key -- revoke ID --tenant NAME',
  'or --local for the tenant that npm start runs',
].join('\n');

const seeList = 'The action list shows the ids of all keys.';

await command(async () => {
  // A whole line of a header, pasted without quotes, is three words.
  const { values, positionals } = given(placeOptions, usage, Infinity);
  const [action, ...pasted] = positionals;
  if (action !== 'create' && action !== 'list' && action !== 'revoke')
    throw new Stop(action === undefined ? 'Which action?' : `There is no action "${action}".`, usage);
  if (action !== 'revoke' && pasted.length > 0) throw new Stop(tooMany, usage);
  await atTable(values, usage, async ({ table, deployed }) => {
    const keys = createMachineKeyStore(table);
    switch (action) {
      case 'create': {
        const { key, text } = newMachineKey('voice', Date.now());
        await keys.add(key);
        terminal.say(`Key ${key.id} is valid from now on. It is shown only this once:`);
        terminal.say(`  ${text}`);
        if (deployed) terminal.say(`The phone system calls ${deployed.stack.outputs.PublicApiAddress}`);
        break;
      }
      case 'list': {
        const all = await keys.list();
        if (all.length === 0) terminal.say('There are no keys yet.');
        for (const each of all) terminal.say(`${each.id}  created ${new Date(each.createdAt).toISOString()}`);
        break;
      }
      case 'revoke': {
        if (pasted.length === 0) throw new Stop('Which key? Give its id, which is the part after foyer_voice_.', usage);
        const id = idIn(pasted.join(' '));
        // It may be a secret, so it is not repeated on the screen.
        if (id === undefined)
          throw new Stop('That is neither the id of a key nor a key. Nothing was changed.', seeList);
        if (!(await keys.revoke(id))) throw new Stop(`There is no key ${id}. Nothing was changed.`, seeList);
        terminal.say(`Key ${id} is refused from now on.`);
        break;
      }
      default:
        action satisfies never;
    }
  });
});
