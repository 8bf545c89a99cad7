/** Calling somebody back (A7). */
import { expect, it } from 'vitest';
import { entryOf, inboxEntryOf } from '../../../adapters/stores.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import { consequencesOf } from '../../../core/interaction/consequences.ts';
import { holdingsOf } from '../../../core/interaction/holdings.ts';
import { measuresOf } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import { type Interaction, isToBePlaced, unstarted } from '../../../core/interaction/state.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import {
  asInes,
  asTomas,
  at,
  desk,
  given,
  ines,
  interactionId,
  leftForm,
  placedForm,
  placement,
  typesOf,
  when,
} from '../../support/chats.ts';

const DUE = 7200;
const call = { dueAt: at(DUE), tries: 2, againS: 1800 };
const wanted: [number, Command] = [
  0,
  { ...leftForm, kind: 'callback', next: { is: 'left', left: { subject: 'Lamp', answers: [], call } } },
];
const due: Command = { type: 'call-due' };
const place: Command = { type: 'place', placement };
const came: [number, Command][] = [wanted, [DUE, due], [DUE, place]];
const taken: [number, Command] = [DUE + 10, { type: 'take', actor: asInes, connectionId: desk }];
const made = (reached: boolean): Command => ({ type: 'call-made', actor: asInes, reached });
const chatOf = (story: ReturnType<typeof given>) => story.chat as Interaction;

it('A7 until it is due it is in no line, with nobody, and a timer waits', () => {
  const story = given(wanted);
  expect(holdingsOf(story.chat)).toEqual([]);
  expect(inboxEntryOf(story.chat)).toBeUndefined();
  expect(isToBePlaced(chatOf(story))).toBe(false);
  expect(story.log.flatMap((commit) => timersOf(interactionId, commit))).toEqual([
    // For what is placed at once.
    expect.objectContaining({ kind: 'find-agent' }),
    { kind: 'call-due', interactionId, dueAt: at(DUE) },
  ]);
  expect(typesOf(when(story, DUE - 1, due))).toEqual([]);
  expect(typesOf(when(story, 10, { type: 'place', placement }))).not.toContain('queued');
});

it('A7 when it is due it comes to its queue at the age at which it was asked for, once', () => {
  const asked = given(wanted, [DUE + 5, due]);
  const commit = asked.log.at(-1);
  expect(commit && consequencesOf(given(wanted).chat, chatOf(asked), commit)).toEqual([{ type: 'place' }]);
  expect(typesOf(when(asked, DUE + 6, due))).toEqual([]);
  const story = given(wanted, [DUE + 5, due], [DUE + 5, place]);
  expect(entryOf(story.chat)).toMatchObject({ since: at(0) });
  const placed = story.log.at(-1);
  expect(placed && consequencesOf(asked.chat, chatOf(story), placed)).toEqual([
    { type: 'look-for-agent', isNewcomer: false },
  ]);
  for (const command of [due, place]) expect(typesOf(when(story, DUE + 6, command))).toEqual([]);
});

it('A7 if its queue is closed by then it comes when that opens, and if it is gone a supervisor has it', () => {
  const planned: [number, Command] = [DUE, { type: 'call-due', opensAt: at(90_000) }];
  const later = given(wanted, planned);
  expect(later.log.at(-1)?.events).toEqual([{ type: 'call-planned', ...call, dueAt: at(90_000) }]);
  expect(typesOf(when(later, DUE + 1, due))).toEqual([]);
  expect(entryOf(given(wanted, planned, [90_000, due], [90_000, place]).chat)).toBeDefined();
  const gone = given(wanted, [DUE, due], [DUE, { type: 'place', placement: undefined }]);
  expect(inboxEntryOf(gone.chat)).toMatchObject({ kind: 'callback', because: 'closed' });
  for (const command of [due, place]) expect(typesOf(when(gone, DUE + 1, command))).toEqual([]);
});

it('A7 whoever answers is wrapped up', () => {
  const { log } = given(
    ...came,
    taken,
    [DUE + 70, made(true)],
    [DUE + 80, { type: 'finish', actor: asInes, disposition: 'solved' }],
  );
  expect(measuresOf(momentsOf(interactionId, log))).toMatchObject({
    ...{ kind: 'callback', outcome: 'completed', arrivingMs: DUE * 1000, waitedMs: 10_000, handledMs: 60_000 },
  });
});

it('A7 whoever does not is called again by rule, and the agent is free for the next', () => {
  const before = given(...came, taken);
  const story = given(...came, taken, [DUE + 70, made(false)]);
  const commit = story.log.at(-1);
  expect(commit?.events).toEqual([{ type: 'called', agent: ines, reached: false, nextAt: at(DUE + 70 + 1800) }]);
  expect(commit && timersOf(interactionId, commit)).toMatchObject([{ kind: 'call-due', dueAt: expect.any(Number) }]);
  expect(holdingsOf(story.chat)).toEqual([]);
  const serves = [{ type: 'serve', agentId: ines.id }];
  expect(commit && consequencesOf(before.chat, chatOf(story), commit)).toEqual(serves);
  // Also if the process died before, and the command is repeated.
  expect(commit && consequencesOf(unstarted(interactionId), chatOf(story), commit)).toEqual(serves);
  expect(typesOf(when(story, DUE + 100, due))).toEqual([]);
  expect(typesOf(when(story, DUE + 1900, due))).toEqual(['call-came-due']);
});

it('A7 after the last try it ends', () => {
  const again = DUE + 1900;
  const story = given(
    ...came,
    taken,
    [DUE + 70, made(false)],
    [again, due],
    [again, place],
    [again + 5, { type: 'take', actor: asInes, connectionId: desk }],
    [again + 60, made(false)],
    [again + 70, { type: 'finish', actor: asInes, disposition: 'solved' }],
  );
  expect(chatOf(story).stage).toMatchObject({ is: 'ended', outcome: 'abandoned', disposition: 'solved' });
});

it.each([
  ['chat_not_yours', given(...came, taken), { ...made(true), actor: asTomas }],
  ['chat_not_yours', given(wanted), made(true)],
  ['chat_ended', given(...came, taken, [DUE + 20, made(true)]), made(false)],
  ['chat_not_open', given(...placedForm, [5, { type: 'take', actor: asInes, connectionId: desk }]), made(true)],
])('A7 %s for whoever does not have a call to make', (refused, story, command) => {
  expect(when(story, DUE + 30, command as Command)).toEqual({ refused });
});
