/** The wallboard's figures, counted by hand from events, to compare with. */

import type { QueueId } from '../../core/ids.ts';
import type { Command } from '../../core/interaction/commands.ts';
import { decide } from '../../core/interaction/decide.ts';
import type { Commit } from '../../core/interaction/events.ts';
import type { Outcome } from '../../core/interaction/facts.ts';
import { measuresOf } from '../../core/interaction/measures.ts';
import { momentsOf } from '../../core/interaction/moments.ts';
import type { Figures, Tally } from '../../core/interaction/tally.ts';
import { appended, at, given, interactionId, started } from './chats.ts';

const QUARTER = 15 * 60_000;

/** Any commands, one after another; what is refused changes nothing. */
function play(steps: readonly (readonly [pauseS: number, command: Command])[], beginsAt = 0): Commit[] {
  let second = beginsAt;
  let story = given([second, started[1]]);
  for (const [pause, command] of steps) {
    second += pause;
    const decision = decide(story.chat, command, at(second));
    if (!('refused' in decision)) story = appended(story, decision.events, at(second));
  }
  return story.log;
}

/** Everything up to the last commit that is delivered for counting. One pass over the events, without states. */
function byHand(log: readonly Commit[]): Tally[] {
  const tallies: Tally[] = [];
  let queueId = '' as QueueId;
  let is: 'nowhere' | 'line' | 'agent' | 'wrap-up' = 'nowhere';
  const since = { line: 0, limit: 0, agent: 0, wrapUp: 0 };
  let parkedSince: number | undefined;
  const parkedMs = { agent: 0, 'wrap-up': 0 };
  const unparks = (when: number) => {
    if (parkedSince !== undefined && (is === 'agent' || is === 'wrap-up')) parkedMs[is] += when - parkedSince;
    parkedSince = undefined;
  };
  let serviceLevelMs = 0;
  let waiting: Tally[] = [];
  let end: { queueId: QueueId; quarter: number; outcome: Outcome } | undefined;
  const count = (when: number, figures: Figures) =>
    waiting.push({ queueId, quarter: when - (when % QUARTER), figures });
  let wasClosed = false;
  const closes = (when: number) => {
    if (!wasClosed) count(when, { closed: 1 });
    wasClosed = true;
  };
  const leavesAgent = (when: number) => {
    unparks(when);
    count(when, {
      handlings: 1,
      handledMs: (is === 'wrap-up' ? since.wrapUp : when) - since.agent - parkedMs.agent,
      wrapUpMs: is === 'wrap-up' ? when - since.wrapUp - parkedMs['wrap-up'] : 0,
    });
  };
  for (const { at: when, events } of log) {
    let isDelivered = false;
    for (const event of events) {
      switch (event.type) {
        case 'started':
          serviceLevelMs = event.terms.serviceLevelS * 1000;
          break;
        case 'queued':
          if (is === 'agent') leavesAgent(when);
          if (is === 'line' && event.queueId !== queueId) count(when, { leftOtherwise: 1 });
          if (is !== 'line' || event.queueId !== queueId) {
            queueId = event.queueId;
            since.line = when;
            count(when, { arrived: 1 });
          }
          is = 'line';
          since.limit = event.waitedFrom;
          if (event.terms) serviceLevelMs = event.terms.serviceLevelS * 1000;
          isDelivered ||= event.because !== 'arrived';
          break;
        case 'accepted':
          count(when, { answered: 1, answeredAfterMs: when - since.line });
          if (when - since.limit <= serviceLevelMs) count(when, { inTime: 1 });
          is = 'agent';
          since.agent = when;
          parkedMs.agent = parkedMs['wrap-up'] = 0;
          isDelivered = true;
          break;
        case 'ended':
          if (is === 'line') count(when, droppedOut(event.outcome) ? { droppedOut: 1 } : { leftOtherwise: 1 });
          count(when, { [event.outcome]: 1 });
          end = { queueId, quarter: when - (when % QUARTER), outcome: event.outcome };
          if (parkedSince !== undefined && is === 'agent') {
            unparks(when);
            parkedSince = when;
          }
          if (is === 'agent' && event.wrapUpUntil === undefined) leavesAgent(when);
          if (event.wrapUpUntil === undefined) closes(when);
          since.wrapUp = when;
          is = event.wrapUpUntil === undefined ? 'nowhere' : 'wrap-up';
          isDelivered ||= event.wrapUpUntil === undefined;
          break;
        case 'parked':
          parkedSince = when;
          break;
        case 'resumed':
          unparks(when);
          break;
        case 'reopened':
          if (is === 'wrap-up') leavesAgent(when);
          if (end) waiting.push({ queueId: end.queueId, quarter: end.quarter, figures: { [end.outcome]: -1 } });
          is = 'nowhere';
          isDelivered = true;
          break;
        case 'finished':
          leavesAgent(when);
          closes(when);
          is = 'nowhere';
          isDelivered = true;
          break;
        default:
      }
    }
    if (!isDelivered) continue;
    tallies.push(...waiting);
    waiting = [];
  }
  return tallies;
}

const droppedOut = (outcome: Outcome) =>
  outcome === 'abandoned' || outcome === 'timed-out' || outcome === 'auto-finished' || outcome === 'unmanaged';

/** What a log cost until it was last closed (G8), as its measures say. Cannot be counted by hand. */
function costUntilClosed(log: readonly Commit[]): number {
  const moments = momentsOf(interactionId, log);
  const measured = moments.map((_, n) => measuresOf(moments.slice(0, n + 1)));
  const closed = measured.findLastIndex((each, n) => each !== undefined && measured[n - 1] === undefined);
  return measured[closed]?.costMicroUsd ?? 0;
}

/** Of everything that was tallied. */
const costIn = (tallies: readonly Tally[]): number =>
  tallies.reduce((sum, { figures: { costMicroUsd = 0 } }) => sum + costMicroUsd, 0);

/** `queue quarter figure` to its sum, without zeros and without the cost. */
function summed(tallies: readonly Tally[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { queueId, quarter, figures } of tallies)
    for (const [name, value] of Object.entries({ ...figures, costMicroUsd: 0 })) {
      const key = `${queueId} ${quarter} ${name}`;
      sums[key] = (sums[key] ?? 0) + value;
    }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
}

export const tallied = { play, byHand, summed, costUntilClosed, costIn };
