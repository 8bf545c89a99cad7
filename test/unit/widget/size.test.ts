import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  buildWidget,
  chatFiles,
  compressParts,
  EDGE_QUALITY,
  type WidgetSizes,
  widgetLimits,
  widgetSizes,
} from '../../../widget/build.ts';

let outDir: string;
let sizes: WidgetSizes;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'foyer-widget-'));
  sizes = await buildWidget(outDir);
});
afterAll(() => rm(outDir, { recursive: true, force: true }));

test('F3 the loader and every chunk stay within their limits, Brotli at its best', () => {
  const { chat, ...limits } = widgetLimits;
  const named = Object.keys(sizes).filter((name) => !chatFiles.includes(name));
  expect(named.sort()).toEqual(Object.keys(limits).sort());
  for (const name of named) expect(sizes[name]?.brotli, name).toBeLessThanOrEqual(limits[name] ?? 0);
});

test('F3 what an ordinary chat loads to be shown stays within 15 KB: the app with launcher and conversation, and Preact', () => {
  const bytes = chatFiles.reduce((sum, name) => sum + (sizes[name]?.brotli ?? Number.NaN), 0);
  expect(bytes).toBeLessThanOrEqual(widgetLimits.chat ?? 0);
});

test('sizes are those of the files', async () => {
  const loader = await readFile(join(outDir, 'w.js'));
  const atTheEdge = brotliCompressSync(loader, { params: { [constants.BROTLI_PARAM_QUALITY]: EDGE_QUALITY } });
  const brotli = brotliCompressSync(loader).length;
  expect(sizes.loader).toMatchObject({ raw: loader.length, brotli, edge: atTheEdge.length });
  expect(await widgetSizes(outDir)).toEqual(sizes);
});

test('F3 what has a hash in its name is deployed compressed, at the size that is measured; the loader is met by browsers that want it plain', async () => {
  const deployed = await mkdtemp(join(tmpdir(), 'foyer-widget-'));
  await cp(outDir, deployed, { recursive: true });
  await compressParts(deployed);
  const app = await readFile(join(deployed, sizes.app?.file ?? ''));
  expect(app.length).toBe(sizes.app?.brotli);
  expect(brotliDecompressSync(app)).toEqual(await readFile(join(outDir, sizes.app?.file ?? '')));
  expect(await readFile(join(deployed, 'w.js'))).toEqual(await readFile(join(outDir, 'w.js')));
  await rm(deployed, { recursive: true });
});

test('F3 the files are named by their content, all of them by one hash, which the loader knows', async () => {
  const [, hash = ''] = /^app\.(\w{8})\.js$/.exec(sizes.app?.file ?? '') ?? [];
  expect(await readFile(join(outDir, 'w.js'), 'utf8')).toContain(hash);
  const names = [
    '',
    'alert.',
    'bot.',
    'colour.',
    'connecting.',
    'delivery.',
    'door.',
    'emoji.',
    'en.',
    'end.',
    'es.',
    'facts.',
    'feedback.',
    'fields.',
    'files.',
    'links.',
    'offline.',
    'preact.',
    'pt.',
    'transcript.',
    'unable.',
    'waiting.',
  ];
  const page = ['c.css', 'c.html', 'c.js', 'p.html', 'p.js'];
  expect((await readdir(outDir)).sort()).toEqual(
    [...names.map((name) => `app.${name}${hash}.js`), ...page, 'w.js'].sort(),
  );
});

test('F3 no file imports another: one that failed once could not be fetched again', async () => {
  for (const { file } of Object.values(sizes))
    expect(await readFile(join(outDir, file), 'utf8'), file).not.toMatch(/\bfrom ?["']|import ?["']/);
});
