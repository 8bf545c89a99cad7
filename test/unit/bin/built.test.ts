import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { built, isBuilt, outOfDate, sources } from '../../../local/built.ts';

let dist: string;
beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'foyer-built-'));
});
afterEach(() => rmSync(dist, { recursive: true }));

const part = (name: string) => join(dist, name);
const make = (name: string) => async () => mkdirSync(part(name), { recursive: true });

test('H2 a part counts as built until one of its sources changes, comes or goes', async () => {
  const folder = part('sources');
  mkdirSync(folder);
  writeFileSync(join(folder, 'one.ts'), '1');
  const isStillBuilt = () => isBuilt(part('functions'), [folder]);
  const build = () => built(part('functions'), [folder], make('functions'));
  expect(isStillBuilt()).toBe(false);
  await build();
  expect(isStillBuilt()).toBe(true);
  writeFileSync(join(folder, 'one.ts'), '2');
  expect(isStillBuilt()).toBe(false);
  await build();
  writeFileSync(join(folder, 'two.ts'), '');
  expect(isStillBuilt()).toBe(false);
  await build();
  rmSync(join(folder, 'two.ts'));
  expect(isStillBuilt()).toBe(false);
});

test('H2 a build that fails leaves nothing that counts as built', async () => {
  await built(part('functions'), [], make('functions'));
  await expect(built(part('functions'), [], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(isBuilt(part('functions'), [])).toBe(false);
});

test('H2 nothing is deployed that was built from other sources, and a line says what to do', async () => {
  await built(part('console'), sources.console, make('console'));
  await built(part('widget'), [], make('widget'));
  expect(outOfDate(dist)).toEqual(['functions', 'widget']);
  const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ tenant: 'demo', dist }) };
  const failed = await promisify(execFile)(process.execPath, ['bin/foyer.ts'], { env }).catch((error) => error);
  expect(failed).toMatchObject({
    code: 1,
    stderr: `${dist} is out of date: functions, widget. Run npm run build.\n`,
  });
});
