/**
 * How long a chat will wait, as an interval that is right with a given probability (B14). While chats wait, a lane hands one to
 * an agent every so often; the p-th in line waits for p of these gaps, less those of visitors who give up before their turn.
 */
import * as z from 'zod/mini';

/** The share of waits that are within the interval. */
export const PROMISED = 0.8;

/** Newest gaps that count. More of them narrow the interval, but describe an older rate. */
const NEWEST_GAPS = 24;

/** With fewer gaps the interval is too wide to be useful. */
const FEWEST = 5;

/** Newest stays of a lane to read: among them are `NEWEST_GAPS` that ended with an agent, unless most visitors give up. */
export const NEWEST_STAYS = 50;

const ms = z.int().check(z.gte(0));

/**
 * A finished stay in a lane's line. `found`: it ended with an agent; otherwise the visitor gave up, or the chat went to another
 * lane. A chat that found an agent at once never stood in line and has no stay, because it does not show the rate.
 */
export const Stay = z.object({ from: ms, until: ms, found: z.boolean() });
export type Stay = z.infer<typeof Stay>;

/** For the chat at `position`, from 1; undefined if too little is known to promise anything. */
export function estimatedWait(stays: readonly Stay[], position: number): { fromS: number; toS: number } | undefined {
  const gaps = gapsOf(stays.filter(({ found }) => found));
  if (gaps.length < FEWEST) return undefined;
  const sumMs = sum(gaps);
  const waitedMs = sum(stays.map(({ from, until }) => Math.max(0, until - from)));
  const gaveUp = stays.filter(({ found }) => !found).length;
  const ahead = gapsAhead(position, waitedMs === 0 ? 0 : (gaveUp / waitedMs) * (sumMs / gaps.length));
  const at = (chance: number) => (sumMs / 1000) * quantile(chance, ahead, gaps.length);
  return { fromS: roundedDown(at((1 - PROMISED) / 2)), toS: roundedUp(at((1 + PROMISED) / 2)) };
}

/** How long someone was first in line before each of these left. */
function gapsOf(stays: readonly Stay[]): number[] {
  const inOrder = stays.toSorted((a, b) => a.until - b.until);
  const gaps = inOrder.map(({ from, until }, n) => Math.max(0, until - Math.max(from, inOrder[n - 1]?.until ?? 0)));
  return gaps.slice(-NEWEST_GAPS);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/**
 * The average number of gaps until the turn of the chat at `position`. Each chat ahead gives up `leaving` times per gap, so
 * with j of them ahead the line moves up 1 + j × leaving times per gap (Erlang's A model: Garnett, Mandelbaum and Reiman 2002).
 */
function gapsAhead(position: number, leaving: number): number {
  let gaps = 0;
  for (let ahead = 0; ahead < position; ahead++) gaps += 1 / (1 + ahead * leaving);
  return gaps;
}

/**
 * The sum of the next `ahead` gaps, divided by that of the last `seen` gaps, stays below this with the given probability. For
 * exponential gaps the ratio of the two gamma distributed sums is beta prime(ahead, seen), whatever the rate: the width allows
 * for not knowing it.
 */
export function quantile(chance: number, ahead: number, seen: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (beta(middle, ahead, seen) < chance) low = middle;
    else high = middle;
  }
  return low / (1 - low);
}

/**
 * Distribution function of beta(a, b) at `t` for whole `b`, exactly: the negative binomial sum of (a)ᵢ/i! tᵃ(1−t)ⁱ for i < b
 * (DLMF 8.17.5 for whole `a`, where it is the probability of `a` heads before `b` tails).
 */
function beta(t: number, a: number, b: number): number {
  let [sum, term] = [0, t ** a];
  for (let i = 0; i < b; i++) {
    sum += term;
    term *= ((a + i) / (i + 1)) * (1 - t);
  }
  return sum;
}

/** Outwards to values that people use: 0, 15, … 90 seconds, then 2, 3, … minutes. */
const roundedDown = (s: number): number => (s < 120 ? Math.min(90, Math.floor(s / 15) * 15) : Math.floor(s / 60) * 60);
const roundedUp = (s: number): number => (s <= 90 ? Math.max(15, Math.ceil(s / 15) * 15) : Math.ceil(s / 60) * 60);
