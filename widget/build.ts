/** Builds the widget: `w.js`, which stands on the customer's page, and the app that it fetches, named by its content. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
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
  door: Size;
  /** Which a visitor fetches whom a bot answers. */
  bot: Size;
  /** Which a visitor fetches who waits in line. */
  waiting: Size;
  /** Which every visitor fetches beside the app. */
  colour: Size;
  /** Which is fetched where the page says something of the visitor. */
  facts: Size;
}

/** Most bytes, brotli, as they are sent: the loader compressed by CloudFront, the rest by the build (`compressParts`). */
export const widgetLimits = {
  loader: 2176,
  app: 15 * 1024,
  language: 1280,
  door: 2560,
  bot: 1024,
  waiting: 768,
  colour: 640,
  facts: 768,
};

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

/** Elements are made by calls of `h`, which are fewer bytes than those of the JSX runtime. */
const jsxAsCalls: Plugin = {
  name: 'jsx-as-calls',
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      // A file may name another maker.
      const contents = source.startsWith('/** @jsx') ? source : `import { Fragment, h } from 'preact';${source}`;
      return { contents, loader: 'tsx' };
    });
  },
};

/**
 * Names that the app's parts have for each other, made short: nothing on the wire, in storage, in the DOM, of `Intl`, among the texts, in
 * `host.ts` or exported from a file of its own is called so, which a test looks after. `_…` are Preact's.
 */
export const ownNames = `
  isAskingToEnd isReconnecting isLonger isVisible isReady isMyTurn isWaiting isKnown isUnsent isAsking hasCaughtUp
  saveChat saveCommand removeCommand saveSeen saveDraft saveOpen wasOpen onWake onVisibility onOffline onMain onOther
  openSocket openChannel takeTurn turnCame keptChanged loadAgain sawAll conversation succeeded backoff received acknowledged
  interrupted catchUp dismiss newId story place maySend polite stage chevronDown arrowUp
  changed clock outbox shared state kept errors retry address channel forget draft commands hurry pump asked turnedAway limitedUntil written`
  .trim()
  .split(/\s+/);

/** Files under `app/` that are fetched when they are needed. */
const parts = {
  door: 'screens/door.tsx',
  bot: 'screens/bot.tsx',
  waiting: 'screens/waiting.tsx',
  colour: 'colour.ts',
  facts: 'facts.ts',
  en: 'texts/en.ts',
  es: 'texts/es.ts',
  pt: 'texts/pt.ts',
};

/** Constructed style sheets and Web Locks are there in all of them. */
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
} satisfies BuildOptions;

export async function buildWidget(outDir: string): Promise<WidgetSizes> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  // Built apart, so that nothing is cut out of two files into a third, which would be one more to wait for.
  const module = {
    ...shared,
    format: 'esm',
    mangleProps: new RegExp(`^(_.*|${ownNames.join('|')})$`),
    outdir: outDir,
  } as const;
  const { mangleCache } = await build({
    ...module,
    entryPoints: Object.values(parts).map((file) => join(here, 'app', file)),
    entryNames: 'app.[name].[hash]',
    mangleCache: {},
  });
  const partFiles = Object.fromEntries(
    await Promise.all(Object.keys(parts).map(async (name) => [name, await fileIn(outDir, `app.${name}`)])),
  );
  await build({
    ...module,
    entryPoints: [join(here, 'app/app.tsx')],
    entryNames: '[name].[hash]',
    mangleCache: { ...mangleCache },
    define: { PART_FILES: JSON.stringify(partFiles) },
  });
  await build({
    ...shared,
    entryPoints: { w: join(here, 'loader/loader.ts') },
    format: 'iife',
    define: { APP_FILE: JSON.stringify(await fileIn(outDir, 'app')) },
    outdir: outDir,
  });
  return widgetSizes(outDir);
}

/**
 * What CloudFront is taken to compress with. It does not say; on the fly, qualities of 4 to 6 are usual, and 5 and 6 make the same of these files.
 */
export const EDGE_QUALITY = 5;

/**
 * Compresses in place all that has a hash in its name, as well as Brotli can: it is sent as it lies there. Every browser that can run
 * these files decodes Brotli; only the loader is met by others.
 */
export async function compressParts(outDir: string): Promise<void> {
  for (const file of await readdir(outDir)) {
    if (file !== 'w.js') await writeFile(join(outDir, file), brotliCompressSync(await readFile(join(outDir, file))));
  }
}

/** Of what `buildWidget` wrote, before anything is compressed. */
export async function widgetSizes(outDir: string): Promise<WidgetSizes> {
  const sizeOf = async (file: string, quality: number = constants.BROTLI_MAX_QUALITY): Promise<Size> => {
    const bytes = await readFile(join(outDir, file));
    const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).length;
    return { file, raw: bytes.length, gzip: gzipSync(bytes).length, brotli };
  };
  const part = async (name: keyof typeof parts) => sizeOf(await fileIn(outDir, `app.${name}`));
  const [language] = (await Promise.all([part('en'), part('es'), part('pt')])).sort((a, b) => b.brotli - a.brotli);
  if (!language) throw new Error('No language');
  return {
    loader: await sizeOf('w.js', EDGE_QUALITY),
    app: await sizeOf(await fileIn(outDir, 'app')),
    language,
    door: await part('door'),
    bot: await part('bot'),
    waiting: await part('waiting'),
    colour: await part('colour'),
    facts: await part('facts'),
  };
}

async function fileIn(outDir: string, name: string): Promise<string> {
  const file = (await readdir(outDir)).find(
    (one) => one.startsWith(`${name}.`) && /^\w+\.js$/.test(one.slice(name.length + 1)),
  );
  if (!file) throw new Error(`No ${name}.<hash>.js in ${outDir}: build the widget first`);
  return file;
}
