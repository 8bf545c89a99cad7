/** Puts a configuration file into force, whole or not at all. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { LaterFormat } from '../adapters/dynamodb/configuration-store.ts';
import type { ConfigurationStore, Published } from '../adapters/stores.ts';
import { changesBetween } from '../core/configuration/changes.ts';
import { checkConfiguration } from '../core/configuration/check.ts';
import { CONFIGURATION_FORMAT } from '../core/configuration/format.ts';
import { sentenceOf } from '../core/configuration/problems.ts';
import type { Configuration } from '../core/configuration/schema.ts';
import { emailKey } from '../core/email.ts';
import type { Screen } from './screen.ts';
import type { Stack } from './stack.ts';
import { Stop } from './stop.ts';
import { unreadable } from './unreadable.ts';

export interface Loaded {
  /** As the operator named it. */
  file: string;
  configuration: Configuration;
  warnings: string[];
}

/** @throws Stop with everything that is wrong in it. */
export async function loadConfiguration(file: string, root: string): Promise<Loaded> {
  const path = resolve(root, file);
  if (!existsSync(path)) throw new Stop(`There is no file ${file}.`);
  const checked = checkConfiguration(await exported(path, file));
  if ('problems' in checked) throw new Stop(...checked.problems.map((each) => `${file}: ${sentenceOf(each)}`));
  const warnings = checked.warnings.map(({ path, reason }) => `${file}: ${path}: ${reason}`);
  return { file, configuration: checked.configuration, warnings };
}

async function exported(path: string, file: string): Promise<unknown> {
  let module: { default?: unknown };
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    throw new Stop(`${file}: It could not be read:\n${unreadable(error)}`);
  }
  if (module.default === undefined) {
    throw new Stop(`${file}: It exports no configuration: write export default defineConfig({ … }).`);
  }
  return module.default;
}

/** What this release cannot read is replaced like any other: so a tenant that was rolled back gets its configuration back. */
export async function inForce(store: ConfigurationStore): Promise<Published | undefined> {
  try {
    return await store.current();
  } catch (error) {
    if (error instanceof LaterFormat || (error instanceof Error && error.name === '$ZodError')) return undefined;
    throw error;
  }
}

/**
 * `base`: the version that the file was made from.
 * @throws Stop where another one counts by now: what somebody else published must not get lost.
 */
export async function publish(
  { file, configuration, warnings }: Loaded,
  base: number,
  store: ConfigurationStore,
  screen: Screen,
) {
  const before = await inForce(store);
  for (const warning of warnings) screen.say(warning);
  if (before && isDeepStrictEqual(before.configuration, configuration)) {
    return screen.say(`${file}: version ${before.version} is in force and says the same`);
  }
  const published = await store.publish(configuration, base, Date.now());
  if (!('code' in published)) {
    screen.say(`${file}: version ${published.version} is in force`);
    for (const line of before ? changed(before.configuration, configuration) : []) screen.say(`  ${line}`);
    return;
  }
  const old = await store.version(base);
  throw new Stop(
    `${file}: Nothing was changed. Version ${published.version} is in force, and this file was made from version ${base}.`,
    ...(old && before ? [`Since then: ${changed(old, before.configuration).join('; ')}.`] : []),
    'Add --show to the command to read what is in force, and copy into the file what you want to keep of it.',
    `Then add --base ${published.version} to replace it. Under npm start, save the file once more.`,
  );
}

/** A line for each kind of entity, such as `queues: orders changed, sales added`. */
function changed(before: Configuration, after: Configuration): string[] {
  const bySetting = Map.groupBy(changesBetween(before, after), ({ setting }) => setting);
  return Array.from(bySetting, ([setting, changes]) => {
    const each = changes.map(({ id, is }) => (id === undefined ? is : `${id} ${is}`));
    return `${setting}: ${each.join(', ')}`;
  });
}

/** @throws Stop where the deployed functions are of a release that reads another shape. */
export function checkFormat({ outputs }: Stack, tenant: string): void {
  const deployed = Number(outputs.ConfigurationFormat);
  if (deployed === CONFIGURATION_FORMAT) return;
  throw new Stop(
    `What is deployed reads configurations of format ${outputs.ConfigurationFormat ?? 'unknown'}, and this checkout writes format ${CONFIGURATION_FORMAT}.`,
    deployed > CONFIGURATION_FORMAT
      ? 'Nothing was changed. Use a checkout that is as new as what is deployed.'
      : `Nothing was changed. Deploy this checkout first: npm run deploy -- --tenant ${tenant}`,
  );
}

/** Agents are known by their address: without an entry a person signs in and is sent away. */
export const isListed = ({ agents }: Configuration, email: string): boolean =>
  agents.some((agent) => emailKey(agent.email) === emailKey(email));

/** What to add to the configuration's `agents`. */
export function agentLine(email: string, name?: string): string {
  const local = email.split('@')[0] ?? '';
  const id =
    local
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'admin';
  return `{ id: '${id}', name: ${quoted(name ?? local)}, email: ${quoted(email)}, capacity: 2 },`;
}

/** In single quotes, as the file is written: an address may hold one, a name whatever was pasted. */
const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
