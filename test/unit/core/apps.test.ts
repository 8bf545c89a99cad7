/** What a visitor leaves by an app of the page (A5, A6). */
import { expect, it } from 'vitest';
import { entryOf, inboxEntryOf } from '../../../adapters/stores.ts';
import { consequencesOf } from '../../../core/interaction/consequences.ts';
import { holdingsOf } from '../../../core/interaction/holdings.ts';
import { measuresOf } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import { type Interaction, unstarted } from '../../../core/interaction/state.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import { viewOf } from '../../../core/interaction/view.ts';
import {
  asInes,
  at,
  desk,
  given,
  ines,
  interactionId,
  leftForm,
  offerId,
  placedForm,
  placement,
  terms,
  typesOf,
  when,
} from '../../support/chats.ts';

const strict = { ...terms, timeOutS: 60, unattendedS: 60, autoFinishS: 30, maxChats: 1, messages: { welcome: 'Hi' } };
const shut = { ...placement, terms: strict, takes: false, closesAt: at(100) };

it('A5 it waits in its queue at once, and looks for an agent', () => {
  const kept = given([0, leftForm]);
  const [commit] = kept.log;
  expect(commit && consequencesOf(unstarted(interactionId), kept.chat as Interaction, commit)).toEqual([
    { type: 'place' },
  ]);
  const { chat, log } = given(...placedForm);
  expect(entryOf(chat)).toMatchObject({ subject: 'A catalogue, please.', since: at(0) });
  expect(inboxEntryOf(chat)).toBeUndefined();
  expect(holdingsOf(chat)).toMatchObject([{ holds: 'place in line' }]);
  const [, placed] = log;
  expect(placed && consequencesOf(kept.chat, chat as Interaction, placed)).toEqual([
    { type: 'look-for-agent', isNewcomer: true },
  ]);
});

it('A5 if nobody placed it, a timer does, and it is placed once', () => {
  const { log } = given([0, leftForm]);
  expect(log.flatMap((commit) => timersOf(interactionId, commit))).toMatchObject([{ kind: 'find-agent' }]);
  expect(typesOf(when(given(...placedForm), 10, { type: 'place', placement }))).toEqual([]);
});

it('A5 G7 without a queue a supervisor has it, until they give it to one', () => {
  const story = given([0, leftForm], [0, { type: 'place', placement: undefined }]);
  expect(inboxEntryOf(story.chat)).toMatchObject({ kind: 'form', because: 'closed' });
  expect(typesOf(when(story, 10, { type: 'place', placement }))).toEqual([]);
});

it('A5 D2 a closed queue keeps it, and no limit of a conversation ends it, nor says anything to anyone', () => {
  const story = given([0, { ...leftForm, terms: strict }], [0, { type: 'place', placement: shut }]);
  expect(entryOf(story.chat)).toBeDefined();
  expect(story.log.flatMap(({ events }) => events.map(({ type }) => type))).toEqual([
    ...['started', 'screened', 'message-left', 'routed', 'queued'],
  ]);
  for (const type of ['review', 'turn-away', 'auto-finish', 'unattended', 'tell-away'] as const)
    expect(typesOf(when(story, 100_000, { type }))).toEqual([]);
});

it('A5 an agent is offered it, takes it, ends it, and wraps it up', () => {
  const { log } = given(
    ...placedForm,
    [5, { type: 'offer', agents: [ines], offerId, considered: [] }],
    [8, { type: 'accept', actor: asInes, offerId, connectionId: desk }],
    [38, { type: 'end', actor: asInes }],
    [48, { type: 'finish', actor: asInes, disposition: 'solved' }],
  );
  expect(measuresOf(momentsOf(interactionId, log))).toMatchObject({
    ...{ kind: 'form', outcome: 'completed', disposition: 'solved', subject: 'A catalogue, please.' },
    ...{ arrivingMs: 0, waitedMs: 8000, handledMs: 30_000, wrapUpMs: 10_000 },
  });
});

it('D7 if its agent vanishes outside opening hours it waits on', () => {
  const story = given(
    ...placedForm,
    [5, { type: 'offer', agents: [ines], offerId, considered: [] }],
    [8, { type: 'accept', actor: asInes, offerId, connectionId: desk }],
    [20, { type: 'return', agentId: ines.id, closesAt: at(30) }],
  );
  expect(entryOf(story.chat)).toMatchObject({ since: at(0) });
  expect(typesOf(when(story, 100, { type: 'review' }))).toEqual([]);
});

it('A5 its visitor sees nothing of it, and agents see the answers', () => {
  const [commit] = given([0, leftForm]).log;
  if (!commit) throw new Error('nothing was kept');
  expect(JSON.stringify(viewOf('visitor', commit, 0, { revised: [] }))).not.toContain('catalogue');
  expect(JSON.stringify(viewOf('agent', commit, 0, { revised: [] }))).toContain('catalogue');
});
