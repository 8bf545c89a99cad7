/** `npm run fuzz -- --frames 20000 --seed 7`: plays longer than the tests do, or a seed again. Without a seed by the clock. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { frames: { type: 'string' }, seed: { type: 'string' } } });
const FUZZ_SEED = values.seed ?? String(Date.now() % 1_000_000);
const FUZZ_FRAMES = values.frames ?? '5000';
console.log(`seed ${FUZZ_SEED}, ${FUZZ_FRAMES} frames`);
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'test/unit/functions/fuzz.test.ts'],
  { stdio: 'inherit', env: { ...process.env, FUZZ_SEED, FUZZ_FRAMES } },
);
process.exit(status ?? 1);
