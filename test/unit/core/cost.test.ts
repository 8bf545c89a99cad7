/** G8: what one chat cost, from its log. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../core/bounds.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import { costOf, usageOfInteraction } from '../../../core/interaction/cost.ts';
import type { Commit } from '../../../core/interaction/events.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import { kinds, prices } from '../../../core/prices.ts';
import { active, appended, asInes, at, commandId, given, interactionId, tab, visitor } from '../../support/chats.ts';

const usage = (log: readonly Commit[]) => usageOfInteraction(momentsOf(interactionId, log));
const cost = (log: readonly Commit[]) => costOf(momentsOf(interactionId, log));

const leaves = (second: number): [number, Command] => [
  second,
  { type: 'disconnect', side: 'visitor', connectionId: tab },
];

/** A chat in which this is written, each in its own second, as if over a socket. */
function written(texts: readonly string[]): Commit[] {
  const { log } = texts.reduce(
    (story, text, n) =>
      appended(story, [{ type: 'message', id: commandId(100 + n), from: 'visitor', text }], at(10 + n)),
    given(...active),
  );
  return log.map((commit) => (commit.events[0]?.type === 'message' ? { ...commit, by: 'visitor' as const } : commit));
}

describe('G8 what a chat cost', () => {
  it('is at least what a start costs, never less than nothing, and more with each message', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 4000 }), { maxLength: 30 }),
        fc.string(),
        (texts, last) => {
          const [before, after] = [usage(written(texts)), usage(written([...texts, last]))];
          for (const kind of kinds) {
            expect(before[kind], kind).toBeGreaterThanOrEqual(0);
            expect(after[kind], kind).toBeGreaterThanOrEqual(before[kind]);
          }
          // In, acknowledged, and to the agent; typing, with the mark, in and out.
          expect(after.frames - before.frames).toBe(5);
          expect(cost(written([...texts, last]))).toBeGreaterThan(cost(written(texts)));
        },
      ),
    );
  });

  it('is nothing before it has begun', () => {
    expect(cost([])).toBe(0);
  });

  it('has exactly the price of each e-mail', () => {
    const story = given(...active, leaves(30));
    const noted = (type: 'mailed' | 'mail-failed') =>
      appended(
        story,
        [type === 'mailed' ? { type, request: 5, answeredAt: at(40) } : { type, request: 5, because: 'refused' }],
        at(60),
      ).log;
    expect(cost(noted('mailed')) - cost(noted('mail-failed'))).toBe(prices.mails.usd * 1e6);
  });

  it('E4 has the scan of each file, by object and by byte', () => {
    const file = { type: 'file', id: commandId(1), upload: commandId(2), name: 'lamp.jpg', from: 'visitor' } as const;
    const sent = (bytes: number) => usage(appended(given(...active), [{ ...file, bytes }], at(40)).log);
    const [small, large] = [sent(1000), sent(5_000_000)];
    expect(small.scans).toBe(1);
    expect(large.scannedBytes - small.scannedBytes).toBe(4_999_000);
    expect(usage(given(...active).log).scans).toBe(0);
  });

  it('counts a large message by its bytes: a write unit for each kilobyte begun', () => {
    const small = usage(written(['x'])).writeUnits;
    expect(usage(written(['x'.repeat(4000)])).writeUnits - small).toBe(4);
    expect(usage(written(['é'.repeat(2000)])).writeUnits - small).toBe(4);
  });

  it('counts the minutes for which the visitor’s page was connected, and their heartbeats', () => {
    const until = (second: number) => usage(given(...active, leaves(second)).log);
    const [early, late] = [until(61), until(661)];
    expect(late.connectionMinutes - early.connectionMinutes).toBeCloseTo(10);
    expect(early.connectionMinutes).toBeCloseTo(1);
    // Every 45 s: one by 61 s, since 6 s; fourteen by 661 s.
    expect(late.frames - early.frames).toBe(2 * 13);
    const back: [number, Command] = [700, { type: 'connect', actor: visitor, connectionId: tab }];
    const away = usage(given(...active, leaves(61), [600, { type: 'tell-away' }], back).log);
    expect(away.connectionMinutes).toBeCloseTo(1);
  });

  it('counts no page for longer than API Gateway keeps a socket, however late its end was noticed', () => {
    const [hours, days] = [3 * 3600, 6 * 86_400].map((second) => usage(given(...active, leaves(second)).log));
    expect(days?.connectionMinutes).toBeCloseTo(120, 0);
    expect(days).toEqual(hours);
  });

  it('has three transitions for a wait of more than 15 minutes, and none otherwise', () => {
    const log = given(...active, leaves(30)).log;
    expect(usage(log).transitions).toBe(0);
    const long = log.map((commit) => ({
      ...commit,
      events: commit.events.map((event) =>
        event.type === 'disconnected' ? { ...event, endsAt: at(30 + 16 * 60) } : event,
      ),
    }));
    expect(usage(long).transitions).toBe(3);
    expect(cost(long)).toBeGreaterThan(cost(log) + 74);
  });

  it('is the same if the texts were taken out of the log, given their bytes', () => {
    const log = written(['x'.repeat(3000), 'y']);
    const without = log.map((commit) => ({
      ...commit,
      events: commit.events.map((event) => (event.type === 'message' ? { ...event, text: '' } : event)),
    }));
    expect(costOf(momentsOf(interactionId, without, log.map(bytesOf)))).toBe(cost(log));
  });

  it('of an ordinary chat is a few hundred millionths of a dollar', () => {
    const log = given(
      ...active,
      [40, { type: 'end', actor: asInes }],
      [70, { type: 'finish', actor: asInes, disposition: 'solved' }],
    ).log;
    expect(cost(log)).toBeGreaterThan(50);
    expect(cost(log)).toBeLessThan(300);
  });
});
