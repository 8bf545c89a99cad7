/** E9, G8: how a console asks for the wallboard, and what it makes of the numbers. */
import { describe, expect, test } from 'vitest';
import { dollars } from '../../../console/texts/dollars.ts';
import { labelOf } from '../../../console/texts/pause-reason.ts';
import {
  comparedOf,
  cost,
  costOf1000,
  dropout,
  handleTime,
  isPast,
  needsOf,
  pastQuarters,
  serviceLevel,
  stateOf,
  summed,
  unansweredOf,
  waitingSamples,
} from '../../../console/wallboard/figures.ts';
import { AgentId, InteractionId, QueueId } from '../../../core/ids.ts';
import type { AgentFrame } from '../../../protocol/agent.ts';
import type { BoardAgent, BoardPlace, BoardQueue } from '../../../protocol/board.ts';
import { startConsole } from './fakes.ts';

const NOW = 1_000_000;
const QUARTER = 900_000;

const queue = (over: Partial<BoardQueue> = {}): BoardQueue => ({
  ...{ id: QueueId.parse('orders'), name: 'Orders', waiting: 0, samples: [], figures: {}, active: 0 },
  ...{ signedIn: 1, ready: 1, isOpen: true, serviceLevelS: 120, passed: [], limits: {} },
  ...over,
});
const place = (is: BoardPlace['is'], since = 0, chat: Partial<BoardPlace['chat']> = {}): BoardPlace => ({
  ...{ is, since, weight: 1 },
  chat: {
    ...{ interactionId: InteractionId.parse(`chat-${since}`), queueId: QueueId.parse('orders'), visitorName: 'Marta' },
    ...chat,
  },
});
const agent = (over: Partial<BoardAgent> = {}): BoardAgent => ({
  ...{ id: AgentId.parse('ines'), name: 'Inés', queues: [QueueId.parse('orders')], status: 'available', since: 0 },
  ...{ capacity: 3, places: [] },
  ...over,
});

const empty = {
  ...{ queues: [], moreQueues: 0, agents: [], moreAgents: 0 },
  totals: { signedIn: 0, ready: 0, capacity: 0, used: 0, open: 0, maxChats: 0 },
};

/** A connected console, whose frames about the board are answered by the test. */
async function watching() {
  const console = startConsole();
  const stop = console.live.watchBoard('closely');
  await console.connect({ now: NOW });
  const asked = <T extends 'board' | 'quarters'>(t: T) =>
    console.sent().filter((frame): frame is Extract<AgentFrame, { t: T }> => frame.t === t);
  const answer = (frame: AgentFrame | undefined, over: object = {}) => {
    if (frame?.t !== 'board') throw new Error('Nothing was asked');
    console.line().push({ t: 'board', id: frame.id, now: NOW, digest: 'one', ...over });
  };
  return { ...console, stop, asked, answer, shown: () => console.live.state().board };
}

describe('E9 a console that shows the wallboard', () => {
  test('asks every other second, and says which board it knows', async () => {
    const { asked, answer, clock, shown } = await watching();
    const [first, ...others] = asked('board');
    expect(others).toEqual([]);
    expect(first).toMatchObject({ period: 'today' });
    expect(first).not.toHaveProperty('known');
    answer(first, { board: empty });
    expect(shown()).toMatchObject({ board: empty, at: NOW });
    clock.turn(2000);
    const [second] = asked('board');
    expect(second).toMatchObject({ known: 'one' });
    answer(second, { now: NOW + 2000 });
    expect(shown()).toMatchObject({ board: empty, at: NOW + 2000 });
  });

  test('asks nothing more while an answer is missing, but again when it seems lost', async () => {
    const { asked, clock } = await watching();
    expect(asked('board')).toHaveLength(1);
    clock.turn(8000);
    expect(asked('board')).toHaveLength(0);
    clock.turn(4000);
    expect(asked('board')).toHaveLength(1);
  });

  test('takes no answer for another period', async () => {
    const { asked, answer, live, shown } = await watching();
    const [today] = asked('board');
    live.showPeriod('week');
    const [week] = asked('board');
    expect(week).toMatchObject({ period: 'week' });
    answer(today, { board: empty });
    expect(shown().board).toBeUndefined();
    answer(week, { board: empty });
    expect(shown()).toMatchObject({ period: 'week', board: empty });
  });

  test('asks for the agents of one queue anew, and shows what it has until they come', async () => {
    const { asked, answer, live, shown } = await watching();
    answer(asked('board')[0], { board: empty });
    const queueId = QueueId.parse('orders');
    live.showAgentsOf(queueId);
    const [one] = asked('board');
    expect(one).toMatchObject({ queueId });
    expect(one).not.toHaveProperty('known');
    expect(shown()).toMatchObject({ queueId, board: empty });
    live.showAgentsOf(undefined);
    const [all] = asked('board');
    expect(all).not.toHaveProperty('queueId');
    answer(one, { board: { ...empty, moreAgents: 7 } });
    expect(shown().board).toEqual(empty);
  });

  test('asks nothing once nobody looks, and every half minute while only the alarms are shown', async () => {
    const { asked, answer, clock, stop, live } = await watching();
    answer(asked('board')[0], { board: empty });
    stop();
    clock.turn(5000);
    expect(asked('board')).toEqual([]);
    const leave = live.watchBoard('loosely');
    answer(asked('board')[0]);
    clock.turn(29_000);
    expect(asked('board')).toEqual([]);
    clock.turn(2000);
    expect(asked('board')).toHaveLength(1);
    leave();
  });

  test('asks again after the connection was lost', async () => {
    const { asked, line, connect, clock } = await watching();
    asked('board');
    line().close();
    clock.turn(5000);
    await connect({ now: NOW });
    expect(asked('board').length).toBeGreaterThan(0);
  });

  test('says so if it may not be shown', async () => {
    const { asked, line, shown, live } = await watching();
    line().push({ t: 'refused', id: asked('board')[0]?.id, code: 'supervisors_only', message: 'x' });
    expect(shown().refused).toBe('supervisors_only');
    expect(live.state().notices).toEqual([]);
  });

  test('requests the past once, page by page, and then only what is new', async () => {
    const console = await watching();
    const { line, clock, shown } = console;
    const frames = console.sent();
    const [first] = frames.filter((frame) => frame.t === 'quarters');
    if (first?.t !== 'quarters') throw new Error('Nothing was asked');
    const running = Math.floor(NOW / QUARTER) * QUARTER;
    expect(first.from).toBe(Math.max(0, running - 95 * QUARTER));
    const answered = (id: string, from: number, name: string, more: number, count = 1) =>
      line().push({
        ...{ t: 'quarters', id, now: clock.now() },
        quarters: { from, queues: [{ id: name, quarters: [[0, count, 0, 0, 0, 0]] }], more },
      });
    answered(first.id, first.from, 'orders', 1);
    const [second] = console.sent().filter((frame) => frame.t === 'quarters');
    if (second?.t !== 'quarters') throw new Error('Nothing was asked');
    expect(second).toMatchObject({ from: first.from, skip: 1 });
    answered(second.id, second.from, 'advice', 0);
    expect([...shown().quarters.keys()]).toEqual(['orders', 'advice']);
    clock.turn(10_000);
    expect(console.sent().filter((frame) => frame.t === 'quarters')).toEqual([]);
    // Foyer's clock is a quarter of an hour ahead by now.
    line().push({ t: 'pong', status: 'available', chats: {}, now: clock.now() + QUARTER });
    clock.turn(2000);
    const [next] = console.sent().filter((frame) => frame.t === 'quarters');
    expect(next).toMatchObject({ from: Math.max(0, running - 2 * QUARTER) });
  });
});

describe('G8 what chats cost', () => {
  const queues = [queue({ figures: { closed: 3, costMicroUsd: 700 } }), queue({ figures: { costMicroUsd: 50 } })];

  test('is the sum of those that were closed, and for 1,000 the average', () => {
    expect(cost(summed(queues))).toBe(0.00075);
    expect(costOf1000(summed(queues))).toBe(0.25);
  });

  test('is nothing before one was closed', () => {
    expect(cost(summed([]))).toBe(0);
    expect(costOf1000(summed([]))).toBeUndefined();
  });

  test('is short: in cents, and in whole dollars from 100 on', () => {
    expect([0, 0.000254, 0.0123, 99.5, 1234.5].map((usd) => dollars('en', usd))).toEqual([
      ...['$0.00', '<$0.01', '$0.01', '$99.50', '$1,235'],
    ]);
  });
});

describe('E9 figures', () => {
  test('are shares of those who were answered or dropped out, and averages of what was handled', () => {
    const all = summed([
      queue({ figures: { answered: 6, inTime: 5, droppedOut: 1, handlings: 2, handledMs: 100, wrapUpMs: 20 } }),
      queue({ figures: { answered: 2, inTime: 2, droppedOut: 1, handlings: 2, handledMs: 60, wrapUpMs: 20 } }),
    ]);
    expect([serviceLevel(all), dropout(all), handleTime(all)]).toEqual([0.7, 0.2, 50]);
    expect([serviceLevel({}), dropout({}), handleTime({})]).toEqual([undefined, undefined, undefined]);
  });

  test('of the past are by quarter, with those in which nothing happened', () => {
    const quarters = new Map([
      ['orders', new Map([[0, [7, 3, 2, 1, 1, 50] as [number, number, number, number, number, number]]])],
    ]);
    const past = pastQuarters(quarters, ['orders', 'advice'], QUARTER + 5, 3);
    expect(past.map(({ at, figures }) => [at, figures.answered])).toEqual([
      [-QUARTER, undefined],
      [0, 3],
      [QUARTER, undefined],
    ]);
  });

  test('of lines end now, however far back each is known', () => {
    expect(waitingSamples([queue({ samples: [1, 2, 3] }), queue({ samples: [5] }), queue()])).toEqual([1, 2, 8]);
  });
});

describe('E9 an agent is', () => {
  test.each<[string, Partial<BoardAgent>, object]>([
    ['ready', {}, { is: 'ready', since: 0 }],
    ['ready since the last change', { places: [place('active', 7)] }, { is: 'ready', since: 7 }],
    ['full', { capacity: 1, places: [place('parked', 7)] }, { is: 'full', since: 7 }],
    ['in wrap-up', { places: [place('active', 9), place('wrap-up', 7)] }, { is: 'wrap-up', since: 7 }],
    ['paused', { status: 'paused', since: 5, capacity: 1, places: [place('active', 7)] }, { is: 'paused', since: 5 }],
    ['on a call', { status: 'paused', callSince: 9 }, { is: 'call', since: 9 }],
    ['lost', { status: 'paused', lostAt: 90 }, { is: 'lost', since: 90 }],
  ])('%s', (_, over, state) => expect(stateOf(agent(over))).toEqual(state));
});

describe('E9 somebody is needed', () => {
  const late = queue({ oldestSince: NOW - 130_000 });

  test('where the longest wait is beyond the limit: by whoever has a place, or is paused', () => {
    const free = agent();
    const paused = agent({ id: AgentId.parse('rui'), status: 'paused' });
    const elsewhere = agent({ id: AgentId.parse('eva'), queues: [] });
    expect(needsOf([late], [free, paused, elsewhere], NOW)).toEqual([
      { is: 'waiting', queue: late, since: NOW - 10_000, free: [free], paused: [paused] },
    ]);
    expect(needsOf([queue({ oldestSince: NOW - 120_000 }), queue()], [free], NOW)).toEqual([]);
  });

  test('where another threshold is passed, and the longest wait has a limit of its own', () => {
    const slow = queue({ passed: ['handleTimeS', 'longestWaitS'], limits: { handleTimeS: 60, longestWaitS: 200 } });
    const waits = { ...slow, oldestSince: NOW - 190_000 };
    expect(needsOf([waits], [], NOW)).toEqual([{ is: 'threshold', queue: waits, threshold: 'handleTimeS' }]);
    expect(needsOf([{ ...slow, oldestSince: NOW - 201_000 }], [], NOW)).toMatchObject([
      { is: 'waiting', since: NOW - 1000 },
      { is: 'threshold' },
    ]);
  });

  test('only beside figures that the threshold is of: those of a week say nothing about today', () => {
    const late = queue({ passed: ['waiting', 'dropoutPercent'] });
    const over = (['today', 'hour', 'week'] as const).map((period) => isPast(late, 'dropoutPercent', period));
    expect(over).toEqual([true, false, false]);
    expect((['today', 'week'] as const).map((period) => isPast(late, 'waiting', period))).toEqual([true, true]);
    expect(isPast(late, 'handleTimeS', 'today')).toBe(false);
    const counted = queue({
      waiting: 7,
      figures: { answered: 3, inTime: 2, droppedOut: 1, handlings: 2, handledMs: 9000 },
    });
    expect(comparedOf(counted, 'today')).toEqual({
      ...{ waiting: 7, serviceLevelPercent: 50, dropoutPercent: 25, handleTimeS: 4.5 },
    });
    expect(comparedOf(counted, 'week')).toEqual({ waiting: 7 });
    expect(comparedOf(queue(), 'today')).toEqual({ waiting: 0 });
  });

  test('by a visitor whose agent does not answer, in the queues that are shown', () => {
    const slow = agent({
      places: [
        place('active', 1, { unansweredSince: NOW - 100_000 }),
        place('active', 2, { unansweredSince: NOW - 181_000 }),
        place('active', 3),
      ],
    });
    expect(unansweredOf(slow)).toMatchObject({ interactionId: 'chat-2' });
    expect(needsOf([queue()], [slow], NOW)).toMatchObject([{ is: 'unanswered', since: NOW - 181_000 }]);
    expect(needsOf([], [slow], NOW)).toEqual([]);
  });

  test('by the chats of an agent who is lost', () => {
    const lost = agent({ lostAt: NOW + 38_000, places: [place('active'), place('parked')] });
    expect(needsOf([queue()], [lost], NOW)).toEqual([{ is: 'lost', agent: lost, chats: 2, until: NOW + 38_000 }]);
    expect(needsOf([queue()], [agent({ lostAt: NOW + 38_000 })], NOW)).toEqual([]);
  });
});

test('E9 a pause is named as people call it, and one that was removed since is only a pause', () => {
  const reasons = [{ id: 'lunch', label: 'Lunch break' }];
  expect(labelOf(reasons, 'lunch')).toBe('Lunch break');
  expect(labelOf(reasons, 'training')).toBeUndefined();
  expect(labelOf(reasons, undefined)).toBeUndefined();
});
