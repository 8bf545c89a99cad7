/**
 * `npm run fuzz -- --runs 2000 --seed 7`: runs the simulation longer than the tests do, or repeats a seed; with the `--path` that a
 * failure prints, only that failure. `--frames 20000`: frames and bodies that nobody would send. Without a seed it uses the clock.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { runs: text, frames: text, seed: text, path: text } });
const seed = values.seed ?? String(Date.now() % 1_000_000);
const isEach = values.runs === undefined && values.frames === undefined && values.path === undefined;
const plays = {
  simulation: isEach ? '1000' : (values.runs ?? (values.path && '1')),
  fuzz: isEach ? '5000' : values.frames,
};
const files = Object.entries(plays).flatMap(([file, much]) => (much ? [`test/unit/functions/${file}.test.ts`] : []));
console.log(`seed ${seed}`, plays);
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', ...files],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...{ FUZZ_SEED: seed, FUZZ_RUNS: plays.simulation, FUZZ_PATH: values.path, FUZZ_FRAMES: plays.fuzz },
    },
  },
);
process.exit(status ?? 1);
