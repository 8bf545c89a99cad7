/** Many histories, one after another, until so many steps were taken. */
import fc from 'fast-check';
import type { InteractionEvent } from '../../core/interaction/events.ts';
import { nameOf, type Pair, pairs } from './meetings.ts';
import { type History, histories } from './moves.ts';
import { play } from './play.ts';
import { expectAtOnce } from './truths.ts';
import { INJECTED } from './turns.ts';
import { openWorld, type World } from './world.ts';

/** A step is a request that a function makes: to a store, to a queue or to a socket. Between two, anything may happen. */
export interface Played {
  steps: number;
  histories: number;
  /** What went wrong on purpose, and how often. */
  faults: Record<string, number>;
  /** Pairs that met on one chat (`meetings.ts`). */
  met: Record<string, number>;
  /** Kinds of events in the logs. */
  happened: Record<string, number>;
  /** Ends with how to repeat it. */
  violation?: string;
}

export const nothingPlayed = (): Played => ({ steps: 0, histories: 0, faults: {}, met: {}, happened: {} });

/** Seeds follow one another, so that a failure is repeated without what came before it. */
const HISTORIES_PER_SEED = 10;

interface Wanted {
  seed: number;
  steps: number;
  /** Of a failure: plays only that. */
  path?: string | undefined;
  /** Of several processes, each takes every so many seeds. */
  stride?: number;
  /** Whether the history of a failure is made as short as possible, which takes long. */
  isShrunk?: boolean;
  /** Only these are brought together. */
  among?: readonly Pair[];
  /** Told after each seed. */
  tell?: (played: Played) => void;
}

export async function simulate({
  seed,
  steps,
  path,
  stride = 1,
  isShrunk = true,
  among = pairs,
  tell,
}: Wanted): Promise<Played> {
  const played = nothingPlayed();
  for (let next = seed; played.steps < steps && !played.violation; next += stride) {
    const result = await fc.check(
      fc.asyncProperty(histories(among), (history) => playOne(played, history)),
      {
        numRuns: path ? 1 : HISTORIES_PER_SEED,
        seed: next,
        unbiased: true,
        endOnFailure: !isShrunk,
        ...(path ? { path } : {}),
      },
    );
    if (result.failed) {
      const { counterexamplePath, counterexample, errorInstance } = result;
      const error = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
      const only = among === pairs ? '' : ` --among '${among.map(nameOf).join(', ')}'`;
      const again = `npm run sim -- --seed ${next} --path ${counterexamplePath}${only}`;
      played.violation = [error, ...asLines(counterexample?.[0]), again].join('\n');
    }
    tell?.(played);
    if (path) break;
  }
  return played;
}

async function playOne(played: Played, history: History): Promise<void> {
  const { lines, stop } = keepLines();
  try {
    const world = await openWorld(history.isLimited, history.skewS, expectAtOnce);
    await play(world, history).finally(() => {
      played.steps += world.turns.steps();
    });
    count(played, world);
  } finally {
    stop();
  }
  const failed = lines.find((line) => line.includes('"level":"error"') && !line.includes(INJECTED));
  if (failed) throw new Error(`A function failed: ${failed}`);
}

function count(played: Played, { turns, met, logs }: World): void {
  played.histories++;
  add(played.faults, turns.met);
  add(played.met, met);
  for (const { commit } of [...logs.values()].flat())
    for (const event of commit.events) add(played.happened, new Map([[kindOf(event), 1]]));
}

const asLines = (history: History | undefined): string[] =>
  (history?.rounds ?? []).flatMap(({ together, ...round }) => [
    JSON.stringify({ isLimited: history?.isLimited, skewS: history?.skewS, ...round }),
    ...together.map((begun) => `  ${JSON.stringify(begun)}`),
  ]);

/** Of the functions' logs. */
function keepLines(): { lines: string[]; stop(): void } {
  const lines: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (line) => Boolean(lines.push(String(line)));
  const stop = () => {
    process.stdout.write = write;
  };
  return { lines, stop };
}

export function add(counts: Record<string, number>, more: Iterable<[string, number]>): void {
  for (const [name, count] of more) counts[name] = (counts[name] ?? 0) + count;
}

const kindOf = (event: InteractionEvent): string =>
  event.type === 'joined' && event.until === undefined
    ? 'guest'
    : event.type === 'parked'
      ? `parked by ${event.by}`
      : event.type === 'accepted'
        ? event.how
        : outcomeOf(event);

const outcomeOf = (event: InteractionEvent): string =>
  event.type === 'ended' ? event.outcome : event.type === 'queued' ? event.because : event.type;
