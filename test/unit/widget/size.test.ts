import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { SessionAnswer, StartBody, VisitorFrame, VisitorPush, WebsiteAnswer } from '../../../protocol/visitor.ts';
import en from '../../../widget/app/texts/en.ts';
import {
  buildWidget,
  compressParts,
  EDGE_QUALITY,
  ownNames,
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

test.each(['loader', 'app', 'language', 'door', 'bot', 'waiting', 'colour', 'facts'] as const)(
  'F3 the %s stays within its limit',
  (part) => {
    expect(sizes[part].brotli).toBeLessThanOrEqual(widgetLimits[part]);
  },
);

test('sizes are those of the files', async () => {
  const loader = await readFile(join(outDir, 'w.js'));
  const atTheEdge = brotliCompressSync(loader, { params: { [constants.BROTLI_PARAM_QUALITY]: EDGE_QUALITY } });
  expect(sizes.loader).toMatchObject({ raw: loader.length, brotli: atTheEdge.length });
  expect(await widgetSizes(outDir)).toEqual(sizes);
});

test('F3 what has a hash in its name is deployed compressed, at the size that is measured; the loader is met by browsers that want it plain', async () => {
  const deployed = await mkdtemp(join(tmpdir(), 'foyer-widget-'));
  await cp(outDir, deployed, { recursive: true });
  await compressParts(deployed);
  const app = await readFile(join(deployed, sizes.app.file));
  expect(app.length).toBe(sizes.app.brotli);
  expect(brotliDecompressSync(app)).toEqual(await readFile(join(outDir, sizes.app.file)));
  expect(await readFile(join(deployed, 'w.js'))).toEqual(await readFile(join(outDir, 'w.js')));
  await rm(deployed, { recursive: true });
});

test('F3 the loader names the app by its content', async () => {
  expect(await readFile(join(outDir, 'w.js'), 'utf8')).toContain(sizes.app.file);
});

test('F3 nothing is shared in a file of its own, which would be one more to wait for', async () => {
  expect((await readdir(outDir)).map((name) => name.replace(/\.\w{8}\./, '.')).sort()).toEqual([
    'app.bot.js',
    'app.colour.js',
    'app.door.js',
    'app.en.js',
    'app.es.js',
    'app.facts.js',
    'app.js',
    'app.pt.js',
    'app.waiting.js',
    'w.js',
  ]);
});

test('no name that the build makes short is a name on the wire, in storage, among the texts or of a locale', () => {
  const stored = [
    'is',
    'handle',
    'website',
    'culture',
    'body',
    'text',
    'session',
    'id',
    'type',
    'after',
    'at',
    'refused',
  ];
  const exported = ['mount', 'default'];
  const locale = Object.getOwnPropertyNames(Intl.Locale.prototype);
  const schemas = [StartBody, SessionAnswer, WebsiteAnswer, VisitorFrame, VisitorPush].map((one) =>
    z.toJSONSchema(one),
  );
  const outside = [...namesIn(schemas), ...stored, ...Object.keys(en), ...exported, ...locale];
  expect(outside).toContain('commits');
  expect(ownNames.filter((name) => outside.includes(name))).toEqual([]);
});

const namesIn = (schema: unknown): string[] =>
  typeof schema === 'object' && schema !== null
    ? Object.entries(schema).flatMap(([name, value]) => [name, ...namesIn(value)])
    : [];
