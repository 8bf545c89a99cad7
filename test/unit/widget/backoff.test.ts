import { expect, test } from 'vitest';
import { createBackoff } from '../../../widget/app/engine/backoff.ts';
import { createPolite } from '../../../widget/app/screens/waiting/polite.ts';
import { fakeClock, fakePage } from '../../support/clock.ts';

test('F2 a page that wakes up does not wait, and runs once', () => {
  const clock = fakeClock();
  const { page, wake } = fakePage();
  let runs = 0;
  createBackoff({ clock, page, random: () => 1 }).retry(() => runs++);
  wake();
  wake();
  clock.advance(60_000);
  expect(runs).toBe(1);
});

test('A2 a page that wakes up too soon goes on waiting, and then runs once', () => {
  const clock = fakeClock();
  const { page, wake } = fakePage();
  const ran: number[] = [];
  const startedAt = clock.now();
  createBackoff({ clock, page, random: () => 1 }).retry(() => ran.push(clock.now() - startedAt), 60_000);
  clock.advance(59_000);
  wake();
  clock.advance(60_000);
  wake();
  expect(ran).toEqual([60_500]);
});

test('E11 a screen reader hears the newest place in line, every 30 s at most', () => {
  const clock = fakeClock();
  let redraws = 0;
  const polite = createPolite(clock.after, () => redraws++);
  expect(polite('third')).toBe('third');
  expect(polite('second')).toBe('third');
  expect(polite('next')).toBe('third');
  clock.advance(30_000);
  expect(redraws).toBe(1);
  expect(polite('next')).toBe('next');
});
