/** A chat that continues after its end: by its visitor (D8), or by its tracking id (A14). */
import { describe, expect, it } from 'vitest';
import { laneOfAgent } from '../../../core/configuration/lanes.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import { consequencesOf } from '../../../core/interaction/consequences.ts';
import { agentsHeldBy } from '../../../core/interaction/holdings.ts';
import { measuresOf } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import { isIn, isToBePlaced, laneOf, slotOf } from '../../../core/interaction/state.ts';
import {
  accepted,
  active,
  arrived,
  asInes,
  at,
  started as begun,
  commandId,
  given,
  ines,
  interactionId,
  offered,
  otherTab,
  placement,
  queueId,
  type Story,
  start,
  tab,
  terms,
  typesOf,
  visitor,
  when,
} from '../../support/chats.ts';

type Step = [second: number, command: Command];
const DAY_S = 24 * 3600;
const away: Step = [20, { type: 'disconnect', side: 'visitor', connectionId: tab }];
const silence: Step = [20 + terms.autoFinishS, { type: 'auto-finish' }];
const finished: Step = [700, { type: 'finish', actor: asInes, disposition: 'solved' }];
const silent = [...active, away, silence, finished] as const;
const writes = (second: number): Step => [
  second,
  { type: 'message', actor: visitor, id: commandId(second), text: 'I am back', connectionId: otherTab },
];
const place = (second: number): Step => [second, { type: 'place', placement }];
const reopen = (second: number, isProven: boolean, more = {}): Step => [
  second,
  { type: 'reopen', actor: isProven ? visitor : { side: 'visitor' }, ...more },
];
const reopened = (...steps: Step[]) => given(...silent, ...steps);
const last = ({ log }: Story) => log.at(-1)?.events.map(({ type }) => type);

describe('D8 a visitor who writes after silence ended the chat', () => {
  it('D8 continues the same chat: the log goes on, with a page that is heard', () => {
    const story = reopened(writes(900));
    expect(last(story)).toEqual(['reopened', 'connected', 'message']);
    if (!isIn(story.chat, 'arriving')) throw new Error('it is not open');
    expect(isToBePlaced(story.chat)).toBe(true);
    expect(story.chat.visitor).toMatchObject({ reach: { ids: [otherTab] } });
    expect(story.chat.visitor).not.toHaveProperty('away');
  });

  it('D8 asks its former agent alone for a moment, then anyone, at its old priority and age', () => {
    const story = reopened(writes(900), place(901));
    expect(story.chat).toMatchObject({
      stage: { is: 'waiting' },
      place: { priority: 0, since: at(0), waitedFrom: at(901), preferred: { agent: ines, until: at(902) } },
    });
    if (!isIn(story.chat, 'waiting')) throw new Error('it does not wait');
    expect(laneOf(story.chat)).toBe(laneOfAgent(queueId, ines.id));
    expect(given(...silent, writes(900), place(901), [902, { type: 'review' }]).chat).not.toHaveProperty(
      'place.preferred',
    );
  });

  it('D8 during wrap-up takes it from there, and gives its place back', () => {
    const story = given(...active, away, silence, writes(630));
    expect(last(story)).toEqual(['reopened', 'connected', 'message']);
    expect(agentsHeldBy(story.chat)).toEqual([]);
    const [commit] = story.log.slice(-1);
    if (!commit || !story.chat.stage) throw new Error('it is not open');
    const { chat: before } = given(...active, away, silence);
    expect(consequencesOf(before, story.chat, commit)).toContainEqual({ type: 'serve', agentId: ines.id });
    expect(typesOf(when(story, 800, { type: 'expire-wrap-up' }))).toEqual([]);
  });

  it('D8 D5 also while that wrap-up was parked', () => {
    const { chat } = given(...active, away, silence, [625, { type: 'park', actor: asInes }], writes(630));
    expect(chat).not.toHaveProperty('parked');
  });

  it('D8 is told that the queue has closed', () => {
    const story = reopened(writes(900), [901, { type: 'place', placement: { ...placement, takes: false } }]);
    expect(story.chat).toMatchObject({ stage: { is: 'ended', outcome: 'out-of-time' } });
  });

  it('D8 is refused if someone wanted the end, or when the log may be deleted', () => {
    const wanted = given(...active, [30, { type: 'end', actor: visitor }], [40, { ...finished[1] }]);
    expect(typesOf(when(wanted, 50, writes(50)[1]))).toEqual(['refused: chat_ended']);
    expect(typesOf(when(reopened(), 620 + 5 * DAY_S, writes(1)[1]))).toEqual(['reopened', 'connected', 'message']);
    const again = [1, 2, 3, 4, 5, 6].flatMap((day): Step[] => {
      const second = 620 + day * (DAY_S - 700);
      return [
        writes(second),
        [second + 1, { type: 'disconnect', side: 'visitor', connectionId: otherTab }],
        [second + 602, { type: 'auto-finish' }],
      ];
    });
    expect(() => reopened(...again)).not.toThrow();
    expect(typesOf(when(reopened(...again), 7 * (DAY_S - 700), writes(1)[1]))).toEqual(['refused: chat_ended']);
  });

  it('D8 is limited like any other message', () => {
    const steps = [1, 2, 3].map((n): Step => [604 + n, { ...writes(900 + n)[1] } as Command]);
    const story = given(
      ...active,
      away,
      [604, { type: 'auto-finish' }],
      [619, { ...silence[1] }],
      silence,
      ...steps.map(([s, c]): Step => [s + 16, c]),
    );
    expect(typesOf(when(story, 624, writes(999)[1]))).toEqual(['refused: rate_limited']);
  });

  it('D8 an agent who writes does not reopen it', () => {
    const story = given(...active, away, silence);
    expect(typesOf(when(story, 630, { type: 'message', actor: asInes, id: commandId(5), text: 'x' }))).toEqual([
      'refused: chat_ended',
    ]);
  });

  it('B8 takes its place among the open chats again', () => {
    const origin = { ...start.origin, slot: { counter: 3, most: 9 } };
    const begins: Step = [0, { ...start, origin }];
    const over = given(begins, arrived, offered, accepted, away, silence, finished);
    expect(slotOf(over.chat)).toBeUndefined();
    const slot = { counter: 5, most: 9 };
    const back = given(begins, arrived, offered, accepted, away, silence, finished, reopen(900, true, { slot }));
    expect(slotOf(back.chat)).toEqual(slot);
  });

  it('D3 D8 one who never connects again is not waited for', () => {
    const { chat } = reopened(reopen(900, true));
    expect(chat).toMatchObject({ visitor: { away: { endsAt: at(900 + terms.autoFinishS) } } });
  });

  it('D10 D8 has one set of measures, with the time in between on its own', () => {
    const steps: Step[] = [
      ...[writes(900), place(901)],
      [910, { ...offered[1] }],
      [915, { ...accepted[1] }],
      [945, { type: 'end', actor: visitor }],
      [950, { type: 'finish', actor: asInes, disposition: 'solved' }],
    ];
    const story = reopened(...steps);
    const done = measuresOf(momentsOf(interactionId, story.log));
    expect(done).toMatchObject({
      ...{ outcome: 'completed', endedBy: 'visitor', startedAt: at(0), endedAt: at(945), closedAt: at(950) },
      ...{ closedMs: 200_000, handledMs: 614_000 + 30_000, wrapUpMs: 80_000 + 5000, returns: 0 },
    });
    expect(measuresOf(momentsOf(interactionId, reopened(writes(900)).log))).toBeUndefined();
  });
});

describe('D8 a start with the token of a chat that is still open', () => {
  const starts = (second: number): Step =>
    reopen(second, true, { message: { id: commandId(second), text: 'Hello again' } });
  const message = (second: number): Step => [
    second,
    { type: 'message', actor: visitor, id: commandId(second), text: 'Hello again' },
  ];
  const scenario = {
    ...{ id: 'hello', name: 'Hello' },
    steps: [
      { id: 'ask', do: 'ask', text: 'Which?', variable: 'order', as: 'text', tries: 1 },
      { id: 'on', do: 'route' },
    ],
  } as never;
  const places: [string, Story][] = [
    ['in line', given(begun, arrived)],
    ['with an agent', given(...active)],
    ['parked', given(...active, [20, { type: 'park', actor: asInes }])],
    ['after a burst', given(...active, message(30), message(31), message(32))],
    ['in an automated conversation', given([0, { ...start, next: { is: 'scripted', scenario } }], arrived)],
    ['over', given(...active, away, silence)],
    ['ended on purpose', given(...active, [20, { type: 'end', actor: visitor }])],
  ];

  it.each(places)('D8 writes in it as over a socket: %s', (_, story) => {
    expect(when(story, 33, starts(33)[1])).toEqual(when(story, 33, message(33)[1]));
  });

  it('D8 is limited like any other message', () => {
    const story = given(...active, starts(30), starts(31), starts(32));
    expect(typesOf(when(story, 33, starts(33)[1]))).toEqual(['refused: rate_limited']);
  });

  it('B4 answers what the automated conversation asks', () => {
    const asked = places[4]?.[1];
    expect(asked && typesOf(when(asked, 33, starts(33)[1]))).toEqual(['message', 'stepped']);
  });

  it('D5 waits for an answer in a parked chat', () => {
    const parked = places[2]?.[1];
    expect(parked && typesOf(when(parked, 33, starts(33)[1]))).toEqual(['message', 'reply-due']);
  });
});

describe('A14 a tracking id that comes back', () => {
  const momentum = { ...terms, momentumS: 60 };
  const begins: Step = [
    0,
    { ...start, terms: momentum, next: { is: 'placed', placement: { ...placement, terms: momentum } } },
  ];
  const over = given(begins, arrived, offered, accepted, [30, { type: 'end', actor: visitor }]);

  it('A14 soon enough: the same chat, whatever ended it; what was said is not shown to someone who only claims to be the same', () => {
    expect(typesOf(when(over, 89, reopen(89, false)[1]))).toEqual(['reopened']);
    const { chat } = given(
      begins,
      arrived,
      offered,
      accepted,
      [30, { type: 'end', actor: visitor }],
      reopen(89, false),
    );
    expect(chat).toMatchObject({ visitor: { readsFrom: 5 }, stage: { again: { agent: ines } } });
  });

  it('A14 too late, or without an agent, or while it is open: another chat starts', () => {
    expect(typesOf(when(over, 90, reopen(90, false)[1]))).toEqual(['refused: chat_ended']);
    const left = given(begins, arrived, [5, { type: 'end', actor: visitor }]);
    expect(typesOf(when(left, 6, reopen(6, false)[1]))).toEqual(['refused: chat_ended']);
    expect(typesOf(when(given(begins, arrived), 6, reopen(6, false)[1]))).toEqual(['refused: chat_not_open']);
  });
});
