/**
 * `npm run fuzz -- --frames 20000 --seed 7`: frames and bodies that nobody would send, for longer than the tests do. Without a seed it
 * uses the clock.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { frames: text, seed: text } });
const { frames = '5000', seed = String(Date.now() % 1_000_000) } = values;
console.log(`seed ${seed}, ${frames} frames`);
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'test/unit/functions/fuzz.test.ts'],
  { stdio: 'inherit', env: { ...process.env, FUZZ_SEED: seed, FUZZ_FRAMES: frames } },
);
process.exit(status ?? 1);
