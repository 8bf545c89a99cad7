/**
 * `npm run configure -- [file] --tenant acme`: checks a configuration file and puts it into force, completely or not at all.
 * Uses your AWS credentials. `--local` instead of a tenant uses the one that `npm start` runs. `--base` is the version that the
 * file is based on. By default it is the version in force when the command starts. `--show` changes nothing and prints the
 * configuration in force as JSON.
 */
import { createConfigurationStore } from '../adapters/dynamodb/configuration-store.ts';
import { checkFormat, inForce, loadConfiguration, publish } from '../operate/configuration.ts';
import { terminal } from '../operate/screen.ts';
import { Stop } from '../operate/stop.ts';
import { command, given } from './command.ts';
import { atTable, placeOptions } from './tenant-table.ts';

const usage = 'npm run configure -- [FILE] --tenant NAME, or --local for the tenant that npm start runs';

await command(async () => {
  const { values, positionals } = given(
    { ...placeOptions, show: { type: 'boolean' }, base: { type: 'string' } },
    usage,
    1,
  );
  await atTable(values, usage, async ({ table, deployed }) => {
    const store = createConfigurationStore(table);
    if (values.show) {
      const current = await inForce(store);
      if (!current) throw new Stop('No configuration is in force.');
      return terminal.say(JSON.stringify(current.configuration, undefined, 2));
    }
    if (deployed) checkFormat(deployed.stack, deployed.settings.tenant);
    const basedOn = values.base === undefined ? undefined : numberIn(values.base);
    const newest = await store.newest();
    // Where none is in force, none can be replaced unseen.
    const base = newest === 0 ? newest : (basedOn ?? newest);
    const file = positionals[0] ?? deployed?.settings.configuration ?? 'foyer.config.ts';
    const loaded = await loadConfiguration(file, process.cwd()).catch(async (error: unknown) => {
      if (!(error instanceof Stop)) throw error;
      const stays = newest > 0 ? `Version ${newest} stays in force.` : 'No configuration is in force.';
      throw new Stop(error.message, `Nothing was changed. ${stays}`);
    });
    await publish(loaded, base, store, terminal);
  });
});

function numberIn(base: string): number {
  if (/^\d{1,9}$/.test(base)) return Number(base);
  throw new Stop(`--base takes the number of a version, such as 7, not "${base}".`, usage);
}
