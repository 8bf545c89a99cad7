/**
 * `npm run deploy -- --tenant acme [--region eu-west-1] [--admin EMAIL] [--yes]`: builds, checks, deploys, and invites the
 * first administrator. Every setting in `docs/settings.md` is also an option, and is saved in the tenant's file for the next
 * deployment. Running it again is always safe.
 */
import type { ParseArgsOptionsConfig } from 'node:util';
import { build } from '../local/build.ts';
import { connect } from '../operate/aws.ts';
import { createCdk } from '../operate/cdk.ts';
import { deploy } from '../operate/deploy.ts';
import { terminal } from '../operate/screen.ts';
import { hasSettings, readSettings, saveSettings, settingsFile, TenantFile } from '../operate/settings-file.ts';
import { Stop } from '../operate/stop.ts';
import { command, given, root, tenantOf } from './command.ts';

const usage =
  'npm run deploy -- --tenant NAME [--region REGION] [--admin EMAIL] [--yes], and every setting of docs/settings.md';

/** Every setting whose value is a single word. */
const optionSettings = Object.entries(TenantFile.shape).filter(([name]) => name !== 'roles');
const optionOf = (setting: string) => setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

await command(async () => {
  const accepted: ParseArgsOptionsConfig = { tenant: { type: 'string' }, yes: { type: 'boolean' } };
  for (const [name, schema] of optionSettings) {
    accepted[optionOf(name)] = { type: schema.safeParse(true).success ? 'boolean' : 'string' };
  }
  const { values } = given(accepted, usage);
  const tenant = tenantOf(values.tenant?.toString(), usage);
  const asked = optionSettings.flatMap(([name]) => {
    const value = values[optionOf(name)];
    return value === undefined ? [] : [[name, value]];
  });
  if (!hasSettings(tenant, root) && values.region === undefined) {
    throw new Stop(`${tenant} has no settings yet. Choose its region, for example --region eu-west-1.`, usage);
  }
  const changed = saveSettings(tenant, root, Object.fromEntries(asked));
  if (changed.length > 0) terminal.say(`Wrote ${changed.join(', ')} into ${settingsFile(tenant)}.`);

  const known = readSettings(tenant, root);
  await deploy({
    settings: known,
    aws: connect(known.region),
    root,
    cdk: createCdk(root),
    build: (onProgress) => build({ outDir: 'dist', onProgress }),
    screen: terminal,
    yes: values.yes === true,
  });
});
