/**
 * Builds what the template deploys, and the template: functions, widget, console, then `cdk synth`. A step whose inputs are what they
 * were is skipped. `npm run build`, or by `npm start`.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build as bundle, type Plugin, stop as stopBundler } from 'esbuild';
import { buildConsole } from '../console/build.ts';
import { functions } from '../functions/contract.ts';
import { buildWidget } from '../widget/build.ts';

const root = resolve(import.meta.dirname, '..');

export interface BuildOptions {
  outDir: string;
  onProgress(line: string): void;
}

/** @returns the directory of the synthesized assembly. */
export async function build({ outDir, onProgress }: BuildOptions): Promise<string> {
  const dist = resolve(outDir);
  const assembly = join(dist, 'template');
  const step = (name: string, inputs: string[], run: (output: string) => Promise<unknown>) =>
    unlessBuilt(
      {
        name,
        inputs: [...inputs, 'package.json', 'package-lock.json', 'local/build.ts'],
        output: join(dist, name),
        onProgress,
      },
      run,
    );

  await Promise.all([
    step('functions', ['core', 'protocol', 'adapters', 'functions'], anew(bundleFunctions)),
    step('widget', ['core', 'protocol', 'widget'], anew(buildWidget)),
    step('console', ['core', 'protocol', 'console'], anew(buildConsole)),
  ]);
  // `npm start` goes on for hours, and esbuild's process would keep some 700 MB for the next build.
  await stopBundler();
  const built = ['functions', 'widget', 'console'].map((name) => join(dist, name));
  const app = ['bin/foyer.ts', 'operate', 'tenants/demo.json', 'lib', 'functions/contract.ts', 'cdk.json'];
  await step('template', [...app, ...built], () => synthesize(assembly, dist));
  return assembly;
}

interface Step {
  name: string;
  /** Files and directories; relative ones lie in the repository. */
  inputs: string[];
  output: string;
  onProgress(line: string): void;
}

/** The mark beside the output says from what it was built. */
async function unlessBuilt({ name, inputs, output, onProgress }: Step, run: (output: string) => Promise<unknown>) {
  const mark = `${output}.inputs`;
  const hash = hashOf(inputs);
  if (existsSync(output) && existsSync(mark) && readFileSync(mark, 'utf8') === hash) return;
  const start = performance.now();
  rmSync(mark, { force: true });
  await run(output);
  writeFileSync(mark, hash);
  onProgress(`built ${name} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** Without what an earlier build left. Not so the template: a local cloud that runs still needs the bundles of its own. */
function anew(run: (output: string) => Promise<unknown>) {
  return (output: string) => {
    rmSync(output, { recursive: true, force: true });
    return run(output);
  };
}

function hashOf(inputs: string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const input of inputs) {
    const path = resolve(root, input);
    for (const file of statSync(path).isDirectory() ? filesIn(path) : [path])
      hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** One bundle a function, so that each loads only what it uses: `<name>/index.mjs`. */
async function bundleFunctions(output: string): Promise<void> {
  await bundle({
    entryPoints: Object.entries(functions).map(([name, { entry }]) => ({
      in: join(root, 'functions', `${entry}.ts`),
      out: `${name}/index`,
    })),
    outdir: output,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // The SDK's ES modules are the smaller ones.
    mainFields: ['module', 'main'],
    // Lambda hands credentials over in the environment; the SDK's other sources are a quarter of a bundle.
    alias: { '@aws-sdk/credential-provider-node': join(root, 'adapters/environment-credentials.ts') },
    plugins: [builtIns],
    logLevel: 'warning',
  });
}

/** Built-in modules without the module loader: 20 ms less on a cold start, and what is CommonJS needs no `require`. */
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

/** The app runs as the CDK's command line runs it, without that being started. */
async function synthesize(assembly: string, dist: string): Promise<void> {
  const env = { ...process.env, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: JSON.stringify({ tenant: 'demo', dist }) };
  await promisify(execFile)(process.execPath, ['bin/foyer.ts'], { cwd: root, env, maxBuffer: 1e8 });
}

if (import.meta.main) {
  await build({ outDir: 'dist', onProgress: (line) => console.log(line) });
}
