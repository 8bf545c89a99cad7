/**
 * `npm run release-rows`: writes what this release keeps, under its version in package.json. Once, when it is released: what is
 * written is never changed again, since tenants have it. A new format of the configuration is written as soon as there is one.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { CONFIGURATION_FORMAT } from '../../core/configuration/format.ts';
import { env } from '../../vitest.config.ts';

// Functions read it when they are loaded.
Object.assign(process.env, env);
const { startTestEngine, storesIn } = await import('../support/dynamodb-engine.ts');
const { fileOf, formatFile, formatNow, playRelease, written } = await import('../support/releases.ts');

const format = formatFile(CONFIGURATION_FORMAT);
if (!existsSync(format)) {
  writeFileSync(format, `${JSON.stringify(formatNow(), undefined, 1)}\n`);
  process.stdout.write(`${format} is written.\n`);
}

const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
const file = fileOf(`${version}.json`);
if (existsSync(file)) {
  process.stderr.write(`${file} is there: what a release wrote stays. Raise the version in package.json first.\n`);
  process.exit(1);
}
const engine = await startTestEngine();
const table = await engine.createTable();
writeFileSync(file, written(await playRelease(table, storesIn(table))));
await engine.stop();
process.stdout.write(`${file} is written.\n`);
