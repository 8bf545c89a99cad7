/**
 * Visitors, agents, an administrator, timers and the stream, all at once, with failures in between. fast-check chooses what happens in
 * which order, and shrinks failures. `npm run fuzz -- --runs N --seed S` runs more.
 */
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { InteractionEvent } from '../../../core/interaction/events.ts';
import { histories } from '../../support/simulation/moves.ts';
import { play } from '../../support/simulation/play.ts';
import { DIED } from '../../support/simulation/turns.ts';

const { FUZZ_RUNS, FUZZ_SEED, FUZZ_PATH } = process.env;
const isBounded = FUZZ_SEED === undefined;

/** What must have happened in some run; otherwise the runs would prove nothing. */
const shown = [
  ...['timed-out', 'out-of-time', 'overflowed', 'completed', 'abandoned', 'auto-finished', 'returned', 'republished'],
  ...['offer-rejected', 'offer-expired', 'visitor-left', 'stepped', 'unattended', 'chat-time-passed', 'parked by call'],
  ...['resumed', 'reopened', 'transferred', 'joined', 'monitored', 'take-over', 'revised', 'note'],
  ...['whispered', 'extended', 'unresumed'],
];

const kindOf = (event: InteractionEvent): string =>
  event.type === 'parked' ? `parked by ${event.by}` : event.type === 'accepted' ? event.how : outcomeOf(event);

const outcomeOf = (event: InteractionEvent): string =>
  event.type === 'ended' ? event.outcome : event.type === 'queued' ? event.because : event.type;

it('B6 F2 D2 D10 G7 nothing is lost, doubled, held by two, ended too soon or left unnoticed, whatever fails meanwhile', async () => {
  const lines: string[] = [];
  const seen = new Set<string>();
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(lines.push(String(line))));
  try {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        lines.splice(0);
        const { logs } = await play(history);
        for (const { commit } of [...logs.values()].flat()) for (const event of commit.events) seen.add(kindOf(event));
        expect(lines.filter((line) => line.includes('"level":"error"') && !line.includes(DIED))).toEqual([]);
      }),
      {
        ...{ numRuns: Number(FUZZ_RUNS ?? 75), seed: Number(FUZZ_SEED ?? 8), unbiased: true },
        ...(FUZZ_PATH ? { path: FUZZ_PATH } : {}),
      },
    );
  } finally {
    vi.restoreAllMocks();
  }
  if (isBounded) expect([...seen]).toEqual(expect.arrayContaining(shown));
}, 3_600_000);
