/**
 * A reconnect storm: as many visitors have an agent as there are places, the others wait in line. Every socket is cut while its
 * visitor is sending, and all come back by themselves.
 */
import type { Run } from './run.ts';
import { textOf } from './script.ts';
import { createVisitor, type Visitor } from './visitor.ts';

/** So many chats start, or end, at a time. */
const AT_ONCE = 6;

export async function storm(run: Run, count: number): Promise<undefined> {
  const visitors: Visitor[] = [];
  const names = Array.from({ length: count }, (_, nth) => `Visitor ${nth + 1}`);
  await atOnce(AT_ONCE, names, async (name) => {
    const visitor = createVisitor(run, name);
    await visitor.arrive(textOf(name, 1));
    visitors.push(visitor);
  });

  const began = run.now();
  for (const visitor of visitors) {
    visitor.line().cutAtNextMessage(run.chance.pick(['half', 'all'] as const));
    visitor.say(textOf(visitor.name, 2));
  }
  await Promise.all(visitors.map((visitor) => visitor.isSent()));
  tellSpread(run.resumptions.filter((at) => at > began).map((at) => at - began));
  await atOnce(AT_ONCE, visitors, async (visitor) => {
    visitor.end();
    await visitor.isOver();
    run.chats.ended++;
    await visitor.check();
    visitor.close();
  });
  return undefined;
}

async function atOnce<T>(most: number, items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const next = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
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
