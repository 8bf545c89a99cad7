import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWidget, type WidgetSizes, widgetLimits, widgetSizes } from '../../../widget/build.ts';

let outDir: string;
let sizes: WidgetSizes;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'foyer-widget-'));
  sizes = await buildWidget(outDir);
});
afterAll(() => rm(outDir, { recursive: true, force: true }));

test.each(['loader', 'app', 'language'] as const)('F3 the %s stays within its limit', (part) => {
  expect(sizes[part].brotli).toBeLessThanOrEqual(widgetLimits[part]);
});

test('sizes are those of the files', async () => {
  const loader = await readFile(join(outDir, 'w.js'));
  expect(sizes.loader).toMatchObject({ raw: loader.length, brotli: brotliCompressSync(loader).length });
  expect(await widgetSizes(outDir)).toEqual(sizes);
});

test('F3 the loader names the app by its content', async () => {
  expect(await readFile(join(outDir, 'w.js'), 'utf8')).toContain(sizes.app.file);
});
