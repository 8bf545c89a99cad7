/** What goes wrong on purpose while a run goes on. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Cloud } from './cloud.ts';
import type { Line } from './line.ts';
import type { Run } from './run.ts';

/** In ms. The whole cloud needs some five seconds to start again. */
const EVERY = { cut: 700, kill: 3_000, killAll: 40_000 } as const;

export type Done = Record<'socketsCut' | 'functionsKilled' | 'cloudsKilled', number>;

/**
 * Cuts sockets, half of them in the middle of the next message's frame, and kills processes of the local cloud, until `during` is
 * over.
 * @param lines the sockets there are now
 * @param cloud undefined for a deployed tenant, whose processes are nobody's to kill
 */
export async function causeFaults(
  run: Run,
  { lines, cloud, during }: { lines(): Line[]; cloud: Cloud | undefined; during: AbortSignal },
): Promise<Done> {
  const { chance, random } = run;
  const done: Done = { socketsCut: 0, functionsKilled: 0, cloudsKilled: 0 };
  const until = { signal: during };

  async function each(everyMs: number, act: () => void | Promise<void>): Promise<void> {
    while (!during.aborted) {
      await pause(everyMs * (0.5 + random()), undefined, until).catch(() => {});
      if (!during.aborted) await act();
    }
  }

  function cut(): void {
    const all = lines();
    if (all.length === 0) return;
    const line = chance.pick(all);
    if (chance.happens(0.5)) line.cut();
    else line.cutAtNextMessage(chance.pick(['half', 'all'] as const));
    done.socketsCut++;
  }

  // One after the other: a cloud that starts has no functions to kill.
  async function kill(): Promise<void> {
    let allAt = run.now() + EVERY.killAll / 2;
    await each(EVERY.kill, async () => {
      if (!cloud) return;
      if (run.now() < allAt) {
        if (await cloud.killFunction(random())) done.functionsKilled++;
        return;
      }
      await cloud.killAll();
      done.cloudsKilled++;
      allAt = run.now() + EVERY.killAll;
    });
  }

  await Promise.all([each(EVERY.cut, cut), kill()]);
  return done;
}
