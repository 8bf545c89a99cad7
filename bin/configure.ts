/**
 * `npm run configure -- [file] --table NAME`: checks a configuration file and makes it the one in force, whole or not at all.
 * Asks AWS with the credentials of whoever runs it. `--local` instead of a table: the tenant that `npm start` runs.
 * `--show` changes nothing and writes the configuration in force as JSON.
 */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { awsTrouble } from '../adapters/aws-trouble.ts';
import { createDynamoClient } from '../adapters/dynamodb/client.ts';
import { createConfigurationStore } from '../adapters/dynamodb/configuration-store.ts';
import type { Published } from '../adapters/stores.ts';
import { checkConfiguration } from '../core/configuration/check.ts';
import { sentenceOf } from '../core/configuration/problems.ts';
import { readLaptop } from '../local/laptop.ts';
import { unreadable } from './unreadable.ts';

const { file, table, local, show } = given();
const shown = relative(process.cwd(), file);
const store = createConfigurationStore({ client: createDynamoClient(), table });

const before = await inForce();
if (show) {
  if (!before) fail(['No configuration is in force.']);
  process.stdout.write(`${JSON.stringify(before.configuration, undefined, 2)}\n`);
} else {
  await apply();
}

async function apply(): Promise<void> {
  const checked = checkConfiguration(await load());
  if ('problems' in checked) refuse(checked.problems.map(sentenceOf));
  for (const { path, reason } of checked.warnings) process.stderr.write(`${shown}: ${path}: ${reason}\n`);
  if (before && isDeepStrictEqual(before.configuration, checked.configuration)) {
    process.stdout.write(`${shown}: version ${before.version} is in force and says the same\n`);
  } else {
    const version = await store.publish(checked.configuration, Date.now()).catch(trouble);
    process.stdout.write(`${shown}: version ${version} is in force\n`);
  }
}

function given() {
  const options = { table: { type: 'string' }, local: { type: 'boolean' }, show: { type: 'boolean' } } as const;
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ options, allowPositionals: true });
  } catch (error) {
    fail([error instanceof Error ? error.message : String(error)]);
  }
  const { values, positionals } = parsed;
  const path = resolve(positionals[0] ?? 'foyer.config.ts');
  if (!existsSync(path)) fail([`There is no file ${relative(process.cwd(), path)}.`]);
  if (values.local) {
    const laptop = readLaptop(process.env.FOYER_DATA);
    if (!laptop) fail(['Foyer does not run on this laptop. Start it with npm start, then try again.']);
    Object.assign(process.env, laptop.environment);
    return { file: path, table: laptop.table, local: true, show: values.show };
  }
  if (!values.table) {
    fail([
      'Which table? Give --table NAME (the stack’s outputs say it), or --local for the tenant that npm start runs.',
    ]);
  }
  return { file: path, table: values.table, local: false, show: values.show };
}

/** A version that another release of Foyer wrote may be of a shape that this one does not read: it is replaced like any other. */
async function inForce(): Promise<Published | undefined> {
  try {
    return await store.current();
  } catch (error) {
    return error instanceof Error && error.name === '$ZodError' ? undefined : trouble(error);
  }
}

async function load(): Promise<unknown> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(file).href);
    return module.default ?? refuse(['It exports no configuration: write export default defineConfig({ … }).']);
  } catch (error) {
    return refuse([`It could not be read:\n${unreadable(error)}`]);
  }
}

function refuse(reasons: string[]): never {
  const stays = before ? `Version ${before.version} stays in force.` : 'No configuration is in force.';
  return fail([...reasons.map((reason) => `${shown}: ${reason}`), `Nothing was changed. ${stays}`]);
}

function trouble(error: unknown): never {
  const unreached = local && error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
  return fail([
    unreached
      ? 'Foyer does not run on this laptop any more. Start it with npm start, then try again.'
      : awsTrouble(error, table),
  ]);
}

function fail(lines: string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}
