import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../core/interaction/commands.ts';
import { decide } from '../../../core/interaction/decide.ts';
import type { ChatEvent } from '../../../core/interaction/events.ts';
import { evolve } from '../../../core/interaction/evolve.ts';
import { newChat } from '../../../core/interaction/state.ts';
import { agentView, visitorView } from '../../../core/interaction/view.ts';
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
  queueId,
  started,
  tab,
  terms,
  tomas,
  visitor,
} from '../../support/chats.ts';
import { comeTogether } from '../../support/commits.ts';

const commands: Command[] = [
  { type: 'offer', agent: ines, offerId, considered: [] },
  { type: 'offer', agent: tomas, offerId, considered: [] },
  { type: 'ring', agents: [ines, tomas], offerId, considered: [] },
  { type: 'accept', agentId: ines.id, offerId, connectionId: desk },
  { type: 'accept', agentId: tomas.id, offerId, connectionId: desk },
  { type: 'reject', agentId: ines.id, offerId },
  { type: 'take', agent: tomas, queues: [queueId], unmet: () => undefined, connectionId: desk },
  { type: 'review' },
  { type: 'turn-away' },
  ...[visitor, asInes, asTomas].flatMap((actor): Command[] => [
    { type: 'message', id: commandId(99), actor, text: 'x' },
    { type: 'end', actor },
  ]),
  ...[tab, otherTab].flatMap((connectionId): Command[] => [
    { type: 'connect', actor: visitor, connectionId },
    { type: 'disconnect', side: 'visitor', connectionId },
  ]),
  { type: 'connect', actor: asInes, connectionId: desk },
  { type: 'return', agentId: ines.id },
  { type: 'finish', agentId: ines.id, disposition: 'solved', note: 'x' },
  { type: 'finish', agentId: ines.id, note: 'x' },
  { type: 'expire-offer' },
  { type: 'expire-wrap-up' },
  { type: 'tell-away' },
  { type: 'auto-finish' },
];

const stories = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.constantFrom(...commands)), { maxLength: 60 });

/** Any commands in any order: what is refused changes nothing, what is decided is folded. */
function play(steps: [number, Command][], decided: (command: Command, events: ChatEvent[]) => void = () => {}) {
  let second = 0;
  let story = given(started);
  for (const [pause, command] of steps) {
    second += pause;
    const decision = decide(story.chat, command, at(second));
    if (!('refused' in decision)) decided(command, decision.events);
    if (!('refused' in decision)) story = appended(story, decision.events, at(second));
  }
  return story;
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

  it('D10 ends at most once, and nothing but the end of wrap-up and sockets follow', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const events = play(steps).log.flatMap((commit) => commit.events);
        const end = events.findIndex(({ type }) => type === 'ended');
        expect(events.filter(({ type }) => type === 'ended').length).toBeLessThanOrEqual(1);
        expect(events.filter(({ type }) => type === 'finished').length).toBeLessThanOrEqual(1);
        if (end === -1) return;
        for (const { type } of events.slice(end + 1)) expect(['finished', 'noted', 'disconnected']).toContain(type);
      }),
    );
  });

  it('D10 folds to the same state however it is cut: a snapshot and the rest give the whole', () => {
    fc.assert(
      fc.property(stories, fc.nat(60), (steps, cut) => {
        const { chat, log } = play(steps);
        const head = log.slice(0, cut).reduce(evolve, newChat(interactionId));
        expect(log.slice(cut).reduce(evolve, head)).toEqual(chat);
      }),
    );
  });

  it('F2 the pushes to either side form a chain without a gap', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const { log } = play(steps);
        for (const side of ['visitor', 'agent'] as const) {
          let position = 0;
          let state = newChat(interactionId);
          for (const commit of log) {
            const prev = state.status === 'new' ? 0 : state.lastVisible[side];
            const view = side === 'visitor' ? visitorView(commit, prev, terms) : agentView(commit, prev);
            state = evolve(state, commit);
            if (view.events.length === 0) continue;
            expect(view.prev).toBe(position);
            position = view.seq;
          }
        }
      }),
    );
  });

  it('E4 a visitor never sees a note, an offer or anybody’s socket', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const shown = JSON.stringify(play(steps).log.map((commit) => visitorView(commit, 0, terms)));
        expect(shown).not.toMatch(/note|offer|connectionId|wrapUpUntil|agentId/);
      }),
    );
  });
});
