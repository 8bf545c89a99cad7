import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'foyer-unreadable-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** As loaded by Node.js, because tests load modules differently. */
async function whyNot(entry: string): Promise<string> {
  const [said, loaded] = [resolve('operate/unreadable.ts'), join(directory, entry)].map(
    (path) => pathToFileURL(path).href,
  );
  const script = `const { unreadable } = await import('${said}');
    await import('${loaded}').catch((error) => console.log(unreadable(error)));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return stdout;
}

it.each([
  ['a slip of the pen, in the file where it is', 'export const lists = [', /parts\.ts:1\nexport const lists = \[/],
  ['a name that is not there', 'export const other = 1;', /foyer\.config\.ts:1\n.*\n[\s^]*\n.*named 'lists'/],
  ['a file that is not there', `export * from './more.ts';`, /more\.ts' imported from .*parts\.ts/],
  [
    'what it throws, with the place',
    `throw new TypeError('odd'); export const lists = 1;`,
    /TypeError: odd\n.*parts\.ts:1:7/,
  ],
])('G2 a configuration that cannot be read: %s', async (_, parts, expected) => {
  writeFileSync(join(directory, 'foyer.config.ts'), `import { lists } from './parts.ts'; export default lists;`);
  writeFileSync(join(directory, 'parts.ts'), parts);
  const said = await whyNot('foyer.config.ts');
  expect(said).toMatch(expected);
  expect(said).not.toContain('node:internal');
});
