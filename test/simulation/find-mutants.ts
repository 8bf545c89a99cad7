/**
 * `npm run sim -- --mutants`: plants one bug after another and plays until the simulation notices it. Each has a process of its
 * own, which is stopped if it is silent for long: that is how a bug that never comes to an end is found.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers';
import { type Mutant, mutants } from './mutants.ts';
import { nothingPlayed, type Played } from './simulate.ts';

/** Until one is found, and at most. */
const MUTANT_STEPS = 300_000;

/** A process that plays tells so several times a second. */
const SILENT_MS = 120_000;

interface Tried {
  name: string;
  /** Of the histories in which nothing was noticed. */
  steps: number;
  /** The truth that was broken. Undefined if none was. */
  noticed?: string;
}

/** Only those whose name contains `only`. Returns how many were planted and found. */
export async function findMutants(seed: number, only = ''): Promise<{ planted: number; found: number }> {
  const left = mutants.filter(({ name }) => name.includes(only));
  const planted = left.length;
  const tried: Tried[] = [];
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const one = await find(next, seed);
      tried.push(one);
      console.error(`${tried.length} of ${planted}: ${lineOf(one)}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  for (const one of tried.toSorted((a, b) => a.steps - b.steps)) console.log(lineOf(one));
  return { planted, found: tried.filter(({ noticed }) => noticed !== undefined).length };
}

const lineOf = ({ name, steps, noticed }: Tried): string =>
  `${name.padEnd(64)} ${steps.toLocaleString('en').padStart(7)}  ${noticed ?? 'NOT FOUND'}`;

function find({ name }: Mutant, seed: number): Promise<Tried> {
  const given = ['--mutant', name, '--seed', seed, '--steps', MUTANT_STEPS].map(String);
  const child = fork(new URL('main.ts', import.meta.url), given);
  const { promise, resolve, reject } = Promise.withResolvers<Tried>();
  let played: Played = nothingPlayed();
  let hangs = false;
  const stop = () => {
    hangs = true;
    child.kill('SIGKILL');
  };
  let silence = setTimeout(stop, SILENT_MS);
  child.on('message', (news: Played) => {
    played = news;
    clearTimeout(silence);
    silence = setTimeout(stop, SILENT_MS);
  });
  child.on('exit', (code) => {
    clearTimeout(silence);
    const { steps, violation } = played;
    const noticed = hangs ? 'it does not come to an end' : violation?.split('\n')[0]?.slice(0, 90);
    if (noticed === undefined && code !== 0) reject(new Error(`Mutant "${name}": its process ended with ${code}`));
    else resolve({ name, steps, ...(noticed === undefined ? {} : { noticed }) });
  });
  return promise;
}
