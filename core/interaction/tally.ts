/**
 * What the wallboard counts of an interaction (E9), from its log alone: when, in which queue, how much. Each figure belongs to
 * the moment at which it happened, so a later commit changes no earlier figure, except that a reopened conversation takes back
 * its outcome. What each figure means: docs/wallboard.md.
 */
import type { InteractionId, QueueId } from '../ids.ts';
import { costOf } from './cost.ts';
import { Outcome } from './facts.ts';
import { isMeasured, msIn } from './measures.ts';
import type { Moment } from './moments.ts';
import { type Interaction, isIn, isOver, type Unstarted } from './state.ts';

/** Divides every day of every zone: no offset from UTC is finer today. */
export const QUARTER_MS = 15 * 60_000;
export const quarterOf = (at: number): number => Math.floor(at / QUARTER_MS) * QUARTER_MS;

const lineFigures = ['arrived', 'answered', 'inTime', 'droppedOut', 'leftOtherwise', 'answeredAfterMs'] as const;
const workFigures = ['handlings', 'handledMs', 'wrapUpMs'] as const;
const costFigures = ['closed', 'costMicroUsd'] as const;
/** Counts, durations in ms, and millionths of a US dollar. The outcomes count conversations that ended (D10). */
export const figureNames = [...lineFigures, ...workFigures, ...costFigures, ...Outcome.options] as const;
type FigureName = (typeof figureNames)[number];
/** A figure that is missing is 0. */
export type Figures = Partial<Record<FigureName, number>>;

/** `quarter`: when it began, in ms. */
export interface Tally {
  queueId: QueueId;
  quarter: number;
  figures: Figures;
}

/** What one commit adds. A commit is counted once, however often it is given. */
export interface Counted {
  interactionId: InteractionId;
  seq: number;
  tallies: Tally[];
}

/** What waits this long for nobody has dropped out. Who was turned away, or gave up at once, has not. */
const DROPPED_OUT: readonly Outcome[] = ['abandoned', 'auto-finished', 'timed-out', 'unmanaged'];

/**
 * What is to be counted at this commit: everything since the previous commit after which there was something to count. The log
 * is given up to it. So each moment is counted with exactly one commit, in whatever order commits are counted.
 */
export function tallyOf(interactionId: InteractionId, moments: readonly Moment[]): Counted {
  const seq = moments.at(-1)?.commit.seq ?? 0;
  const since = moments.findLast(({ commit }) => commit.seq < seq && isMeasured(commit))?.commit.seq ?? 0;
  const happened = moments.flatMap((moment, n) =>
    moment.commit.seq > since ? countedAt(moment, moments.slice(0, n + 1)) : [],
  );
  return { interactionId, seq, tallies: added(happened) };
}

/** The sum for each queue and quarter. */
export function added(tallies: readonly Tally[]): Tally[] {
  const sums = new Map<string, Tally>();
  for (const { queueId, quarter, figures } of tallies) {
    const key = `${quarter} ${queueId}`;
    sums.set(key, { queueId, quarter, figures: sumOf([sums.get(key)?.figures ?? {}, figures]) });
  }
  return [...sums.values()];
}

export function sumOf(all: readonly Figures[]): Figures {
  const sum: Figures = {};
  for (const figures of all)
    for (const name of figureNames) {
      const value = figures[name];
      if (value) sum[name] = (sum[name] ?? 0) + value;
    }
  return sum;
}

/** `past`: all moments up to this one. */
function countedAt(moment: Moment, past: readonly Moment[]): Tally[] {
  const { before, after, at } = moment;
  const inQueue = (queueId: QueueId, figures: Figures, when = at): Tally => ({
    ...{ queueId, quarter: quarterOf(when), figures },
  });
  const [stood, stands] = [lineOf(before), lineOf(after)];
  const [worked, works] = [workOf(before), workOf(after)];
  return [
    ...(stood && stood !== stands ? [inQueue(stood, leavesLine(moment, past))] : []),
    ...(stands && stood !== stands ? [inQueue(stands, { arrived: 1 })] : []),
    ...(worked && worked !== works ? [inQueue(worked, workedSince(past, worked))] : []),
    ...outcomes(moment, past, inQueue),
    ...(closes(moment) ? [inQueue(after.place.queueId, costSinceClosed(past))] : []),
  ];
}

/** The queue in whose line it is, in line or offered. */
const lineOf = (interaction: Interaction | Unstarted): QueueId | undefined =>
  isIn(interaction, 'waiting') ? interaction.place.queueId : undefined;

/** The queue for which an agent has it. */
const workOf = (interaction: Interaction | Unstarted): QueueId | undefined =>
  isIn(interaction, 'handled') || isIn(interaction, 'wrap-up') ? interaction.place.queueId : undefined;

function leavesLine({ before, after, at }: Moment, past: readonly Moment[]): Figures {
  if (!before.stage) return {};
  if (isIn(after, 'handled')) {
    const { waitedFrom, terms } = before.place;
    const since = past.findLast(
      (each) => lineOf(each.before) !== lineOf(before) && lineOf(each.after) === lineOf(before),
    );
    return {
      answered: 1,
      answeredAfterMs: at - (since?.at ?? at),
      ...(at - waitedFrom <= terms.serviceLevelS * 1000 ? { inTime: 1 } : {}),
    };
  }
  const hasDropped = isIn(after, 'ended') && DROPPED_OUT.includes(after.stage.outcome);
  return hasDropped ? { droppedOut: 1 } : { leftOtherwise: 1 };
}

/** From when an agent got it until now, as far as it was for this queue all the time. */
function workedSince(past: readonly Moment[], queueId: QueueId): Figures {
  const begins = past.findLastIndex((each) => workOf(each.before) !== queueId && workOf(each.after) === queueId);
  const during = past.slice(begins + 1);
  return { handlings: 1, handledMs: msIn('handled', during), wrapUpMs: msIn('wrap-up', during) };
}

const closes = ({ before, after }: Moment): boolean => isIn(after, 'ended') && !isIn(before, 'ended');

/** A conversation that was closed before, and went on, is counted already and adds what it has cost since (G8). */
function costSinceClosed(past: readonly Moment[]): Figures {
  const before = past.slice(0, past.slice(0, -1).findLastIndex(closes) + 1);
  return { closed: before.length === 0 ? 1 : 0, costMicroUsd: costOf(past) - costOf(before) };
}

/** How the conversation ended; taken back where it was counted if it goes on. */
function outcomes(
  { before, after }: Moment,
  past: readonly Moment[],
  inQueue: (queueId: QueueId, figures: Figures, when?: number) => Tally,
): Tally[] {
  const [was, is] = [outcomeOf(before), outcomeOf(after)];
  if (was === undefined && is !== undefined) return [inQueue(after.place.queueId, { [is]: 1 })];
  if (was === undefined || is !== undefined || !before.stage) return [];
  const ended = past.findLast((each) => outcomeOf(each.before) === undefined && outcomeOf(each.after) !== undefined);
  return ended ? [inQueue(ended.after.place.queueId, { [was]: -1 }, ended.at)] : [];
}

const outcomeOf = (interaction: Interaction | Unstarted): Outcome | undefined =>
  interaction.stage && isOver(interaction) && 'outcome' in interaction.stage ? interaction.stage.outcome : undefined;
