/**
 * `npm run bench -- wait`: simulates days of a queue. Each chat that joins the line is given an interval, and a new one
 * whenever it moves up; later its actual wait is compared. A chat whose visitor gave up is judged by when its turn would have
 * come, because otherwise the long waits would not count.
 */
import { estimatedWait, NEWEST_STAYS, PROMISED, type Stay } from '../core/routing/wait.ts';
import { table } from './table.ts';

/** Not used while the estimate was developed: that was done with 1 to 10. */
const SEEDS = Array.from({ length: 10 }, (_, n) => 101 + n);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const [OPENS, CLOSES] = [8 * HOUR, 20 * HOUR];
const CAPACITY = 3;
const URGENT = 0.05;
/**
 * Log-normal, with `spread` as the standard deviation of the logarithm. Patience is deliberately not exponential, as the
 * estimate assumes.
 */
const HANDLE = { meanMs: 8 * MINUTE, spread: 0.8 };
const PATIENCE = { meanMs: 12 * MINUTE, spread: 0.8 };

interface Scenario {
  agents: number;
  /** Arriving chats, divided by the chats that the agents could handle while they are there. */
  load: number;
}
const scenarios: Record<string, Scenario> = {
  quiet: { agents: 8, load: 0.65 },
  busy: { agents: 8, load: 1 },
  overloaded: { agents: 8, load: 1.3 },
  'two agents': { agents: 2, load: 0.9 },
};

interface Said {
  at: number;
  interval: { fromS: number; toS: number } | undefined;
}

interface Chat {
  since: number;
  isUrgent: boolean;
  givesUpAt: number;
  /** Keeps its place in line, to show when its turn would have come. */
  gaveUp: boolean;
  /** 0 = was never given one. */
  position: number;
  said: Said[];
  turnAt: number;
}

export async function wait(): Promise<void> {
  const all = Object.entries(scenarios).map(([name, scenario]) => {
    const chats = SEEDS.flatMap((seed) => simulateDay(scenario, seed));
    const waited = chats.filter(({ said }) => said.length > 0);
    const joined = waited.map(({ said, turnAt }) => said.slice(0, 1).map((one) => judge(one, turnAt)));
    const moved = waited.map(({ said, turnAt }) => said.slice(1).map((one) => judge(one, turnAt)));
    return { name, chats, waited, joined: joined.flat(2), moved: moved.flat(2) };
  });
  const rows = all.map(({ name, chats, waited, joined, moved }) => {
    const waitS = median(joined.map((one) => one.waitS));
    const widthS = median(joined.map((one) => one.widthS));
    return {
      scenario: name,
      chats: chats.length,
      waited: percent(waited.length / chats.length),
      promised: percent(joined.length / waited.length),
      'median wait': `${Math.round(waitS)} s`,
      'median width': `${widthS} s`,
      'width/wait': (widthS / waitS).toFixed(2),
      hit: percent(share(joined, 'in')),
      'came sooner': percent(share(joined, 'sooner')),
      'came later': percent(share(joined, 'later')),
      'hit after moves': percent(share(moved, 'in')),
    };
  });
  const hitRate = Number(
    share(
      all.flatMap(({ joined }) => joined),
      'in',
    ).toFixed(3),
  );
  process.stdout.write(`${table(rows)}\n${JSON.stringify({ bench: 'wait', hitRate, promised: PROMISED })}\n`);
}

/** Undefined if nothing was promised. */
function judge({ at, interval }: Said, turnAt: number) {
  if (!interval) return [];
  const { fromS, toS } = interval;
  const waitS = (turnAt - at) / 1000;
  return [{ waitS, widthS: toS - fromS, came: waitS < fromS ? 'sooner' : waitS > toS ? 'later' : 'in' }];
}

/** All chats of a day. The line is served as in Foyer: the first by priority, then age, gets the next free place. */
function simulateDay({ agents: count, load }: Scenario, seed: number): Chat[] {
  const random = randomBy(seed);
  const lasting = ({ meanMs, spread }: typeof HANDLE) => Math.round(meanMs * logNormal(random, spread));
  const agents = Array.from({ length: count }, (_, n) => ({
    shifts: shiftsOf(n, count, random),
    ends: [] as number[],
  }));
  const shifts = agents.flatMap((agent) => agent.shifts);
  const presentMs = shifts.reduce((sum, { from, to }) => sum + to - from, 0);
  const arrivals = arrivalsOf((load * presentMs * CAPACITY) / HANDLE.meanMs, random);
  const begins = shifts.map(({ from }) => from).sort((a, b) => a - b);

  const chats: Chat[] = [];
  const line: Chat[] = [];
  let stays: Stay[] = [];
  const left = (from: number, until: number, found: boolean) => {
    stays = [...stays, { from, until, found }].slice(-NEWEST_STAYS);
  };

  for (;;) {
    const standing = line.filter(({ gaveUp }) => !gaveUp);
    const now = Math.min(
      ...arrivals.slice(0, 1),
      ...begins.slice(0, 1),
      ...agents.flatMap(({ ends }) => ends),
      ...standing.map(({ givesUpAt }) => givesUpAt),
    );
    if (now === Number.POSITIVE_INFINITY) return chats;

    if (begins[0] === now) begins.shift();
    for (const agent of agents) agent.ends = agent.ends.filter((end) => end > now);
    for (const chat of standing.filter(({ givesUpAt }) => givesUpAt === now)) {
      chat.gaveUp = true;
      left(chat.since, now, false);
    }
    if (arrivals[0] === now) {
      arrivals.shift();
      const isUrgent = random() < URGENT;
      const givesUpAt = now + lasting(PATIENCE);
      const chat: Chat = { since: now, isUrgent, givesUpAt, gaveUp: false, position: 0, said: [], turnAt: 0 };
      chats.push(chat);
      const behind = isUrgent ? line.findIndex((other) => !other.isUrgent) : -1;
      line.splice(behind < 0 ? line.length : behind, 0, chat);
    }
    for (;;) {
      const agent = agents.find(({ shifts, ends }) => ends.length < CAPACITY && shifts.some((one) => isIn(one, now)));
      if (!agent) break;
      const first = line.findIndex(({ gaveUp }) => !gaveUp);
      const passed = line.splice(0, first < 0 ? line.length : first + 1);
      for (const chat of passed) chat.turnAt = now;
      const taken = passed.at(-1);
      if (first < 0 || !taken) break;
      agent.ends.push(now + lasting(HANDLE));
      if (taken.said.length > 0) left(taken.since, now, true);
    }
    for (const [index, chat] of line.filter(({ gaveUp }) => !gaveUp).entries()) {
      if (chat.position === index + 1) continue;
      chat.position = index + 1;
      chat.said.push({ at: now, interval: estimatedWait(stays, chat.position) });
    }
  }
}

interface Shift {
  from: number;
  to: number;
}

/** Early and late shifts, each with a break. The last shift stays until the line is empty. */
function shiftsOf(n: number, count: number, random: () => number): Shift[] {
  const hours = (from: number) => Math.round((from + random()) * HOUR);
  const isEarly = n < count / 2;
  const [from, pause, to] = isEarly ? [hours(8), hours(12), hours(16)] : [hours(11), hours(15.5), CLOSES];
  return [
    { from, to: pause },
    { from: pause + HOUR / 2, to },
  ];
}

const isIn = ({ from, to }: Shift, at: number) => from <= at && (at < to || to === CLOSES);

/** A Poisson process by thinning: two waves a day, half above and below the mean. */
function arrivalsOf(expected: number, random: () => number): number[] {
  const wave = (at: number) => 1 + 0.5 * Math.sin((4 * Math.PI * (at - OPENS)) / (CLOSES - OPENS) - 0.5);
  const gapMs = (CLOSES - OPENS) / (expected * 1.5);
  const arrivals: number[] = [];
  for (let at = OPENS; at < CLOSES; at += -gapMs * Math.log(1 - random())) {
    if (random() * 1.5 < wave(at)) arrivals.push(Math.round(at));
  }
  return arrivals;
}

/** With mean 1; the normal variate by Box and Muller. */
function logNormal(random: () => number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(spread * normal - spread ** 2 / 2);
}

/** mulberry32. */
function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const share = (judged: { came: string }[], came: string) =>
  judged.filter((one) => one.came === came).length / judged.length;
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const percent = (of: number) => `${(100 * of).toFixed(1)} %`;
