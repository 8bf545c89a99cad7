/**
 * `npm run configure -- [file] --table NAME`: checks a configuration file and makes it the one in force, whole or not at all.
 * Asks AWS with the credentials of whoever runs it.
 */
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createDynamoClient } from '../adapters/dynamodb/client.ts';
import { createConfigurationStore } from '../adapters/dynamodb/configuration-store.ts';
import { checkConfiguration } from '../core/configuration/check.ts';

const { values, positionals } = parseArgs({ options: { table: { type: 'string' } }, allowPositionals: true });
const file = resolve(positionals[0] ?? 'foyer.config.ts');
const shown = relative(process.cwd(), file);

function fail(lines: string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

if (!values.table) fail(['Which table? Give --table NAME; the stack’s outputs say it.']);

const module: { default?: unknown } = await import(pathToFileURL(file).href).catch((error: unknown) =>
  fail([`${shown}: could not be read: ${String(error)}`]),
);
const checked = checkConfiguration(module.default);
if ('problems' in checked) {
  fail([
    ...checked.problems.map(({ path, expected }) => `${shown}: ${path}: expected ${expected}`),
    'Nothing was changed.',
  ]);
}
for (const { path, reason } of checked.warnings) process.stderr.write(`${shown}: ${path}: ${reason}\n`);
const store = createConfigurationStore({ client: createDynamoClient(), table: values.table });
const version = await store.publish(checked.configuration, Date.now());
process.stdout.write(`${shown}: version ${version} is in force\n`);
