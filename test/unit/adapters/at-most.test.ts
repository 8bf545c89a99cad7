import { expect, test } from 'vitest';
import { atMost } from '../../../adapters/at-most.ts';

test('H4 of thousands only a few run at once, and a slow one does not hold up the others', async () => {
  const slow = Promise.withResolvers<void>();
  let underWay = 0;
  let most = 0;
  const done: number[] = [];
  const all = atMost(
    20,
    Array.from({ length: 2000 }, (_, index) => index),
    async (index) => {
      most = Math.max(most, ++underWay);
      await (index === 0 ? slow.promise : undefined);
      underWay--;
      if (done.push(index) === 1999) slow.resolve();
    },
  );
  await all;
  expect(most).toBe(20);
  expect(done).toHaveLength(2000);
  expect(done.at(-1)).toBe(0);
});

test('H4 a failure is the result', async () => {
  const fails = async (entry: number) => {
    if (entry === 3) throw new Error('the third');
  };
  await expect(atMost(2, [1, 2, 3, 4], fails)).rejects.toThrow('the third');
});
