import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onSave } from '../../../local/on-save.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'foyer-on-save-'));
  file = join(directory, 'foyer.config.ts');
});
afterEach(() => rmSync(directory, { recursive: true }));

const soon = { timeout: 10_000 };

it('G2 a file is applied once for a burst of writes, and again when an editor puts another in its place', async () => {
  writeFileSync(file, 'export default 1');
  const apply = vi.fn(async () => {});
  const watcher = onSave(file, apply);

  writeFileSync(file, 'export default');
  writeFileSync(file, 'export default 2');
  await vi.waitFor(() => expect(apply).toHaveBeenCalledOnce(), soon);

  writeFileSync(join(directory, 'other.ts'), 'of no concern');
  writeFileSync(`${file}~`, 'export default 3');
  renameSync(`${file}~`, file);
  await vi.waitFor(() => expect(apply).toHaveBeenCalledTimes(2), soon);
  watcher.close();
});

it('G2 so is a file that it imports, through others, in other directories, as soon as it is imported', async () => {
  const parts = join(directory, 'parts');
  mkdirSync(parts);
  writeFileSync(file, `import queues from './parts/queues.ts';\nexport default queues;`);
  writeFileSync(
    join(parts, 'queues.ts'),
    `import names from './names.json' with { type: 'json' };\nexport default names;`,
  );
  writeFileSync(join(parts, 'names.json'), '[]');
  const apply = vi.fn(async () => {});
  const watcher = onSave(file, apply);
  const saves = async (name: string, text: string) => {
    const before = apply.mock.calls.length;
    await vi.waitFor(async () => {
      writeFileSync(join(parts, name), text);
      await vi.waitFor(() => expect(apply.mock.calls.length).toBeGreaterThan(before), { timeout: 1_000 });
    }, soon);
  };
  await saves('names.json', '["orders"]');

  // Not there yet, so the configuration is refused; then it appears.
  await saves('queues.ts', `import more from './more.ts';\nexport default more;`);
  await saves('more.ts', 'export default [');
  await saves('more.ts', 'export default []');
  watcher.close();
});
