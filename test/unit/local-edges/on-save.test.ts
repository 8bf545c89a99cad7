import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { onSave } from '../../../local/on-save.ts';

const directory = mkdtempSync(join(tmpdir(), 'foyer-on-save-'));
afterEach(() => rmSync(directory, { recursive: true }));

it('G2 a file is applied once for a burst of writes, and again when an editor puts another in its place', async () => {
  const file = join(directory, 'foyer.config.ts');
  writeFileSync(file, 'before');
  const apply = vi.fn(async () => {});
  const watcher = onSave(file, apply);

  writeFileSync(file, 'half');
  writeFileSync(file, 'whole');
  await vi.waitFor(() => expect(apply).toHaveBeenCalledOnce());

  writeFileSync(join(directory, 'other.ts'), 'of no concern');
  writeFileSync(`${file}~`, 'next');
  renameSync(`${file}~`, file);
  await vi.waitFor(() => expect(apply).toHaveBeenCalledTimes(2));
  watcher.close();
});
