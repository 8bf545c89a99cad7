/** Puts a configuration file into force, completely or not at all. */
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
  /** As the operator typed it. */
  file: string;
  configuration: Configuration;
  warnings: string[];
}

/** @throws Stop with everything that is wrong */
export async function loadConfiguration(file: string, root: string): Promise<Loaded> {
  const path = resolve(root, file);
  if (!existsSync(path)) throw new Stop(`${file} does not exist.`);
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
    throw new Stop(`${file}: could not be loaded:\n${unreadable(error)}`);
  }
  if (module.default === undefined) {
    throw new Stop(`${file}: exports no configuration. Write export default defineConfig({ … }).`);
  }
  return module.default;
}

/**
 * A configuration that this release cannot read can be replaced like any other, so that a rolled-back tenant can get its own
 * back.
 */
export async function inForce(store: ConfigurationStore): Promise<Published | undefined> {
  try {
    return await store.current();
  } catch (error) {
    if (error instanceof LaterFormat || (error instanceof Error && error.name === '$ZodError')) return undefined;
    throw error;
  }
}

/**
 * `base` is the version that the file is based on.
 * @throws Stop if another version is in force by now, so that nobody's changes are lost
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
    return screen.say(`${file}: version ${before.version} is in force and identical`);
  }
  const published = await store.publish(configuration, base, Date.now());
  if (!('code' in published)) {
    screen.say(`${file}: version ${published.version} is in force`);
    for (const line of before ? changed(before.configuration, configuration) : []) screen.say(`  ${line}`);
    return;
  }
  const old = await store.version(base);
  throw new Stop(
    `${file}: Nothing was changed. Version ${published.version} is in force, but this file is based on version ${base}.`,
    ...(old && before ? [`Since then: ${changed(old, before.configuration).join('; ')}.`] : []),
    'Add --show to the command to see the version in force, and copy what you want to keep into the file.',
    `Then add --base ${published.version} to replace it. Under npm start, save the file once more.`,
  );
}

/** One line for each kind of entity, such as `queues: orders changed, sales added`. */
function changed(before: Configuration, after: Configuration): string[] {
  const bySetting = Map.groupBy(changesBetween(before, after), ({ setting }) => setting);
  return Array.from(bySetting, ([setting, changes]) => {
    const each = changes.map(({ id, is }) => (id === undefined ? is : `${id} ${is}`));
    return `${setting}: ${each.join(', ')}`;
  });
}

/** @throws Stop if the deployed release reads another format */
export function checkFormat({ outputs }: Stack, tenant: string): void {
  const deployed = Number(outputs.ConfigurationFormat);
  if (deployed === CONFIGURATION_FORMAT) return;
  throw new Stop(
    `The deployed release reads configuration format ${outputs.ConfigurationFormat ?? 'unknown'}, but this checkout writes format ${CONFIGURATION_FORMAT}.`,
    deployed > CONFIGURATION_FORMAT
      ? 'Nothing was changed. Use a checkout as new as the deployed release.'
      : `Nothing was changed. Deploy this checkout first: npm run deploy -- --tenant ${tenant}`,
  );
}

/** Agents are identified by e-mail address. A person without an entry can sign in but is then refused. */
export const isListed = ({ agents }: Configuration, email: string): boolean =>
  agents.some((agent) => emailKey(agent.email) === emailKey(email));

/** The line to add to the configuration's `agents`. */
export function agentLine(email: string, name?: string): string {
  const local = email.split('@')[0] ?? '';
  const id =
    local
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'admin';
  return `{ id: '${id}', name: ${quoted(name ?? local)}, email: ${quoted(email)}, capacity: 2 },`;
}

/** In single quotes, as in the configuration file. An address may contain one, and a name may contain anything. */
const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
