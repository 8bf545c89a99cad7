/** E2: the list of waiting chats, as kept by a console with many readers and unreliable news. */
import { describe, expect, test } from 'vitest';
import { waitingLines } from '../../../console/live/live.ts';
import { InteractionId, QueueId } from '../../../core/ids.ts';
import type { AgentFrame } from '../../../protocol/agent.ts';
import { startConsole } from './fakes.ts';

const row = (n: number, over: object = {}) => ({
  ...{ interactionId: `chat-${n}`, queueId: 'sales', lane: 'sales', visitorName: 'Marta', subject: '', latest: '' },
  ...{ culture: 'es', requires: {}, priority: 0, since: n },
  ...over,
});
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => row(from + index));
const sales = (total: number, oldestSince?: number, countedAt = 0) => ({
  ...{ queueId: 'sales', total, countedAt },
  ...(oldestSince === undefined ? {} : { oldestSince }),
});
const gone = (n: number, lane = 'sales') => ({ interactionId: `chat-${n}`, lane });

/** A console whose list is on screen, with one queue of this many chats. */
async function reading(total: number) {
  const console = startConsole();
  console.live.readWaiting();
  await console.connect({ lines: [sales(total, total > 0 ? 1 : undefined)] });
  const shown = () => console.live.state().lines.get(QueueId.parse('sales'));
  const numbers = () => shown()?.rows.map(({ since }) => since);
  const asked = () => console.sent().filter((frame): frame is Extract<AgentFrame, { t: 'line' }> => frame.t === 'line');
  const news = (line: object, stand: object[] = [], removed: object[] = []) =>
    console.line().push({ t: 'waiting', ...line, stand, removed });
  const answer = (frame: AgentFrame | undefined, line: object, page: object[], more: boolean) => {
    if (frame?.t !== 'line') throw new Error('Nothing was asked');
    console.line().push({ t: 'line', id: frame.id, ...line, rows: page, more });
  };
  return { ...console, shown, numbers, asked, news, answer };
}

describe('E2 how many wait', () => {
  test('is what Foyer says, whatever rows are known', async () => {
    const { news, shown } = await reading(0);
    news(sales(12_345, 7));
    expect(shown()).toMatchObject({ total: 12_345, oldestSince: 7 });
    news(sales(0));
    expect(shown()).toMatchObject({ total: 0 });
    expect(shown()).not.toHaveProperty('oldestSince');
  });

  test('is what was counted last, whichever was told last', async () => {
    const { news, shown, asked, answer, line } = await reading(100);
    const [first] = asked();
    news(sales(70, 3, 20), [row(4)]);
    answer(first, sales(60, 1, 10), rows(1, 40), true);
    expect(shown()).toMatchObject({ total: 70, oldestSince: 3 });
    const welcome = { t: 'welcome', status: 'available', since: 1_000_000, chats: [], now: 1_000_000 };
    line().push({ ...welcome, lines: [sales(60, 1, 10)] });
    expect(shown()).toMatchObject({ total: 70, oldestSince: 3 });
    news(sales(0, undefined, 30));
    expect(shown()).toMatchObject({ total: 0 });
  });

  test('is known of queues in the agent’s order, empty ones too', async () => {
    const { live, connect } = startConsole();
    await connect({ lines: [sales(3, 5)] });
    const queue = (id: string) => ({
      ...{ id: QueueId.parse(id), name: id, strategy: 'pick', serviceLevelS: 60, dispositions: [] },
    });
    const lines = waitingLines(live.state(), [queue('advice'), queue('sales')]);
    expect(lines.map(({ total }) => total)).toEqual([0, 3]);
  });
});

describe('E2 rows', () => {
  test('are requested when someone looks, and not before', async () => {
    const { live, connect, sent } = startConsole();
    await connect({ lines: [sales(3, 1)] });
    expect(sent()).toEqual([]);
    live.readWaiting();
    expect(sent()).toMatchObject([{ t: 'line', queueId: 'sales' }]);
  });

  test('stand in the order of service: priority, then age', async () => {
    const { numbers, asked, answer } = await reading(3);
    answer(asked()[0], sales(3, 1), [row(1), row(3, { priority: 9 }), row(2, { priority: 9 })], false);
    expect(numbers()).toEqual([2, 3, 1]);
  });

  test('come page by page, when the reader asks and before the list runs out', async () => {
    const { numbers, asked, answer, news, live } = await reading(120);
    answer(asked()[0], sales(120, 1), rows(1, 40), true);
    expect(asked()).toEqual([]);
    live.moreWaiting(QueueId.parse('sales'));
    const [second] = asked();
    expect(second).toMatchObject({ after: { interactionId: 'chat-40', priority: 0, since: 40 } });
    answer(second, sales(120, 1), rows(41, 80), true);
    expect(numbers()).toHaveLength(80);
    for (let n = 1; n <= 60; n++) news(sales(120 - n, n + 1), [], [gone(n)]);
    expect(asked()).toEqual([]);
    news(sales(59, 62), [], [gone(61)]);
    const [third] = asked();
    expect(third).toMatchObject({ after: { since: 80 } });
    answer(third, sales(59, 62), rows(81, 120), false);
    expect(numbers()).toEqual(rows(62, 120).map(({ since }) => since));
  });

  test('behind the last one that is known are left out until their page comes', async () => {
    const { numbers, asked, answer, news } = await reading(100);
    answer(asked()[0], sales(100, 1), rows(1, 40), true);
    news(sales(102, 1), [row(900), row(901, { priority: 9 })]);
    expect(numbers()).toEqual([901, ...rows(1, 40).map(({ since }) => since)]);
  });

  test.each(['first', 'last'])('of a chat that asks for less now stand once, the new place told %s', async (order) => {
    const { shown, asked, answer, news } = await reading(1);
    answer(asked()[0], sales(1, 1), [row(1, { lane: 'sales|returns>60|' })], false);
    const told = [() => news(sales(1, 1), [row(1)]), () => news(sales(1, 1), [], [gone(1, 'sales|returns>60|')])];
    for (const tell of order === 'first' ? told : told.reverse()) tell();
    expect(shown()?.rows.map(({ lane }) => lane)).toEqual(['sales']);
  });

  test('that came or went while their page was on its way are as the news says', async () => {
    const { numbers, asked, answer, news } = await reading(3);
    const [first] = asked();
    news(sales(2, 1), [], [gone(2)]);
    news(sales(3, 1), [row(4)]);
    news(sales(4, 1), [row(5)]);
    news(sales(3, 1), [], [gone(5)]);
    answer(first, sales(3, 1), rows(1, 3), false);
    expect(numbers()).toEqual([1, 3, 4]);
  });

  test('are requested again when they stay below Foyer’s count, once', async () => {
    const { numbers, asked, answer, news, clock } = await reading(2);
    answer(asked()[0], sales(2, 1), rows(1, 2), false);
    news(sales(4, 1), [row(3)]);
    news(sales(4, 1));
    expect(asked()).toEqual([]);
    clock.turn(2_000);
    const again = asked();
    expect(again).toMatchObject([{ t: 'line', queueId: 'sales' }]);
    answer(again[0], sales(4, 1), rows(1, 4), false);
    expect(numbers()).toEqual([1, 2, 3, 4]);
    clock.turn(20_000);
    expect(asked()).toEqual([]);
  });

  test('are not asked for again and again where the count lags behind them', async () => {
    const { asked, answer, clock } = await reading(2);
    answer(asked()[0], sales(2, 1), rows(1, 3), false);
    clock.turn(20_000);
    expect(asked()).toEqual([]);
  });

  test('are requested again when no answer comes, and when Foyer refuses, as long as someone looks', async () => {
    const { asked, clock, line } = await reading(3);
    const [first] = asked();
    if (!first) throw new Error('Nothing was asked');
    clock.turn(10_000);
    const [second] = asked();
    if (!second) throw new Error('Nothing was asked again');
    line().push({ t: 'refused', id: second.id, code: 'rate_limited', message: 'Wait a moment.' });
    clock.turn(9_999);
    expect(asked()).toEqual([]);
    clock.turn(1);
    expect(asked()).toHaveLength(1);
  });

  test('stay while the connection is new and their page is on its way', async () => {
    const { numbers, asked, answer, line } = await reading(2);
    answer(asked()[0], sales(2, 1), rows(1, 2), false);
    line().push({
      t: 'welcome',
      status: 'available',
      since: 1_000_000,
      chats: [],
      lines: [sales(3, 1)],
      now: 1_000_000,
    });
    expect(numbers()).toEqual([1, 2]);
    answer(asked()[0], sales(3, 1), rows(2, 4), false);
    expect(numbers()).toEqual([2, 3, 4]);
  });

  test('show what the visitor wrote last', async () => {
    const { shown, asked, answer, news } = await reading(1);
    answer(asked()[0], sales(1, 1), [row(1, { subject: 'Hola' })], false);
    news(sales(1, 1), [row(1, { subject: 'Hola', latest: 'Es urgente' })]);
    expect(shown()?.rows).toMatchObject([{ subject: 'Hola', latest: 'Es urgente' }]);
  });

  test('of a chat taken by someone else are removed', async () => {
    const { live, numbers, asked, answer, sent, line } = await reading(2);
    answer(asked()[0], sales(2, 1), rows(1, 2), false);
    live.take(InteractionId.parse('chat-1'));
    const take = sent().find(({ t }) => t === 'take');
    if (take?.t !== 'take') throw new Error('No take');
    line().push({ t: 'refused', id: take.id, code: 'chat_taken', message: 'Another agent already has this chat.' });
    expect(numbers()).toEqual([2]);
  });
});
