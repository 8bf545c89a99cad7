/**
 * How long a chat will wait, as an interval that holds with a stated chance (B14). While somebody waits, a lane hands a chat to
 * an agent every so often; the p-th in line waits for p of these gaps, less those of visitors who give up before their turn.
 */
import * as z from 'zod/mini';
import { kept } from '../bounds.ts';

/** The share of waits that lie within what was said. */
export const PROMISED = 0.8;

/** Newest gaps that are kept. More of them narrow the interval, but tell of an older rate. */
const KEPT = 24;

/** With fewer gaps the interval is so wide that it says nothing. */
const FEWEST = 5;

const ms = z.int().check(z.gte(0));
const total = z.number().check(z.gte(0));

/** What a lane remembers of the chats that left its line. */
export const Flow = z.object({
  /** When a chat last left for an agent. */
  leftAt: ms,
  /** For how long somebody stood first before each chat that left for an agent, oldest first. */
  gaps: kept(z.array(ms), z.array(ms).check(z.maxLength(KEPT))),
  /** Chats that left without an agent, and ms waited by all that left. Both fade, so that the last `KEPT` chats count most. */
  gaveUp: total,
  waitedMs: total,
});
export type Flow = z.infer<typeof Flow>;

export const emptyFlow: Flow = { leftAt: 0, gaps: [], gaveUp: 0, waitedMs: 0 };

/**
 * A chat left the line: for an agent, or because the visitor gave up or it went to another lane. A chat that found an agent at
 * once never stood in line: it says nothing of the rate, and is not recorded.
 */
export function flowAfter(
  flow: Flow,
  { since, leftAt, gaveUp }: { since: number; leftAt: number; gaveUp: boolean },
): Flow {
  const fading = 1 - 1 / KEPT;
  const left = {
    gaveUp: flow.gaveUp * fading + (gaveUp ? 1 : 0),
    waitedMs: flow.waitedMs * fading + Math.max(0, leftAt - since),
  };
  if (gaveUp) return { ...flow, ...left };
  const gap = Math.max(0, leftAt - Math.max(flow.leftAt, since));
  return { leftAt: Math.max(flow.leftAt, leftAt), gaps: [...flow.gaps, gap].slice(-KEPT), ...left };
}

/** For the chat at `position`, from 1; undefined while too little is known to promise anything. */
export function estimatedWait(flow: Flow, position: number): { fromS: number; toS: number } | undefined {
  const seen = flow.gaps.length;
  if (seen < FEWEST) return undefined;
  const sumMs = flow.gaps.reduce((sum, gap) => sum + gap, 0);
  const ahead = gapsAhead(position, flow.waitedMs === 0 ? 0 : (flow.gaveUp / flow.waitedMs) * (sumMs / seen));
  const at = (chance: number) => (sumMs / 1000) * quantile(chance, ahead, seen);
  return { fromS: roundedDown(at((1 - PROMISED) / 2)), toS: roundedUp(at((1 + PROMISED) / 2)) };
}

/**
 * Gaps until the turn of the chat at `position`, on average. Each chat ahead gives up `leaving` times per gap, so with j of them
 * ahead the line moves up 1 + j × leaving times per gap (Erlang's A model: Garnett, Mandelbaum and Reiman 2002).
 */
function gapsAhead(position: number, leaving: number): number {
  let gaps = 0;
  for (let ahead = 0; ahead < position; ahead++) gaps += 1 / (1 + ahead * leaving);
  return gaps;
}

/**
 * The sum of `ahead` gaps to come, divided by that of `seen` gaps, stays below this with the given chance. For exponential gaps
 * the ratio of the two gamma distributed sums is beta prime(ahead, seen), whatever the rate: not knowing it is in the width.
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
 * (DLMF 8.17.5 for whole `a`, where it is the chance of `a` heads before `b` tails).
 */
function beta(t: number, a: number, b: number): number {
  let [sum, term] = [0, t ** a];
  for (let i = 0; i < b; i++) {
    sum += term;
    term *= ((a + i) / (i + 1)) * (1 - t);
  }
  return sum;
}

/** Outwards to what people say: 0, 15, … 90 seconds, then 2, 3, … minutes. */
const roundedDown = (s: number): number => (s < 120 ? Math.min(90, Math.floor(s / 15) * 15) : Math.floor(s / 60) * 60);
const roundedUp = (s: number): number => (s <= 90 ? Math.max(15, Math.ceil(s / 15) * 15) : Math.ceil(s / 60) * 60);
