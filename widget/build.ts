/** Builds the widget: `w.js`, which is on the customer's page, and the app that it fetches, one file for each chunk. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Plugin, transform } from 'esbuild';
import { minify } from 'rolldown/utils';

/** Bytes of a file as transferred: `brotli` at its best (11), `edge` as CloudFront compresses on the fly. */
interface Size {
  file: string;
  raw: number;
  gzip: number;
  brotli: number;
  edge: number;
}
/** By name: `loader`, `app`, and the chunks. */
export type WidgetSizes = Record<string, Size>;

const LANGUAGE = 1280;
/**
 * The most bytes allowed, with Brotli at 11: for the loader, for what an ordinary chat loads before it is shown (`chatFiles`),
 * and for each other chunk.
 */
export const widgetLimits: Record<string, number> = {
  loader: 2048,
  chat: 15 * 1024,
  door: 3904,
  fields: 2944,
  offline: 4480,
  emoji: 960,
  end: 2688,
  feedback: 3200,
  transcript: 3328,
  waiting: 1472,
  bot: 896,
  links: 576,
  files: 5632,
  delivery: 704,
  connecting: 576,
  colour: 640,
  facts: 768,
  unable: 320,
  alert: 768,
  en: LANGUAGE,
  es: LANGUAGE,
  pt: LANGUAGE,
};
export const chatFiles = ['app', 'preact'];

/**
 * The quality at which CloudFront is assumed to compress. It is not documented; 4 to 6 are usual on the fly, and 5 and 6 give
 * the same result for these files.
 */
export const EDGE_QUALITY = 5;

const app = fileURLToPath(new URL('app', import.meta.url));

/** A style sheet is imported as its minified text, for a constructed sheet. */
const cssAsText: Plugin = {
  name: 'css-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true, target });
      // esbuild leaves a space before a variable's value, which is not needed here.
      return { contents: code.trim().replace(/(--[\w-]+): /g, '$1:'), loader: 'text' };
    });
  },
};

/** Elements become calls of the kit's `h`: fewer bytes than the JSX runtime, and one Preact for every chunk. */
const jsxAsCalls: Plugin = {
  name: 'jsx-as-calls',
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx$/ }, async ({ path }) => {
      const kit = JSON.stringify(join(app, 'kit.ts'));
      return { contents: `import { Fragment, h } from ${kit};${await readFile(path, 'utf8')}`, loader: 'tsx' };
    });
  },
};

/** All of them support constructed style sheets and Web Locks. */
const target = ['chrome111', 'firefox119', 'safari16.4'];

const shared = {
  bundle: true,
  minify: true,
  target,
  charset: 'utf8',
  legalComments: 'none',
  tsconfigRaw: { compilerOptions: { jsx: 'react', jsxFactory: 'h', jsxFragmentFactory: 'Fragment' } },
  plugins: [cssAsText, jsxAsCalls],
  logLevel: 'warning',
  write: false,
} satisfies BuildOptions;

export async function buildWidget(outDir: string): Promise<WidgetSizes> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const chunks = await bundleApp();
  // One hash for all files: each finds the others by its own name (`chunks.ts`), so the loader needs no list.
  const hash = createHash('sha256').update(JSON.stringify(chunks)).digest('hex').slice(0, 8);
  for (const [name, code] of Object.entries(chunks)) await writeFile(join(outDir, `${name}.${hash}.js`), code);
  await writeFile(join(outDir, 'w.js'), await bundleLoader(hash));
  await buildPage(outDir);
  return widgetSizes(outDir);
}

/** Code by file name: `app`, `app.door` … Each screen is a chunk, except those in the app itself. */
async function bundleApp(): Promise<Record<string, string>> {
  const screens = (await readdir(join(app, 'screens'))).map((one) => one.replace('.tsx', ''));
  const fileOf = (name: string) => (existsSync(join(app, `screens/${name}.tsx`)) ? name : `${name}/${name}`);
  const files = {
    app: 'app.tsx',
    ...Object.fromEntries(screens.map((name) => [`app.${name}`, `screens/${fileOf(name)}.tsx`])),
    ...Object.fromEntries(
      ['preact', 'colour', 'facts', 'unable', 'alert'].map((name) => [`app.${name}`, `${name}.ts`]),
    ),
    ...Object.fromEntries(['en', 'es', 'pt'].map((language) => [`app.${language}`, `texts/${language}.ts`])),
  };
  const entryPoints = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(app, file)]));
  // Code shared by two chunks is not split into a third, which would be one more to wait for.
  const { outputFiles, metafile } = await build({
    ...shared,
    entryPoints,
    format: 'esm',
    splitting: false,
    metafile: true,
    outdir: 'out',
    absWorkingDir: app,
  });
  const inApp = Object.keys(metafile.outputs['out/app.js']?.inputs ?? {});
  const code: Record<string, string> = {};
  for (const [name, file] of Object.entries(files)) {
    const text = outputFiles.find(({ path }) => path.endsWith(`/${name}.js`))?.text ?? '';
    if (name === 'app' || !inApp.includes(file)) code[name] = await smallest(text, true);
  }
  return code;
}

/** The page that links in e-mails open, and the chat as a page of its own. They are rarely opened, so their files have no hash. */
async function buildPage(outDir: string): Promise<void> {
  const at = (name: string) => fileURLToPath(new URL(`page/${name}`, import.meta.url));
  const { outputFiles } = await build({
    ...shared,
    plugins: [],
    entryPoints: [at('c.ts'), at('c.css'), at('p.ts')],
    format: 'esm',
    outdir: outDir,
  });
  for (const { path, contents } of outputFiles) await writeFile(path, contents);
  for (const page of ['c.html', 'p.html']) await copyFile(at(page), join(outDir, page));
}

async function bundleLoader(hash: string): Promise<string> {
  const { outputFiles } = await build({
    ...shared,
    entryPoints: [fileURLToPath(new URL('loader/loader.ts', import.meta.url))],
    format: 'iife',
    define: { HASH: JSON.stringify(hash) },
  });
  return smallest(outputFiles[0]?.text ?? '', false);
}

/** Minified again: this minifier chooses names that Brotli packs 3 % better. Property names are kept. */
async function smallest(code: string, module: boolean): Promise<string> {
  const options = { module, compress: { target }, mangle: { toplevel: true }, codegen: { removeWhitespace: true } };
  const { code: smaller, errors } = await minify('widget.js', code, options);
  if (errors.length > 0) throw new Error(errors[0]?.message);
  return smaller;
}

const hasHash = (file: string): boolean => file.startsWith('app.');

/**
 * Compresses everything with a hash in its name in place, at the best quality: it is served that way. Every browser that can
 * run these files decodes Brotli; only the loader is also fetched by others.
 */
export async function compressParts(outDir: string): Promise<void> {
  for (const file of await readdir(outDir)) {
    if (hasHash(file)) await writeFile(join(outDir, file), brotliCompressSync(await readFile(join(outDir, file))));
  }
}

/** Sizes of what `buildWidget` wrote, before compression. */
export async function widgetSizes(outDir: string): Promise<WidgetSizes> {
  const sizes: WidgetSizes = {};
  for (const file of (await readdir(outDir)).filter((each) => each === 'w.js' || hasHash(each))) {
    const bytes = await readFile(join(outDir, file));
    const compressed = (quality: number) =>
      brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).length;
    const name = file === 'w.js' ? 'loader' : (/^app\.(\w+)\.\w+\.js$/.exec(file)?.[1] ?? 'app');
    const [brotli, edge] = [compressed(constants.BROTLI_MAX_QUALITY), compressed(EDGE_QUALITY)];
    sizes[name] = { file, raw: bytes.length, gzip: gzipSync(bytes).length, brotli, edge };
  }
  return sizes;
}
