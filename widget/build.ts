/** Builds the widget: `w.js`, which stands on the customer's page, and the app that it fetches, named by its content. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Plugin, transform } from 'esbuild';

/** Bytes by how they travel. */
interface Size {
  file: string;
  raw: number;
  gzip: number;
  brotli: number;
}
export interface WidgetSizes {
  loader: Size;
  app: Size;
  /** The largest of the languages, of which a visitor fetches one. */
  language: Size;
}

/** Most bytes, brotli. */
export const widgetLimits = { loader: 2 * 1024, app: 15 * 1024, language: 1024 };

const here = fileURLToPath(new URL('.', import.meta.url));

/** A style sheet is imported as its minified text, for a constructed sheet. */
const cssAsText: Plugin = {
  name: 'css-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true, target });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/** Constructed style sheets and Web Locks are there in all of them. */
const target = ['chrome111', 'firefox119', 'safari16.4'];

const shared = {
  bundle: true,
  minify: true,
  target,
  charset: 'utf8',
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  plugins: [cssAsText],
  logLevel: 'warning',
} satisfies BuildOptions;

export async function buildWidget(outDir: string): Promise<WidgetSizes> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await build({
    ...shared,
    entryPoints: { app: join(here, 'app/app.tsx') },
    format: 'esm',
    splitting: true,
    entryNames: '[name].[hash]',
    chunkNames: 'app.[name].[hash]',
    outdir: outDir,
  });
  await build({
    ...shared,
    entryPoints: { w: join(here, 'loader/loader.ts') },
    format: 'iife',
    define: { APP_FILE: JSON.stringify(await appFileIn(outDir)) },
    outdir: outDir,
  });
  return widgetSizes(outDir);
}

export async function widgetSizes(outDir: string): Promise<WidgetSizes> {
  const sizeOf = async (file: string): Promise<Size> => {
    const bytes = await readFile(join(outDir, file));
    return { file, raw: bytes.length, gzip: gzipSync(bytes).length, brotli: brotliCompressSync(bytes).length };
  };
  const languages = (await readdir(outDir)).filter((name) => /^app\.[a-z]{2}\.\w+\.js$/.test(name));
  const [language] = (await Promise.all(languages.map(sizeOf))).sort((a, b) => b.brotli - a.brotli);
  if (!language) throw new Error(`No app.<language>.<hash>.js in ${outDir}`);
  return { loader: await sizeOf('w.js'), app: await sizeOf(await appFileIn(outDir)), language };
}

async function appFileIn(outDir: string): Promise<string> {
  const file = (await readdir(outDir)).find((name) => /^app\.\w+\.js$/.test(name));
  if (!file) throw new Error(`No app.<hash>.js in ${outDir}: build the widget first`);
  return file;
}
