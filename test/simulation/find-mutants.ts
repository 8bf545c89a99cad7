/**
 * `npm run sim -- --mutants`: plants one bug after another and plays until the simulation notices it. Each has a process of its
 * own, so that one that never comes to an end, or takes all memory, spoils no other.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { type Mutant, mutants } from './mutants.ts';
import { nothingPlayed, type Played } from './simulate.ts';

/** Until one is found, and at most. */
const MUTANT_STEPS = 300_000;
/** What one play misses by chance, another meets. What all of them miss is a hole in the simulation. */
const PLAYS = 4;
/** Between the seeds of plays: each takes some fourteen. */
const APART = 1000;

interface Tried {
  name: string;
  /** Of the last play, until it was noticed, the history in which it was included. */
  steps: number;
  plays: number;
  /** The truth that was broken. Undefined if none was. */
  noticed?: string | undefined;
  /** Its process was ended from outside, so nothing is known. */
  lost?: string;
}

/** `found`: in the first play. `missed`: in all. */
interface Result {
  planted: number;
  found: number;
  missed: number;
}

/** Only those whose name contains `only`. */
export async function findMutants(seed: number, only = ''): Promise<Result> {
  const left = mutants.filter(({ name }) => name.includes(only));
  const planted = left.length;
  const tried: Tried[] = [];
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const one = await findIn(next, seed);
      tried.push(one);
      console.error(`${tried.length} of ${planted}: ${lineOf(one)}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const inOrder = tried.toSorted((a, b) => a.plays - b.plays || a.steps - b.steps);
  const found = inOrder.filter(({ noticed, plays }) => noticed !== undefined && plays === 1);
  for (const one of inOrder) console.log(lineOf(one));
  console.log(`Steps until found: median ${at(found, 0.5)}, at most ${at(found, 1)}.`);
  return { planted, found: found.length, missed: tried.filter(({ noticed }) => noticed === undefined).length };
}

async function findIn(mutant: Mutant, seed: number): Promise<Tried> {
  for (let plays = 1; ; plays++) {
    const one = { ...(await find(mutant, seed + (plays - 1) * APART)), plays };
    if (one.noticed !== undefined || one.lost !== undefined || plays === PLAYS) return one;
  }
}

const lineOf = ({ name, steps, plays, noticed, lost }: Tried): string =>
  [
    `${name.padEnd(64)} ${counted(steps).padStart(7)}${plays > 1 ? ` in play ${plays}` : ''}`,
    noticed ?? (lost ? `UNKNOWN: ${lost}` : 'NOT FOUND'),
  ].join('  ');

const counted = (steps: number | undefined): string => steps?.toLocaleString('en') ?? 'none';

const at = (sorted: Tried[], share: number): string => counted(sorted[Math.ceil(sorted.length * share) - 1]?.steps);

function find({ name }: Mutant, seed: number): Promise<Omit<Tried, 'plays'>> {
  const given = ['--mutant', name, '--seed', seed, '--steps', MUTANT_STEPS].map(String);
  const child = fork(new URL('main.ts', import.meta.url), given);
  const { promise, resolve } = Promise.withResolvers<Omit<Tried, 'plays'>>();
  let played: Played = nothingPlayed();
  child.on('message', (news: Played) => {
    played = news;
  });
  // What it said last may be read after its end.
  const isRead = new Promise((read) => child.on('disconnect', read));
  child.on('exit', async (code, signal) => {
    await isRead;
    const { steps, violation } = played;
    const noticed = violation?.split('\n')[0]?.slice(0, 90) ?? endless[signal ?? String(code)];
    const isKnown = noticed !== undefined || (code === 0 && steps >= MUTANT_STEPS);
    const lost = `its process ended with ${signal ?? code}`;
    resolve({ name, steps, noticed, ...(isKnown ? {} : { lost }) });
  });
  return promise;
}

/** How a process ends that comes to no end: by the watchdog, or because Node has nothing left to do while something is awaited. */
const endless: Record<string, string> = {
  SIGXCPU: 'it does not come to an end',
  13: 'it waits for what never comes',
};
