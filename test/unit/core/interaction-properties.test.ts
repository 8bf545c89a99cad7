import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../core/interaction/commands.ts';
import { decide } from '../../../core/interaction/decide.ts';
import type { Commit, InteractionEvent } from '../../../core/interaction/events.ts';
import { evolve } from '../../../core/interaction/evolve.ts';
import { isMeasured, measuresOf, staysOf } from '../../../core/interaction/measures.ts';
import { type Interaction, type Unstarted, unstarted } from '../../../core/interaction/state.ts';
import { isFollowed, timersOf } from '../../../core/interaction/timers.ts';
import type { Actor } from '../../../core/interaction/topic.ts';
import { viewOf } from '../../../core/interaction/view.ts';
import {
  appended,
  asInes,
  asTomas,
  at,
  commandId,
  desk,
  given,
  ines,
  interactionId,
  offerId,
  otherTab,
  placement,
  queueId,
  start,
  started,
  tab,
  terms,
  tomas,
  visitor,
} from '../../support/chats.ts';
import { comeTogether } from '../../support/commits.ts';

/** A message as if it had been the commit with this number. */
const messageBy = (actor: Actor, seq: number): Commit => ({
  ...{ seq, at: at(0), id: commandId(seq), by: 'system' },
  events: [
    {
      ...{ type: 'message', id: commandId(seq), from: actor.side, text: 'x' },
      ...(actor.side === 'agent' ? { agent: { id: actor.agentId, name: actor.agentId } } : {}),
    },
  ],
});

/** As if nobody had changed a text since. */
const asWritten = { revised: [] };

const commands: Command[] = [
  { type: 'offer', agents: [ines], offerId, considered: [] },
  { type: 'offer', agents: [tomas], offerId, considered: [] },
  { type: 'offer', agents: [ines, tomas], offerId, considered: [] },
  { type: 'accept', actor: asInes, offerId, connectionId: desk },
  { type: 'accept', actor: asTomas, offerId, connectionId: desk },
  { type: 'reject', actor: asInes, offerId },
  {
    type: 'take',
    actor: { ...asTomas, rights: { name: tomas.name, queues: [queueId], skills: {}, languages: {} } },
    connectionId: desk,
  },
  { type: 'review' },
  { type: 'turn-away' },
  ...[visitor, asInes, asTomas].flatMap((actor): Command[] => [
    { type: 'message', id: commandId(99), actor, text: 'x' },
    { type: 'end', actor },
    ...[2, 3, 4, 5].flatMap((of): Command[] => [
      { type: 'revise', actor, of, text: 'y', original: messageBy(actor, of) },
      { type: 'revise', actor, of, original: messageBy(actor, of) },
    ]),
  ]),
  { type: 'note', id: commandId(98), actor: asInes, text: 'n' },

  ...[tab, otherTab].flatMap((connectionId): Command[] => [
    { type: 'connect', actor: visitor, connectionId },
    { type: 'disconnect', side: 'visitor', connectionId },
  ]),
  { type: 'connect', actor: asInes, connectionId: desk },
  ...[asInes, asTomas].flatMap((actor): Command[] => [
    { type: 'park', actor },
    { type: 'resume', actor },
    { type: 'park-for-call', agentId: actor.agentId },
    { type: 'resume-after-call', agentId: actor.agentId },
  ]),
  { type: 'return-parked' },
  { type: 'extend', actor: asInes },
  { type: 'place', placement },
  { type: 'reopen', actor: visitor, isProven: true, message: { id: commandId(98), text: 'x' } },
  { type: 'reopen', actor: visitor, isProven: false },
  { type: 'unattended' },
  { type: 'chat-time' },
  { type: 'return', agentId: ines.id },
  { type: 'finish', actor: asInes, disposition: 'solved', note: 'x' },
  { type: 'finish', actor: asInes, note: 'x' },
  { type: 'expire-offer' },
  { type: 'expire-wrap-up' },
  { type: 'tell-away' },
  { type: 'auto-finish' },
];

/** Of the same queue, with every limit set. */
const limited = { ...terms, unattendedS: 90, chatTimeS: 200, autoFinishS: 100, momentumS: 300 };
const startedLimited: [number, Command] = [
  0,
  { ...start, terms: limited, next: { is: 'placed', placement: { ...placement, terms: limited } } },
];

const stories = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.constantFrom(...commands)), { maxLength: 60 });

/** Any commands in any order: what is refused changes nothing, what is decided is folded. */
function play(
  steps: [number, Command][],
  decided: (command: Command, events: InteractionEvent[]) => void = () => {},
  begins = startedLimited,
) {
  let second = 0;
  let story = given(begins);
  for (const [pause, command] of steps) {
    second += pause;
    const decision = decide(story.chat, command, at(second));
    if (!('refused' in decision)) decided(command, decision.events);
    if (!('refused' in decision)) story = appended(story, decision.events, at(second));
  }
  return story;
}

function statesOf(steps: [number, Command][], begins: typeof started): Interaction[] {
  let state: Interaction | Unstarted = unstarted(interactionId);
  return play(steps, undefined, begins).log.map((commit) => {
    const next = evolve(state, commit);
    state = next;
    return next;
  });
}

describe('any story of a chat', () => {
  it('F2 what comes together in one commit is what the sizes are added up for', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        play(steps, (command, events) => {
          if (!comeTogether(command.type, events)) expect.fail(`${command.type}: ${events.map(({ type }) => type)}`);
        });
      }),
    );
  });

  it('D10 has measures only when it is closed, and no time is counted twice or left out', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const { chat, log } = play(steps);
        const measures = measuresOf(interactionId, log);
        expect(measures !== undefined).toBe(chat.stage?.is === 'ended');
        if (!measures) return;
        expect(log.some((commit) => commit.at === measures.closedAt && isMeasured(commit))).toBe(true);
        const { arrivingMs, waitedMs, handledMs, wrapUpMs, parkedMs, closedMs, startedAt, closedAt, queues, agents } =
          measures;
        expect(arrivingMs + waitedMs + handledMs + wrapUpMs + parkedMs + closedMs).toBe(closedAt - startedAt);
        expect(queues.reduce((sum, queue) => sum + queue.waitedMs, 0)).toBe(waitedMs);
        expect(agents.reduce((sum, agent) => sum + agent.handledMs + agent.wrapUpMs + agent.parkedMs, 0)).toBe(
          handledMs + wrapUpMs + parkedMs,
        );
      }),
    );
  });

  it('B14 each stay in a line ends with a marked commit, and stays do not overlap', () => {
    const prefers: [number, Command] = [
      0,
      { ...start, next: { is: 'placed', placement: { ...placement, preferred: ines } } },
    ];
    fc.assert(
      fc.property(stories, fc.constantFrom(started, prefers), (steps, begins) => {
        const { log } = play(steps, undefined, begins);
        let last = 0;
        for (const { from, until, seq } of staysOf(interactionId, log)) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(until).toBeGreaterThan(from);
          expect(log.filter((commit) => commit.seq === seq).map(isMeasured)).toEqual([true]);
          last = until;
        }
      }),
    );
  });

  it('D10 D8 ends once for each time it was open, and only wrap-up, sockets and its reopening follow', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        let isOpen = true;
        for (const { type } of play(steps).log.flatMap((commit) => commit.events)) {
          if (!isOpen)
            expect(['finished', 'noted', 'parked', 'resumed', 'extended', 'disconnected', 'reopened']).toContain(type);
          if (type === 'ended' || type === 'reopened') {
            expect(isOpen).toBe(type === 'ended');
            isOpen = type === 'reopened';
          }
        }
      }),
    );
  });

  it('D10 folds to the same state however it is cut: a snapshot and the rest give the whole', () => {
    fc.assert(
      fc.property(stories, fc.nat(60), (steps, cut) => {
        const { chat, log } = play(steps);
        const head = log.slice(0, cut).reduce(evolve, unstarted(interactionId));
        expect(log.slice(cut).reduce(evolve, head)).toEqual(chat);
      }),
    );
  });

  it('F2 the pushes to the visitor form a chain without a gap', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        let position = 0;
        let state: Interaction | Unstarted = unstarted(interactionId);
        for (const commit of play(steps).log) {
          const { prev, seq, events } = viewOf(
            'visitor',
            commit,
            state.stage ? state.visitor.lastVisible : 0,
            asWritten,
          );
          state = evolve(state, commit);
          if (events.length === 0) continue;
          expect(prev).toBe(position);
          position = seq;
        }
      }),
    );
  });

  it('F2 D9 the pushes to an agent form a chain of their own, from the range on that they asked for when they came', () => {
    fc.assert(
      fc.property(stories, fc.constantFrom(ines, tomas), (steps, { id }) => {
        let position: number | undefined;
        let state: Interaction | Unstarted = unstarted(interactionId);
        for (const commit of play(steps).log) {
          const before = state.stage && state.people.find(({ agent }) => agent.id === id);
          const seen = viewOf('agent', commit, before?.lastVisible ?? commit.seq - 1, asWritten);
          state = evolve(state, commit);
          if (!state.people.some(({ agent }) => agent.id === id)) position = undefined;
          else if (position === undefined) position = commit.seq;
          else if (seen.events.length > 0) {
            expect(seen.prev).toBeLessThanOrEqual(position);
            expect(seen.prev).toBe(before?.lastVisible);
            position = commit.seq;
          }
        }
      }),
    );
  });

  it('E4 a visitor never sees a note, an offer or anybody’s socket', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const shown = JSON.stringify(play(steps).log.map((commit) => viewOf('visitor', commit, 0, asWritten)));
        expect(shown).not.toMatch(/note|offer|connectionId|wrapUpUntil|agentId/);
      }),
    );
  });

  it('D1 no transition forgets what is optional: where it comes from, who it is, what is known of them', () => {
    const origin = { ...start.origin, trackingId: 'page-7', slot: { counter: 3, most: 9 } };
    const facts = { culture: 'es-MX', tags: ['vip'], variables: { order: 4711 } };
    const whole = { ...placement, preferred: tomas, closesAt: at(90_000) };
    const begins: [number, Command] = [0, { ...start, origin, facts, next: { is: 'placed', placement: whole } }];
    fc.assert(
      fc.property(stories, (steps) => {
        for (const { origin: from, contact, facts: known, kind } of statesOf(steps, begins)) {
          expect({ from, contact, kind }).toEqual({ from: origin, contact: start.contact, kind: start.kind });
          expect(known).toMatchObject(facts);
        }
      }),
    );
  });

  it('D6 H3 the stream brings every commit that sets a timer', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        for (const commit of play(steps).log)
          if (timersOf(interactionId, commit).length > 0) expect(isFollowed(commit)).toBe(true);
      }),
    );
  });
});
