/**
 * `npm run sim -- --seed 7 --steps 10000000`: plays the contact centre in one process per core until so many steps were taken. A failure
 * is printed with its seed and its path, and `--seed S --path P` repeats only that. Without a seed it uses the clock. The last
 * line is JSON. With `--mutants` it plants bugs instead (`mutants.ts`), with `--mutants WORD` those with this word in their name.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { env } from '../../vitest.config.ts';
import { mutants } from './mutants.ts';
import { plant } from './plant.ts';
import type { Played } from './simulate.ts';

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  options: {
    seed: text,
    steps: text,
    path: text,
    stride: text,
    among: text,
    mutant: text,
    mutants: { type: 'boolean' },
  },
  allowPositionals: true,
});

Object.assign(process.env, env);
const mutant = mutants.find(({ name }) => name === values.mutant);
if (mutant) plant(mutant);
// They read the environment, and the mutant must be planted before.
const { nameOf, pairs, publishes } = await import('./meetings.ts');
const { add, nothingPlayed, simulate } = await import('./simulate.ts');

const seed = Number(values.seed ?? (values.mutants ? 1 : Date.now() % 1_000_000));
const steps = Number(values.steps ?? 1_000_000);

if (process.send) {
  const watchdog = mutant && new Worker(new URL('watchdog.ts', import.meta.url));
  watchdog?.unref();
  let told: Promise<unknown> = Promise.resolve();
  const tell = (played: Played) => {
    told = new Promise((done) => process.send?.(played, undefined, undefined, done));
    watchdog?.postMessage('alive');
  };
  await simulate({ seed, steps, stride: Number(values.stride ?? 1), isShrunk: !mutant, tell });
  // What is still on its way would be lost.
  await told;
  process.disconnect();
} else if (values.mutants) {
  const { findMutants } = await import('./find-mutants.ts');
  const result = await findMutants(seed, positionals[0]);
  console.log(JSON.stringify({ mutants: result }));
  process.exitCode = result.missed > 0 ? 1 : 0;
} else {
  const began = performance.now();
  const { violation, ...played } = values.path
    ? await simulate({ seed, steps, path: values.path, ...among() })
    : await simulateOnAllCores();
  if (violation) console.log(violation);
  report({ ...played, violations: violation ? 1 : 0, seconds: (performance.now() - began) / 1000 });
  process.exitCode = violation ? 1 : 0;
}

/** Of a failure that names them. */
function among() {
  const names = values.among?.split(', ');
  return names ? { among: pairs.filter((pair) => names.includes(nameOf(pair))) } : {};
}

/** The processes share the steps. Those that still play when another fails are stopped. */
async function simulateOnAllCores(): Promise<Played> {
  const stride = availableParallelism();
  const each = Array.from({ length: stride }, (_, nth) => {
    const share = Math.ceil(steps / stride);
    const given = ['--seed', seed + nth, '--steps', share, '--stride', stride].map(String);
    const child = fork(import.meta.filename, given);
    return { child, played: nothingPlayed(), over: Promise.withResolvers<void>() };
  });
  for (const one of each) {
    one.child.on('message', (played: Played) => {
      one.played = played;
      if (played.violation) for (const { child } of each) child.kill();
    });
    one.child.on('exit', (code, signal) => {
      const isStopped = each.some(({ played }) => played.violation);
      if (code !== 0 && !isStopped) one.played.violation = `A process of the simulation ended with ${code ?? signal}`;
      one.over.resolve();
    });
  }
  const progress = setInterval(() => tellProgress(each.map(({ played }) => played)), 5000);
  await Promise.all(each.map(({ over }) => over.promise));
  clearInterval(progress);
  return sum(each.map(({ played }) => played));
}

function tellProgress(all: Played[]): void {
  const { steps: taken, histories } = sum(all);
  console.error(`${taken.toLocaleString('en')} of ${steps.toLocaleString('en')} steps, ${histories} histories`);
}

function sum(all: Played[]): Played {
  const whole = nothingPlayed();
  for (const { steps: more, histories, faults, met, happened, violation } of all) {
    whole.steps += more;
    whole.histories += histories;
    for (const [to, from] of [
      [whole.faults, faults],
      [whole.met, met],
      [whole.happened, happened],
    ] as const)
      add(to, Object.entries(from));
    if (violation) whole.violation ??= violation;
  }
  return whole;
}

function report({
  steps: taken,
  faults,
  met,
  violations,
  seconds,
}: Played & { violations: number; seconds: number }): void {
  const missed = [...pairs.map(nameOf), ...publishes].filter((pair) => !met[pair]);
  console.log(`${Object.keys(met).length} pairs met. Not met: ${missed.join(', ') || 'none'}.`);
  const sim = { seed, steps: taken, violations, stepsPerS: Math.round(taken / seconds), faults };
  console.log(JSON.stringify({ sim }));
}
