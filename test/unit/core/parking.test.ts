/** Parking: every sentence about it in the source, and what it leaves open. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../core/interaction/commands.ts';
import { consequencesOf } from '../../../core/interaction/consequences.ts';
import { agentsHeldBy } from '../../../core/interaction/holdings.ts';
import { measuresOf } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import { unstarted } from '../../../core/interaction/state.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import { mayBeOffered } from '../../../core/interaction/topics/offers.ts';
import { viewOf } from '../../../core/interaction/view.ts';
import {
  active,
  asInes,
  asTomas,
  at,
  commandId,
  given,
  ines,
  interactionId,
  type Story,
  start,
  tab,
  terms,
  tomas,
  typesOf,
  visitor,
  when,
} from '../../support/chats.ts';

type Step = [second: number, command: Command];
const park = (second: number): Step => [second, { type: 'park', actor: asInes }];
const resume = (second: number): Step => [second, { type: 'resume', actor: asInes }];
const callComes = (second: number): Step => [second, { type: 'park-for-call', agentId: ines.id }];
const callEnds = (second: number): Step => [second, { type: 'resume-after-call', agentId: ines.id }];
const ends = (second: number, actor: typeof visitor | typeof asInes = visitor): Step => [
  second,
  { type: 'end', actor },
];
const finish = (second: number): Step => [second, { type: 'finish', actor: asInes, disposition: 'solved' }];
const says = (second: number, actor: typeof visitor | typeof asInes = visitor): Step => [
  second,
  { type: 'message', actor, id: commandId(1000 + second), text: 'Hola' },
];
const goes = (second: number): Step => [second, { type: 'disconnect', side: 'visitor', connectionId: tab }];
const stay = (second: number): Step => [second, { type: 'return-parked' }];
const timesUp = (second: number): Step => [second, { type: 'expire-wrap-up' }];

const at6 = (...steps: Step[]) => given(...active, ...steps);
const deadline = ({ chat }: Story) => chat.stage?.is === 'wrap-up' && chat.stage.deadline;
const workOf = (...steps: Step[]) => {
  const { handledMs, wrapUpMs, parkedMs } = measuresOf(momentsOf(interactionId, at6(...steps).log)) ?? {};
  return { handledMs, wrapUpMs, parkedMs };
};
const timers = ({ log }: Story) => {
  const last = log.at(-1);
  return last ? timersOf(interactionId, last).map(({ kind, dueAt }) => [kind, dueAt]) : [];
};

describe('D5 the source', () => {
  it('D5 “an agent can pause it temporarily”: it stays theirs, with its place of their capacity', () => {
    const { chat } = at6(park(20));
    expect(chat).toMatchObject({ stage: { is: 'handled' }, parked: { since: at(20), by: 'agent' } });
    expect(agentsHeldBy(chat)).toEqual([ines.id]);
  });

  it('D5 “ready to be activated again later”, also twice', () => {
    expect(at6(park(20), resume(50)).chat).not.toHaveProperty('parked');
    expect(at6(park(20), resume(50), park(51)).chat).toMatchObject({ parked: { since: at(51) } });
  });

  it('D5 “the time already spent is stored and the timer restarts when it is made active again”', () => {
    expect(workOf(park(20), resume(50), park(60), resume(65), ends(75), finish(80))).toEqual({
      ...{ handledMs: 34_000, parkedMs: 35_000, wrapUpMs: 5000 },
    });
  });

  it('D5 “both webchats in progress and in wrapup can be parked”: the deadline is paused, and gets back just what was left', () => {
    const parked = at6(ends(30), [41.123, { type: 'park', actor: asInes }]);
    expect(parked.chat).toMatchObject({ stage: { is: 'wrap-up' }, parked: { left: 108_877 } });
    expect(typesOf(when(parked, 150, { type: 'expire-wrap-up' }))).toEqual([]);
    const resumed = at6(ends(30), [41.123, { type: 'park', actor: asInes }], resume(1000));
    expect(deadline(resumed)).toBe(at(1000) + 108_877);
    expect(timers(resumed)).toEqual([['expire-wrap-up', at(1000) + 108_877]]);
    expect(typesOf(when(resumed, 1108, { type: 'expire-wrap-up' }))).toEqual([]);
    expect(typesOf(when(resumed, 1109, { type: 'expire-wrap-up' }))).toEqual(['finished']);
  });

  it('D5 a wrap-up that was parked counts only the time in which it was worked on', () => {
    expect(workOf(ends(30), park(40), resume(100), finish(105))).toEqual({
      ...{ handledMs: 24_000, wrapUpMs: 15_000, parkedMs: 60_000 },
    });
  });

  it('D5 B12 “interrupted by a call”: it parks by itself, and “after the call, resumes automatically”', () => {
    const interrupted = at6(callComes(20));
    expect(interrupted.chat).toMatchObject({ parked: { since: at(20), by: 'call' } });
    expect(at6(callComes(20), callEnds(80)).chat).not.toHaveProperty('parked');
  });

  it('D5 B12 “if the customer ends the interrupted webchat”, it resumes in wrap-up, whose clock starts then', () => {
    const ended = at6(callComes(20), ends(40));
    expect(ended.chat).toMatchObject({ stage: { is: 'wrap-up', outcome: 'completed' }, parked: { by: 'call' } });
    expect(typesOf(when(ended, 40 + terms.wrapUpS, { type: 'expire-wrap-up' }))).toEqual([]);
    const resumed = at6(callComes(20), ends(40), callEnds(500));
    expect(deadline(resumed)).toBe(at(500 + terms.wrapUpS));
    expect(workOf(callComes(20), ends(40), callEnds(500), finish(510))).toEqual({
      ...{ handledMs: 14_000, parkedMs: 480_000, wrapUpMs: 10_000 },
    });
  });

  it('D5 D7 “when an agent logs out”, a parked chat goes back to its queue at its old place', () => {
    const { chat } = at6(park(20), [50, { type: 'return', agentId: ines.id }]);
    expect(chat).toMatchObject({ stage: { is: 'waiting' }, people: [], place: { since: at(0), waitedFrom: at(44) } });
    expect(chat).not.toHaveProperty('parked');
  });
});

describe('D5 by whom', () => {
  it('D5 only its owner parks and resumes it', () => {
    expect(typesOf(when(at6(), 20, { type: 'park', actor: asTomas }))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(at6(park(20)), 30, { type: 'resume', actor: asTomas }))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(at6(), 20, { type: 'park-for-call', agentId: tomas.id }))).toEqual([]);
  });

  it('D5 nothing is parked while it waits, is offered, or has ended', () => {
    const waits = given(...active.slice(0, 2));
    expect(typesOf(when(waits, 5, { type: 'park', actor: asInes }))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(given(...active.slice(0, 3)), 5, { type: 'park', actor: asInes }))).toEqual([
      'refused: chat_not_yours',
    ]);
    const over = at6(ends(30), finish(40));
    expect(typesOf(when(over, 50, { type: 'park', actor: asInes }))).toEqual(['refused: chat_ended']);
    expect(typesOf(when(over, 50, { type: 'park-for-call', agentId: ines.id }))).toEqual([]);
  });

  it('D5 parked twice, or resumed twice, nothing happens the second time', () => {
    expect(typesOf(when(at6(park(20)), 30, { type: 'park', actor: asInes }))).toEqual([]);
    expect(typesOf(when(at6(park(20)), 30, { type: 'park-for-call', agentId: ines.id }))).toEqual([]);
    expect(typesOf(when(at6(), 30, { type: 'resume', actor: asInes }))).toEqual([]);
  });

  it('B12 the end of a call does not resume what the agent parked by choice', () => {
    expect(typesOf(when(at6(park(20)), 30, { type: 'resume-after-call', agentId: ines.id }))).toEqual([]);
  });

  it('D5 the visitor is not told, and no frame of theirs names it', () => {
    const seen = at6(park(20), says(22), resume(30)).log.flatMap(
      (commit) => viewOf('visitor', commit, 0, { revised: [] }).events,
    );
    expect(JSON.stringify(seen)).not.toMatch(/park|resume|reply-due/);
  });
});

describe('D5 what happens to it meanwhile', () => {
  it('D5 an agent who writes in it, or ends it, has resumed it', () => {
    expect(at6(park(20), says(30, asInes)).chat).not.toHaveProperty('parked');
    const ended = at6(park(20), ends(30, asInes));
    expect(ended.chat).not.toHaveProperty('parked');
    expect(deadline(ended)).toBe(at(30 + terms.wrapUpS));
  });

  it('D5 a parked wrap-up may be finished as it is', () => {
    const { chat } = at6(ends(30), park(40), finish(50));
    expect(chat).toMatchObject({ stage: { is: 'ended', disposition: 'solved' } });
    expect(chat).not.toHaveProperty('parked');
  });

  it('D3 the visitor stays away: it ends by itself, and its wrap-up waits for its agent', () => {
    const { chat } = at6(park(20), goes(30), [30 + terms.autoFinishS, { type: 'auto-finish' }]);
    expect(chat).toMatchObject({ stage: { is: 'wrap-up', outcome: 'auto-finished' }, parked: { left: 120_000 } });
  });

  it('D6 D7 an agent who leaves a parked wrap-up lets its time run: it must end', () => {
    const left = at6(ends(30), park(40), [90, { type: 'return', agentId: ines.id }]);
    expect(deadline(left)).toBe(at(90 + 110));
    expect(typesOf(when(left, 200, timesUp(200)[1]))).toEqual(['finished']);
  });
});

describe('D5 a visitor who writes in a parked chat', () => {
  it('D5 sets one timer, with the first message', () => {
    const once = at6(park(20), says(30));
    expect(timers(once)).toEqual([['return-parked', at(90)]]);
    expect(timers(at6(park(20), says(30), says(31)))).toEqual([]);
    expect(timers(at6(park(20), says(30), says(31), resume(40), says(45, asInes), park(50), says(60)))).toEqual([
      ['return-parked', at(120)],
    ]);
  });

  it('D5 does not wait longer because the question came before the chat was parked, by hand or by a call', () => {
    expect(timers(at6(says(19), park(20)))).toEqual([['return-parked', at(80)]]);
    expect(timers(at6(says(19), callComes(20)))).toEqual([['return-parked', at(80)]]);
    expect(timers(at6(says(19), says(20, asInes), park(21)))).toEqual([]);
    expect(timers(at6(park(20), says(30), resume(40), park(50)))).toEqual([['return-parked', at(110)]]);
  });

  it('D5 goes back in line at its old place if its agent has not resumed it by then, and is told', () => {
    const story = at6(park(20), says(30), stay(90));
    expect(story.chat).toMatchObject({
      ...{ stage: { is: 'waiting' }, people: [], place: { priority: 0, since: at(0), waitedFrom: at(84) } },
    });
    const [commit] = story.log.slice(-1);
    if (!commit || !story.chat.stage) throw new Error('it did not return');
    expect(viewOf('visitor', commit, 0, { revised: [] }).events).toEqual([
      { type: 'queued', queue: undefined, because: 'unresumed' },
    ]);
    const before = at6(park(20), says(30)).chat;
    expect(consequencesOf(before, story.chat, commit)).toEqual([
      { type: 'look-for-agent', isNewcomer: false },
      { type: 'tell-position' },
      { type: 'serve', agentId: ines.id },
    ]);
    expect(consequencesOf(unstarted(interactionId), story.chat, commit)).toContainEqual({
      ...{ type: 'serve', agentId: ines.id },
    });
  });

  it('B7 is offered to someone else first', () => {
    const { chat } = at6(park(20), says(30), stay(90));
    if (!chat.stage) throw new Error('did not start');
    expect([mayBeOffered(chat, ines.id, at(91)), mayBeOffered(chat, tomas.id, at(91))]).toEqual([false, true]);
  });

  it('D5 an early, late, stale or repeated timer does nothing', () => {
    const told = at6(park(20), says(30));
    expect(typesOf(when(told, 89, { type: 'return-parked' }))).toEqual([]);
    expect(typesOf(when(at6(park(20), says(30), resume(60)), 90, { type: 'return-parked' }))).toEqual([]);
    const again = at6(park(20), says(30), resume(60), park(70), says(80));
    expect(typesOf(when(again, 90, { type: 'return-parked' }))).toEqual([]);
    expect(typesOf(when(again, 140, { type: 'return-parked' }))).toEqual(['queued']);
    expect(typesOf(when(at6(park(20), says(30), ends(40)), 90, { type: 'return-parked' }))).toEqual([]);
    expect(typesOf(when(at6(park(20), says(30), stay(90)), 91, { type: 'return-parked' }))).toEqual([]);
  });

  it('D5 waits for its agent without end if the queue says so', () => {
    const patient = { ...terms, parkedReplyS: 0 };
    const { placement } = start.next.is === 'placed' ? start.next : {};
    if (!placement) throw new Error('it was not placed');
    const begins: Step = [0, { ...start, next: { is: 'placed', placement: { ...placement, terms: patient } } }];
    expect(timers(given(begins, ...active.slice(1), park(20), says(30)))).toEqual([]);
  });
});
