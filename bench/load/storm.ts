/**
 * A reconnect storm: as many visitors have an agent as there are places, the others wait in line. Every socket is cut while its
 * visitor is sending, and all come back by themselves.
 */
import type { Run } from './run.ts';
import { textOf } from './script.ts';
import { createVisitor, type Visitor } from './visitor.ts';

/** So many chats start, or end, at a time. */
const AT_ONCE = 6;

/** What a chat had still to do when the time was up, by its visitor's name. */
export type Undone = Map<string, 'start' | 'send' | 'end'>;

/** Until every chat has ended and its log was read, or the run is over. */
export async function storm(run: Run, count: number, create = createVisitor): Promise<Undone> {
  const visitors: Visitor[] = [];
  const undone: Undone = new Map(Array.from({ length: count }, (_, nth) => [`Visitor ${nth + 1}`, 'start']));
  await atOnce(run, AT_ONCE, [...undone.keys()], async (name) => {
    const visitor = create(run, name);
    visitors.push(visitor);
    await visitor.arrive(textOf(name, 1));
    undone.set(name, 'send');
  });

  const began = run.now();
  await atOnce(run, count, visitors, async (visitor) => {
    visitor.line().cutAtNextMessage(run.chance.pick(['half', 'all'] as const));
    visitor.say(textOf(visitor.name, 2));
    await visitor.isSent();
    undone.set(visitor.name, 'end');
  });
  tellSpread(run.resumptions.filter((at) => at > began).map((at) => at - began));
  await atOnce(run, AT_ONCE, visitors, async (visitor) => {
    visitor.end();
    await visitor.isOver();
    run.chats.ended++;
    undone.delete(visitor.name);
    await visitor.check();
  });
  for (const visitor of visitors) visitor.close();
  return undone;
}

/** Begins no more once the run is over, and waits for no more than what that ends. */
async function atOnce<T>(run: Run, most: number, items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const next = async () => {
    while (left.length > 0 && !run.over.aborted) {
      const [item] = left.splice(0, 1) as [T];
      await act(item).catch((error: unknown) => {
        if (!run.over.aborted) throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: most }, next));
}

/** How many were back in each second after the cut. */
function tellSpread(afterMs: number[]): void {
  const seconds = Map.groupBy(afterMs, (ms) => Math.floor(ms / 1000));
  process.stdout.write(`Back after the cut, by second (${afterMs.length} resumptions):\n`);
  for (const [second, { length }] of [...seconds].sort(([a], [b]) => a - b))
    process.stdout.write(
      `${String(second).padStart(4)} s ${String(length).padStart(6)} ${'▪'.repeat(Math.ceil(length / 20))}\n`,
    );
}
