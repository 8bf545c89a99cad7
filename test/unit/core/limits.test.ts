/** An agent who does not answer (D4), a conversation that takes long (D1), and wrap-up that needs longer (D6). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../core/interaction/commands.ts';
import { decide } from '../../../core/interaction/decide.ts';
import type { Terms } from '../../../core/interaction/facts.ts';
import { measuresOf } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import { isIn } from '../../../core/interaction/state.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import {
  accepted,
  active,
  appended,
  arrived,
  asInes,
  asTomas,
  at,
  commandId,
  given,
  ines,
  interactionId,
  offered,
  type Story,
  start,
  terms,
  typesOf,
  visitor,
  when,
} from '../../support/chats.ts';

type Step = [second: number, command: Command];

const startedWith = (more: Partial<Terms>): Step => {
  if (start.next.is !== 'placed') throw new Error('it was not placed');
  const placement = { ...start.next.placement, terms: { ...terms, ...more } };
  return [0, { ...start, terms: placement.terms, next: { is: 'placed', placement } }];
};
const activeWith = (more: Partial<Terms>, ...steps: Step[]) =>
  given(startedWith({ maxMessagesPer10S: 100, ...more }), arrived, offered, accepted, ...steps);

const says = (second: number, actor: typeof visitor | typeof asInes = visitor): Step => [
  second,
  { type: 'message', actor, id: commandId(1000 + second), text: 'Hola' },
];
const park = (second: number): Step => [second, { type: 'park', actor: asInes }];
const resume = (second: number): Step => [second, { type: 'resume', actor: asInes }];
const timersIn = ({ log }: Story, kind: string) =>
  log
    .flatMap((commit) => timersOf(interactionId, commit))
    .flatMap((timer) => (timer.kind === kind ? [timer.dueAt] : []));
const comes = (story: Story, kind: 'unattended' | 'chat-time', second: number) =>
  typesOf(when(story, second, { type: kind }));

/** Each timer comes when it is due, and again 7 s later. Returns the story up to `second`. */
function ring(story: Story, kind: 'unattended' | 'chat-time', second: number): Story {
  let now = story;
  for (let next = 0; next <= second; next++) {
    const isDue = timersIn(now, kind).some((dueAt) => dueAt === at(next) || dueAt === at(next - 7));
    const decision = isDue && decide(now.chat, { type: kind }, at(next));
    if (decision && 'events' in decision) now = appended(now, decision.events, at(next));
  }
  return now;
}
const outcomeOf = ({ chat }: Story) => chat.stage && 'outcome' in chat.stage && chat.stage.outcome;
const closedAt = ({ log, chat }: Story) => (chat.stage?.is === 'ended' ? log.at(-1)?.at : undefined);

describe('D4 unattended', () => {
  const limit = { unattendedS: 60 };

  it('D4 without the limit nothing is watched', () => {
    expect(timersIn(given(...active, says(10)), 'unattended')).toEqual([]);
    expect(comes(given(...active), 'unattended', 9999)).toEqual([]);
  });

  it('D4 an agent who never writes: it ends after the time from the acceptance, disposed of as timeout', () => {
    const story = activeWith(limit);
    expect(timersIn(story, 'unattended')).toEqual([at(66)]);
    expect(comes(story, 'unattended', 65)).toEqual([]);
    const over = ring(story, 'unattended', 100);
    expect(over.chat).toMatchObject({
      stage: { is: 'ended', outcome: 'unattended', disposition: 'timeout', agent: ines },
      people: [],
    });
    expect(closedAt(over)).toBe(at(66));
    expect(measuresOf(momentsOf(interactionId, over.log))).toMatchObject({
      outcome: 'unattended',
      disposition: 'timeout',
    });
  });

  it('D4 counts from the first of the visitor’s messages that nobody answered', () => {
    const story = activeWith(limit, says(20, asInes), says(50), says(70), says(80));
    expect(closedAt(ring(story, 'unattended', 300))).toBe(at(110));
  });

  it('D4 does not count while the visitor owes the answer', () => {
    expect(outcomeOf(ring(activeWith(limit, says(20, asInes)), 'unattended', 900))).toBe(false);
  });

  it('D4 does not count parked time', () => {
    const story = activeWith(limit, says(10), park(30), resume(130));
    expect(closedAt(ring(story, 'unattended', 400))).toBe(at(66 + 100));
    const meanwhile = activeWith({ ...limit, parkedReplyS: 0 }, says(10, asInes), park(30), says(50), resume(130));
    expect(closedAt(ring(meanwhile, 'unattended', 400))).toBe(at(190));
    expect(comes(activeWith(limit, park(30)), 'unattended', 900)).toEqual([]);
  });

  it('D4 counts again for the next agent', () => {
    const back: Step[] = [
      [50, { type: 'return', agentId: ines.id }],
      [
        55,
        {
          type: 'offer',
          agents: [ines],
          offerId: offered[1].type === 'offer' ? offered[1].offerId : ('' as never),
          considered: [],
        },
      ],
      [60, accepted[1]],
    ];
    expect(closedAt(ring(activeWith(limit, ...back), 'unattended', 300))).toBe(at(120));
  });

  it('D4 sets no timer by the message: one is under way at most, however much is written', () => {
    const steps = Array.from({ length: 50 }, (_, n) => says(7 + n, n % 2 ? asInes : visitor));
    expect(timersIn(activeWith(limit, ...steps), 'unattended')).toEqual([at(66)]);
    const later = activeWith(limit, says(10, asInes), ...[100, 101, 102].map((second) => says(second)));
    expect(timersIn(later, 'unattended')).toEqual([at(66), at(160)]);
  });
});

describe('D1 chat time', () => {
  const limit = { chatTimeS: 100 };

  it('D1 is reported once, to the agent alone', () => {
    const story = ring(activeWith(limit), 'chat-time', 400);
    expect(story.log.flatMap(({ events }) => events.filter(({ type }) => type === 'chat-time-passed'))).toEqual([
      { type: 'chat-time-passed', limitS: 100 },
    ]);
    expect(story.log.at(-1)?.at).toBe(at(106));
    expect(outcomeOf(story)).toBe(false);
  });

  it('D1 counts talk: neither parked time nor the time in line', () => {
    const story = ring(activeWith(limit, park(26), resume(500)), 'chat-time', 900);
    expect(story.log.at(-1)).toMatchObject({ at: at(580), events: [{ type: 'chat-time-passed' }] });
    const back: Step[] = [
      [26, { type: 'return', agentId: ines.id }],
      [200, { ...(offered[1] as Extract<Command, { type: 'offer' }>) }],
      [210, accepted[1]],
    ];
    expect(ring(activeWith(limit, ...back), 'chat-time', 900).log.at(-1)?.at).toBe(at(290));
  });
});

describe('D6 a longer wrap-up', () => {
  const ends: Step = [30, { type: 'end', actor: visitor }];
  const extend = (second: number): Step => [second, { type: 'extend', actor: asInes }];
  const deadline = ({ chat }: Story) => chat.stage?.is === 'wrap-up' && chat.stage.deadline;

  it('D6 adds a minute, three times', () => {
    expect(deadline(given(...active, ends, extend(40)))).toBe(at(30 + 120 + 60));
    const thrice = given(...active, ends, extend(40), extend(41), extend(42));
    expect(deadline(thrice)).toBe(at(30 + 120 + 180));
    expect(typesOf(when(thrice, 50, { type: 'extend', actor: asInes }))).toEqual(['refused: wrap_up_extended']);
  });

  it('D6 the earlier timer does nothing, the later one finishes', () => {
    const story = given(...active, ends, extend(40));
    expect(typesOf(when(story, 150, { type: 'expire-wrap-up' }))).toEqual([]);
    expect(typesOf(when(story, 210, { type: 'expire-wrap-up' }))).toEqual(['finished']);
    expect(timersIn(story, 'expire-wrap-up')).toEqual([at(150), at(210)]);
  });

  it('D5 D6 while it is parked, what is left grows, and no timer is set', () => {
    const story = given(...active, ends, park(50), extend(60));
    expect(story.chat).toMatchObject({ parked: { left: 160_000 } });
    expect(timersIn(story, 'expire-wrap-up')).toEqual([at(150)]);
    expect(deadline(given(...active, ends, park(50), extend(60), resume(1000)))).toBe(at(1160));
  });

  it('D6 only its owner extends it, and only wrap-up', () => {
    expect(typesOf(when(given(...active, ends), 40, { type: 'extend', actor: asTomas }))).toEqual([
      'refused: chat_not_yours',
    ]);
    expect(typesOf(when(given(...active), 40, { type: 'extend', actor: asInes }))).toEqual(['refused: chat_not_open']);
    const none = activeWith({ wrapUpExtensions: 0 }, ends);
    expect(typesOf(when(none, 40, { type: 'extend', actor: asInes }))).toEqual(['refused: wrap_up_extended']);
  });
});

describe('D10 leaving the line', () => {
  const leaves = (second: number) =>
    outcomeOf(given(startedWith({ dropoutS: 5 }), arrived, [second, { type: 'end', actor: visitor }]));

  it('D10 at once is short-abandoned, later abandoned', () => {
    expect([leaves(4), leaves(5)]).toEqual(['short-abandoned', 'abandoned']);
    const never = given(startedWith({ dropoutS: 0 }), arrived, [1, { type: 'end', actor: visitor }]);
    expect(outcomeOf(never)).toBe('abandoned');
  });

  it('D10 C5 a wait that ends while nobody is signed in is unmanaged', () => {
    const waits = given(startedWith({ timeOutS: 60 }), arrived);
    const end = (isStaffed?: boolean) => {
      const decision = when(waits, 60, { type: 'review', isStaffed });
      return 'events' in decision && decision.events;
    };
    expect(end(false)).toMatchObject([{ type: 'ended', outcome: 'unmanaged' }]);
    expect(end(true)).toMatchObject([{ type: 'ended', outcome: 'timed-out' }]);
    expect(typesOf(when(waits, 59, { type: 'review', isStaffed: false }))).toEqual([]);
  });
});

describe('every timer', () => {
  const limits = { unattendedS: 20, chatTimeS: 40, parkedReplyS: 15, autoFinishS: 30, wrapUpS: 25, timeOutS: 50 };
  const moves: Command[] = [
    ...[visitor, asInes].map((actor): Command => ({ type: 'message', actor, id: commandId(99), text: 'x' })),
    { type: 'park', actor: asInes },
    { type: 'resume', actor: asInes },
    { type: 'extend', actor: asInes },
    { type: 'end', actor: visitor },
    { type: 'return', agentId: ines.id },
    { ...(offered[1] as Extract<Command, { type: 'offer' }>) },
    accepted[1],
    { type: 'disconnect', side: 'visitor', connectionId: 'tab-1' as never },
    { type: 'connect', actor: visitor, connectionId: 'tab-1' as never },
  ];
  const stories = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom(...moves)), { maxLength: 30 });
  const kinds = [
    ...(['expire-offer', 'expire-wrap-up', 'return-parked', 'unattended'] as const),
    ...(['chat-time', 'tell-away', 'auto-finish', 'review'] as const),
  ];

  function play(steps: [number, Command][]): { story: Story; second: number } {
    let story = given(startedWith(limits), arrived);
    let second = 1;
    for (const [pause, command] of steps) {
      second += pause;
      const decision = decide(story.chat, command, at(second));
      if ('events' in decision) story = appended(story, decision.events, at(second));
    }
    return { story, second };
  }

  it('D1 that comes again does nothing the second time', () => {
    fc.assert(
      fc.property(stories, fc.constantFrom(...kinds), fc.nat(100), (steps, type, late) => {
        const { story, second } = play(steps);
        const once = decide(story.chat, { type }, at(second + late));
        if ('refused' in once) return;
        const after = appended(story, once.events, at(second + late));
        // Waiting may have led to several things, one after another, until it led to the end.
        if (type !== 'review') expect(decide(after.chat, { type }, at(second + late))).toEqual({ events: [] });
      }),
    );
  });

  it('D1 that was not due yet, or was set for something that is over, changes nothing', () => {
    fc.assert(
      fc.property(stories, fc.constantFrom(...kinds), (steps, type) => {
        const { story, second } = play(steps);
        const due = timersIn(story, type);
        const decision = decide(story.chat, { type }, at(second));
        const happened = 'events' in decision && decision.events.some(({ type }) => type !== 'watched');
        if (happened) expect(due.some((dueAt) => dueAt <= at(second))).toBe(true);
      }),
    );
  });

  it('D4 D5 a chat is never without the timer that ends it', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const { story, second } = play(steps);
        const { chat } = story;
        if (!isIn(chat, 'handled') || chat.parked || chat.talk.unanswered === undefined) return;
        const endsAt = chat.talk.unanswered + limits.unattendedS * 1000;
        const coming = timersIn(story, 'unattended').filter((dueAt) => dueAt > at(second) || dueAt >= endsAt);
        // One that comes before the end asks again; one at the end ends it.
        if (endsAt > at(second)) expect(coming.some((dueAt) => dueAt <= endsAt)).toBe(true);
      }),
    );
  });
});
