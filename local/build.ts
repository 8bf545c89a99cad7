/**
 * Builds the functions, the widget and the console, then the template with `cdk synth`. Skips steps whose inputs are unchanged.
 * Run by `npm run build` and `npm start`.
 */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type BuildOptions as BuildOptionsOfBundler, build as bundle, type Plugin, stop as stopBundler } from 'esbuild';
import { buildConsole } from '../console/build.ts';
import { type FunctionContract, functions, optionalFunctions } from '../functions/contract.ts';
import { buildWidget, compressParts } from '../widget/build.ts';
import { built, isBuilt, sources } from './built.ts';

const root = resolve(import.meta.dirname, '..');

export interface BuildOptions {
  outDir: string;
  onProgress(line: string): void;
}

/** @returns the directory of the synthesized assembly */
export async function build({ outDir, onProgress }: BuildOptions): Promise<string> {
  const dist = resolve(outDir);
  const assembly = join(dist, 'template');
  const step = async (name: string, inputs: string[], run: (output: string) => Promise<unknown>) => {
    const output = join(dist, name);
    if (isBuilt(output, inputs)) return;
    const start = performance.now();
    await built(output, inputs, () => run(output));
    onProgress(`built ${name} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  };

  await Promise.all([
    step('functions', sources.functions, anew(bundleFunctions)),
    step(
      'widget',
      sources.widget,
      anew(async (output) => {
        await buildWidget(output);
        await compressParts(output);
      }),
    ),
    step('console', sources.console, anew(buildConsole)),
  ]);
  // `npm start` runs for hours, and esbuild's process would hold some 700 MB until the next build.
  await stopBundler();
  const app = ['bin/foyer.ts', 'operate', 'tenants/demo.json', 'lib', 'functions/contract.ts', 'cdk.json'];
  const parts = Object.keys(sources).map((part) => join(dist, part));
  await step('template', [...app, ...parts], () => synthesize(assembly, dist));
  return assembly;
}

/** Removes the output of an earlier build. The template is kept, because a running local cloud still needs its bundles. */
function anew(run: (output: string) => Promise<unknown>) {
  return (output: string) => {
    rmSync(output, { recursive: true, force: true });
    return run(output);
  };
}

/**
 * One bundle for each function, so that each loads only what it uses: `<name>/index.mjs`. Functions that set long timers get a
 * second file with what they rarely need, which took 20 ms of every start when it was in the bundle.
 */
async function bundleFunctions(output: string): Promise<void> {
  const entries = Object.entries<FunctionContract>({ ...functions, ...optionalFunctions });
  const start = (entry: string) => join(root, 'functions', `${entry}.ts`);
  const whole = entries.filter(([, { setsTimers }]) => setsTimers !== true);
  const split = entries.filter(([, { setsTimers }]) => setsTimers === true);
  await Promise.all([
    bundle({
      ...bundling,
      entryPoints: whole.map(([name, { entry }]) => ({ in: start(entry), out: `${name}/index` })),
      outdir: output,
    }),
    ...split.map(([name, { entry }]) =>
      bundle({
        ...bundling,
        entryPoints: [{ in: start(entry), out: 'index' }],
        outdir: join(output, name),
        splitting: true,
      }),
    ),
  ]);
}

/** Loads built-in modules without the module loader: a cold start is 20 ms faster, and CommonJS needs no `require`. */
const builtIns: Plugin = {
  name: 'built-ins',
  setup({ onResolve, onLoad }) {
    const names = new RegExp(`^(node:.+|${builtinModules.join('|')})$`);
    onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'built-in' }));
    onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
    }));
  },
};

const bundling = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // The SDK's ES modules are smaller.
  mainFields: ['module', 'main'],
  // Lambda passes credentials in the environment. The SDK's other sources would be a quarter of a bundle.
  alias: { '@aws-sdk/credential-provider-node': join(root, 'adapters/environment-credentials.ts') },
  plugins: [builtIns],
  logLevel: 'warning',
} satisfies BuildOptionsOfBundler;

/** Runs the app as the CDK command line would, without starting it. */
async function synthesize(assembly: string, dist: string): Promise<void> {
  const env = { ...process.env, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: JSON.stringify({ tenant: 'demo', dist }) };
  await promisify(execFile)(process.execPath, ['bin/foyer.ts'], { cwd: root, env, maxBuffer: 1e8 });
}

if (import.meta.main) {
  await build({ outDir: 'dist', onProgress: (line) => console.log(line) });
}
