import { expect, test } from 'vitest';
import { createRun, createWaiters, type Run } from '../../../bench/load/run.ts';
import { storm } from '../../../bench/load/storm.ts';
import type { Visitor } from '../../../bench/load/visitor.ts';

const target = { widget: '', website: '', origin: '', console: '' };

/** How far a visitor gets before Foyer stops answering, and what is done until then. */
function calm(far: (name: string) => 'start' | 'send' | 'end' | 'done', time: AbortController) {
  const run = createRun(target, 1, time.signal);
  const checked: string[] = [];
  const closed: string[] = [];
  let stuck = 0;
  const create = (_: Run, name: string): Visitor => {
    const { until } = createWaiters(run.over);
    const unless = async (step: ReturnType<typeof far>) => {
      const isStuck = far(name) === step;
      if (isStuck) stuck++;
      await until(() => !isStuck);
    };
    return {
      name,
      arrive: () => unless('start'),
      isSent: () => unless('send'),
      isOver: () => unless('end'),
      check: async () => void checked.push(name),
      close: () => void closed.push(name),
      line: () => ({ cutAtNextMessage() {} }) as unknown as ReturnType<Visitor['line']>,
      ...{ say() {}, end() {}, reload() {}, isAccepted: async () => true, isAnswered: async () => true },
    };
  };
  return { run, create, checked, closed, stuck: () => stuck };
}

test('H5 a storm in which everybody comes back reads every log', async () => {
  const { run, create, checked, closed } = calm(() => 'done', new AbortController());
  expect([...(await storm(run, 20, create))]).toEqual([]);
  expect(checked).toHaveLength(20);
  expect(closed).toHaveLength(20);
});

test.each([
  ['start', 0, 20],
  ['send', 0, 20],
  ['end', 14, 6],
] as const)(
  'H5 a storm whose time is up while some have still to %s says who, and has read the logs of those that ended',
  async (step, read, left) => {
    const time = new AbortController();
    const many = step === 'end' ? 6 : 1;
    const { run, create, checked, closed, stuck } = calm(
      (name) => (Number(name.slice(8)) > 20 - many ? step : 'done'),
      time,
    );
    const done = storm(run, 20, create);
    await expect.poll(stuck).toBe(many);
    time.abort(new Error('The time is up'));
    const undone = await done;
    expect([...undone.values()].filter((each) => each === step).length).toBeGreaterThanOrEqual(many);
    expect(undone.size).toBe(left);
    expect(checked).toHaveLength(read);
    expect(closed.length).toBeGreaterThan(0);
  },
);
