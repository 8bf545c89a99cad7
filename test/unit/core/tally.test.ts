/** E9: what a wallboard counts of an interaction, and that nothing is counted twice or left out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../core/interaction/commands.ts';
import type { Commit } from '../../../core/interaction/events.ts';
import { isMeasured } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import { type Counted, QUARTER_MS, quarterOf, sumOf, type Tally, tallyOf } from '../../../core/interaction/tally.ts';
import {
  accepted,
  active,
  arrived,
  asInes,
  asTomas,
  at,
  commandId,
  given,
  ines,
  interactionId,
  offered,
  offerId,
  queueId,
  started,
  terms,
  tomas,
  visitor,
} from '../../support/chats.ts';
import { tallied } from '../../support/tallied.ts';

type Step = [second: number, command: Command];

/** As the stream would deliver it: at each commit after which there is something to count. */
const countedOf = (log: readonly Commit[]): Counted[] =>
  momentsOf(interactionId, log).flatMap(({ commit }, n, moments) =>
    isMeasured(commit) ? [tallyOf(interactionId, moments.slice(0, n + 1))] : [],
  );
/** Without the cost, which has tests of its own. */
const talliesOf = (log: readonly Commit[]): Tally[] =>
  countedOf(log).flatMap(({ tallies }) =>
    tallies.map(({ figures: { costMicroUsd: _, ...figures }, ...tally }) => ({ ...tally, figures })),
  );
const sums = (...steps: Step[]) => sumOf(talliesOf(given(...steps).log).map(({ figures }) => figures));

const ends = (second: number, actor: typeof visitor | typeof asInes | typeof asTomas): Step => [
  second,
  { type: 'end', actor },
];
const finishes = (second: number, actor: typeof asInes | typeof asTomas): Step => [
  second,
  { type: 'finish', actor, disposition: 'solved' },
];

describe('E9 a chat counts', () => {
  it('where it waited, how soon it was answered, and how long an agent had it', () => {
    expect(sums(...active, ends(40, visitor), finishes(70, asInes))).toEqual({
      ...{ arrived: 1, answered: 1, inTime: 1, answeredAfterMs: 6000 },
      ...{ handlings: 1, handledMs: 34_000, wrapUpMs: 30_000, completed: 1, closed: 1 },
    });
  });

  it('each figure in the quarter of an hour in which it happened', () => {
    const log = given(...active, ends(1000, visitor), finishes(1900, asInes)).log;
    const byQuarter = talliesOf(log).map(({ quarter, figures }) => [
      (quarter - at(0)) / QUARTER_MS,
      Object.keys(figures),
    ]);
    expect(byQuarter).toEqual([
      [0, ['arrived', 'answered', 'inTime', 'answeredAfterMs']],
      [1, ['completed']],
      [2, ['handlings', 'handledMs', 'wrapUpMs', 'closed']],
    ]);
  });

  it('as answered late beyond the service level', () => {
    const late = terms.serviceLevelS + 1;
    const [, accept] = accepted;
    const steps: Step[] = [started, arrived, [late - 5, offered[1]], [late, accept]];
    expect(sums(...steps)).toEqual({ arrived: 1, answered: 1, answeredAfterMs: late * 1000 });
  });

  it('as dropped out if the visitor left the line, and not if it was full', () => {
    expect(sums(started, arrived, ends(9, visitor))).toEqual({ arrived: 1, droppedOut: 1, abandoned: 1, closed: 1 });
    expect(sums(started, [1, { type: 'turn-away' }])).toEqual({ arrived: 1, leftOtherwise: 1, rejected: 1, closed: 1 });
  });

  it('twice in line if it comes back from its agent: each wait, and each agent’s part', () => {
    const steps: Step[] = [
      ...active,
      [20, { type: 'return', agentId: ines.id }],
      [25, { type: 'offer', agents: [tomas], offerId, considered: [] }],
      [30, { type: 'accept', actor: asTomas, offerId }],
      ends(50, asTomas),
      finishes(55, asTomas),
    ];
    expect(sums(...steps)).toEqual({
      ...{ arrived: 2, answered: 2, inTime: 2, answeredAfterMs: 16_000 },
      ...{ handlings: 2, handledMs: 34_000, wrapUpMs: 5000, completed: 1, closed: 1 },
    });
  });

  it('nothing more when a note follows', () => {
    const wrapUp: Step[] = [...active, ends(40, visitor), [40 + terms.wrapUpS, { type: 'expire-wrap-up' }]];
    const noted: Step[] = [...wrapUp, [500, { type: 'finish', actor: asInes, note: 'Solved' }]];
    expect(countedOf(given(...noted).log).at(-1)?.tallies).toEqual([]);
    expect(sums(...noted)).toEqual(sums(...wrapUp));
  });
});

const commands: Command[] = [
  { type: 'offer', agents: [ines], offerId, considered: [] },
  { type: 'offer', agents: [tomas], offerId, considered: [] },
  { type: 'accept', actor: asInes, offerId },
  { type: 'accept', actor: asTomas, offerId },
  { type: 'reject', actor: asInes, offerId },
  { type: 'turn-away' },
  { type: 'return', agentId: ines.id },
  { type: 'return', agentId: tomas.id },
  { type: 'message', id: commandId(99), actor: visitor, text: 'x' },
  ...[visitor, asInes, asTomas].map((actor): Command => ({ type: 'end', actor })),
  { type: 'finish', actor: asInes, disposition: 'solved' },
  { type: 'finish', actor: asTomas, disposition: 'solved' },
  { type: 'expire-offer' },
  { type: 'park', actor: asInes },
  { type: 'resume', actor: asInes },
  { type: 'park-for-call', agentId: tomas.id },
  { type: 'resume-after-call', agentId: tomas.id },
  { type: 'expire-wrap-up' },
  { type: 'auto-finish' },
];
/** Long pauses, so that a story takes hours. */
const stories = fc.array(fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.constantFrom(...commands)), { maxLength: 40 });

describe('E9 any story', () => {
  it('G8 costs what its measures say, once it is closed', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const log = tallied.play(steps);
        expect(tallied.costIn(countedOf(log).flatMap(({ tallies }) => tallies))).toBe(tallied.costUntilClosed(log));
      }),
    );
  });

  it('counts what a reading of its events counts, in the same quarters', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const log = tallied.play(steps);
        expect(tallied.summed(talliesOf(log))).toEqual(tallied.summed(tallied.byHand(log)));
      }),
    );
  });

  it('has as many in line as arrived and have not left', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const log = tallied.play(steps);
        const {
          arrived: came = 0,
          answered = 0,
          droppedOut = 0,
          leftOtherwise = 0,
        } = sumOf(talliesOf(log).map(({ figures }) => figures));
        const waits = came - answered - droppedOut - leftOtherwise;
        expect(waits).toBeGreaterThanOrEqual(0);
        expect(waits).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('belongs to the queue', () => {
    expect(talliesOf(given(...active).log).every((tally) => tally.queueId === queueId)).toBe(true);
    expect(quarterOf(at(899))).toBe(at(0));
    expect(quarterOf(at(900))).toBe(at(900));
  });
});
