import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Configuration } from '../../../core/configuration/schema.ts';
import demo from '../../../foyer.config.ts';
import { createConfigurationFile } from '../../../local/configuration-file.ts';
import { publish } from '../../../operate/configuration.ts';
import { Stop } from '../../../operate/stop.ts';
import { createMemoryStores } from '../../support/memory-store.ts';

let dataDir: string;
let shown: string;
let saved: Configuration;
const { configurations } = createMemoryStores();
const withStarts = (most: number) => Configuration.parse({ ...demo, startsPerAddress: { most, withinS: 600 } });

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'foyer-configuration-'));
  shown = '';
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** As `npm run configure` does it, with the file as it is saved now. */
async function configure(options: string[]) {
  const says: string[] = [];
  const screen = { say: (line: string) => void says.push(line), ask: async () => undefined };
  const newest = await configurations.newest();
  const [, base = newest] = options;
  try {
    await publish(
      { file: 'foyer.config.ts', configuration: saved, warnings: [] },
      Number(base),
      configurations,
      screen,
    );
    return { stdout: says.join('\n'), stderr: '' };
  } catch (error) {
    if (error instanceof Stop) return { stdout: '', stderr: error.message };
    throw error;
  }
}

const tell = (text: string) => {
  shown = text;
};
const start = () => createConfigurationFile(dataDir, configure, { said: tell, refused: tell });
const inForce = async () => (await configurations.current())?.configuration.startsPerAddress.most;

test('H1 G2 another file that was put into force stays over restarts, says so, and is replaced by saving', async () => {
  saved = withStarts(10);
  await start()();
  await start()();
  expect(shown).toBe('foyer.config.ts: version 1 is in force and identical');

  await configurations.publish(withStarts(20), 1, 0);
  saved = withStarts(11);
  await start()();
  expect(shown).toContain('Version 2 is in force, but this file is based on version 1.');
  const again = start();
  await again();
  expect(shown).toContain('Version 2 is in force, but this file is based on version 1.');
  expect(await inForce()).toBe(20);

  await again();
  expect(shown).toContain('foyer.config.ts: version 3 is in force\n  startsPerAddress: changed');
  saved = withStarts(12);
  await start()();
  expect(await inForce()).toBe(12);
});
