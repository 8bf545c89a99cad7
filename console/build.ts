/**
 * Builds the console as static files: hashed names under `/assets`, nothing inline, so that `script-src 'self'; style-src
 * 'self'` works.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  convertCssVariables,
  DEFAULT_THEME,
  deepMerge,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import { build, type Metafile, type Plugin } from 'esbuild';
import { cssVariablesResolver, theme } from './look/theme.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

export async function buildConsole(outDir: string): Promise<void> {
  const { metafile } = await build({
    entryPoints: [join(here, 'main.tsx')],
    outdir: join(outDir, 'assets'),
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2023',
    minify: true,
    metafile: true,
    jsx: 'automatic',
    tsconfig: join(here, 'tsconfig.json'),
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [themeAsFile],
    logLevel: 'warning',
  });
  await mkdir(outDir, { recursive: true });
  const { script, styles } = entryOf(metafile, outDir);
  const html = (await readFile(join(here, 'index.html'), 'utf8'))
    .replace('<!-- styles -->', `<link rel="stylesheet" href="${styles}">`)
    .replace('<!-- script -->', `<script type="module" src="${script}"></script>`);
  await writeFile(join(outDir, 'index.html'), html);
  await copyFile(join(here, 'icon.svg'), join(outDir, 'icon.svg'));
}

/**
 * Mantine would put the theme's variables into a `<style>` at run time, which a strict policy refuses, so they become a file
 * here.
 */
const themeAsFile: Plugin = {
  name: 'theme-as-file',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^foyer:theme\.css$/ }, ({ path }) => ({ path, namespace: 'theme' }));
    onLoad({ filter: /.*/, namespace: 'theme' }, () => {
      const whole = mergeMantineTheme(DEFAULT_THEME, theme);
      const variables = deepMerge(defaultCssVariablesResolver(whole), cssVariablesResolver(whole));
      return { contents: convertCssVariables(variables), loader: 'css' };
    });
  },
};

function entryOf(metafile: Metafile, outDir: string): { script: string; styles: string } {
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (!output.entryPoint || !output.cssBundle) continue;
    const address = (file: string) => `/${relative(outDir, file).replaceAll('\\', '/')}`;
    return { script: address(path), styles: address(output.cssBundle) };
  }
  throw new Error('The console build has no entry with styles.');
}
