import fc from 'fast-check';
import { expect, test } from 'vitest';
import { billedBetween, type Done, gbSOf } from '../../../bench/billed.ts';

const before: Done = { calls: 4000, ran: 4000, cpuMs: 40_400, waitMs: 32_000 };

test('G8 a call is billed for what calls did in between, however slow those before were', () => {
  const after = { calls: 4060, ran: 4060, cpuMs: 40_520, waitMs: 32_480 };
  expect(billedBetween(before, after, 1769)).toEqual({ calls: 60, cpuMs: 2, billedMs: 10 });
  expect(billedBetween(before, after, 512)).toMatchObject({ billedMs: 15 });
});

test('G8 calls that are due after counting are billed as those that ran', () => {
  expect(billedBetween(before, { ...before, calls: 4060 }, 1769)).toMatchObject({ calls: 60, billedMs: 19 });
});

test('G8 nothing that was done in between lowers the bill', () => {
  const more = fc.record({ calls: fc.nat(100), ran: fc.nat(100), cpuMs: fc.nat(1000), waitMs: fc.nat(1000) });
  fc.assert(
    fc.property(more, more, (first, second) => {
      const then = { calls: first.calls + first.ran, ran: first.ran, cpuMs: first.cpuMs, waitMs: first.waitMs };
      const now = { ...then };
      for (const name of ['calls', 'ran', 'cpuMs', 'waitMs'] as const) now[name] += second[name];
      expect(gbSOf(billedBetween(then, now, 512), 512)).toBeGreaterThanOrEqual(0);
    }),
  );
});
