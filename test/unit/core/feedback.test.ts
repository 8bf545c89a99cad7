/** What a visitor says of a conversation (F1, E7): asked when it ends, taken once. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../core/interaction/commands.ts';
import type { Terms } from '../../../core/interaction/facts.ts';
import { measuresOf } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import { viewOf } from '../../../core/interaction/view.ts';
import {
  accepted,
  active,
  arrived,
  asInes,
  given,
  interactionId,
  leftMessage,
  offered,
  placement,
  type Story,
  start,
  terms,
  typesOf,
  visitor,
  when,
} from '../../support/chats.ts';

type Step = [second: number, command: Command];
const DAY_S = 24 * 3600;

function begun(change: Partial<Terms> = {}): Step {
  const own = { ...terms, feedback: true as const, momentumS: 600, ...change };
  return [0, { ...start, terms: own, next: { is: 'placed', placement: { ...placement, terms: own } } }];
}
const talk = (change?: Partial<Terms>): Step[] => [begun(change), arrived, offered, accepted];
const ends: Step = [60, { type: 'end', actor: asInes }];
const finishes: Step = [90, { type: 'finish', actor: asInes, disposition: 'solved' }];
const rates = (score: number, note?: string): Command => ({
  ...{ type: 'feedback', actor: visitor, score },
  ...(note === undefined ? {} : { note }),
});

/** What the visitor's page is asked with the end. */
const asked = ({ log }: Story) =>
  log.flatMap((commit) =>
    viewOf('visitor', commit, 0, { revised: [] }).events.flatMap((event) =>
      event.type === 'ended' && 'asks' in event ? [event.asks] : [],
    ),
  );

describe('F1 a visitor is asked how it was', () => {
  it('F1 C6 with the queue’s own question, or without words if it has none', () => {
    const question = { messages: { closing: 'Gracias', feedback: '¿Qué tal con {agent}?' } };
    expect(asked(given(...talk(question), ends))).toEqual(['¿Qué tal con Inés Carrasco?']);
    expect(asked(given(...talk(), ends))).toEqual(['']);
    expect(asked(given(...talk(), [60, { type: 'end', actor: visitor }]))).toEqual(['']);
  });

  it.each<[string, Story]>([
    ['if the queue does not ask', given(...active, ends)],
    ['before anyone answered', given(begun(), arrived, [60, { type: 'end', actor: visitor }])],
    ['if silence ended it', given(...talk({ unattendedS: 30 }), [40, { type: 'unattended' }])],
    ['about what was left instead of a chat', given([0, { ...leftMessage, terms: { ...terms, feedback: true } }])],
  ])('F1 not %s', (_, story) => {
    expect(asked(story)).toEqual([]);
    expect(typesOf(when(story, 100, rates(5)))).toEqual(['refused: chat_not_open']);
  });

  it('F1 agents do not see the question', () => {
    const { log } = given(...talk(), ends);
    const seen = log.flatMap((commit) => viewOf('agent', commit, 0, { revised: [] }).events);
    expect(seen.find(({ type }) => type === 'ended')).not.toHaveProperty('asks');
  });
});

describe('F1 what a visitor says of it', () => {
  it('F1 is taken in wrap-up and after it, for a day', () => {
    expect(typesOf(when(given(...talk(), ends), 61, rates(4, 'Fast')))).toEqual(['rated']);
    const closed = given(...talk(), ends, finishes);
    expect(typesOf(when(closed, 60 + DAY_S - 1, rates(4)))).toEqual(['rated']);
    expect(typesOf(when(closed, 60 + DAY_S, rates(4)))).toEqual(['refused: chat_ended']);
  });

  it('F1 is taken once, and not before the end', () => {
    expect(typesOf(when(given(...talk()), 50, rates(4)))).toEqual(['refused: chat_not_open']);
    const story = given(...talk(), ends, [70, rates(4)], finishes);
    expect(typesOf(when(story, 95, rates(1)))).toEqual(['refused: feedback_given']);
  });

  it('F1 A14 is asked for again at the next end, if the chat goes on; until then there is nothing to say', () => {
    const story = given(...talk(), ends, [70, rates(4)], finishes, [
      100,
      { type: 'reopen', actor: { side: 'visitor' } },
    ]);
    const next = { side: 'visitor' as const, readsFrom: story.chat.seq - 1 };
    expect(typesOf(when(story, 101, { ...rates(2), actor: next } as Command))).toEqual(['refused: chat_not_open']);
    expect(typesOf(when(story, 101, rates(2)))).toEqual(['refused: chat_ended']);
  });

  it('E7 is for agents and supervisors, not for whoever reads the chat as its visitor', () => {
    const { log } = given(...talk(), ends, [70, rates(4, 'Fast')]);
    const last = (viewer: 'visitor' | 'agent' | 'supervisor') =>
      log.slice(-1).flatMap((commit) => viewOf(viewer, commit, 0, { revised: [] }).events);
    expect(last('agent')).toEqual([{ type: 'rated', score: 4, note: 'Fast' }]);
    expect(last('supervisor')).toEqual(last('agent'));
    expect(last('visitor')).toEqual([]);
  });

  it('E7 is in the measures, whenever it came', () => {
    const scoreOf = ({ log }: Story) =>
      measuresOf(
        momentsOf(
          interactionId,
          log,
          log.map(() => 100),
        ),
      )?.score;
    expect(scoreOf(given(...talk(), ends, finishes))).toBeUndefined();
    expect(scoreOf(given(...talk(), ends, [70, rates(4)], finishes))).toBe(4);
    expect(scoreOf(given(...talk(), ends, finishes, [300, rates(2)]))).toBe(2);
  });
});
