/** D1 in the console of a supervisor: what is said of thresholds, and how often. */
import { describe, expect, test } from 'vitest';
import { startConsole } from './fakes.ts';

const alarm = (queue: string, at: number, is: 'passed' | 'back' = 'passed') => ({
  ...{ t: 'alarm', queueId: queue, queueName: queue, threshold: 'waiting', is, at, figure: 6, limit: 5 },
});

async function hearing(...pushes: object[]) {
  const console = startConsole();
  await console.connect({ alarms: [] });
  for (const push of pushes) console.line().push(push);
  const said = () =>
    console.live
      .state()
      .notices.flatMap((notice) =>
        notice.kind === 'threshold' ? [`${notice.alarm.queueId} ${notice.alarm.is} ${notice.alarm.at}`] : [],
      );
  return { ...console, said };
}

describe('D1 a supervisor’s console', () => {
  test('says once what comes twice, and nothing that is older than what it knows', async () => {
    const { said } = await hearing(
      ...[alarm('orders', 1), alarm('orders', 1), alarm('orders', 3, 'back'), alarm('orders', 2)],
    );
    expect(said()).toEqual(['orders back 3']);
  });

  test('says of a threshold that comes and goes only how it is now', async () => {
    const { said } = await hearing(
      ...Array.from({ length: 50 }, (_, n) => alarm('orders', n, n % 2 ? 'back' : 'passed')),
    );
    expect(said()).toEqual(['orders back 49']);
  });

  test('leaves room in a storm of alarms: the newest three', async () => {
    const { said } = await hearing(...Array.from({ length: 20 }, (_, n) => alarm(`queue-${n}`, n)));
    expect(said()).toEqual(['queue-17 passed 17', 'queue-18 passed 18', 'queue-19 passed 19']);
  });

  test('says nothing of what was passed before it said hello, and that it is back', async () => {
    const console = startConsole();
    const { t: _, ...passed } = alarm('orders', 1);
    await console.connect({ alarms: [passed] });
    expect(console.live.state().notices).toEqual([]);
    console.line().push(alarm('orders', 2, 'back'));
    expect(console.live.state().notices).toMatchObject([{ alarm: { is: 'back' } }]);
  });
});
