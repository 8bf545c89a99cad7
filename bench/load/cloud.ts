/** A local cloud for a run: on data and ports of its own, and killed and started again on the same. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import * as z from 'zod/mini';
import demo from '../../foyer.config.ts';
import { build } from '../../local/build.ts';
import { signIn } from '../../test/support/sign-in.ts';
import type { Credentials } from './agent.ts';
import { agentsOf } from './centre.ts';
import type { Target } from './run.ts';

const Started = z.object({ hosts: z.record(z.string(), z.string()) });
const Killed = z.object({ killed: z.string() });

export interface Cloud {
  target: Target;
  agents: Credentials[];
  /** Kills the process of a function: `where` in all of them, 0 to 1. Returns the function's name. */
  killFunction(where: number): Promise<string>;
  /** Kills all of it, without a chance to shut down, and starts it again. */
  killAll(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLocalCloud(agents: number, places: number, basePort: number): Promise<Cloud> {
  const assembly = await build({ outDir: 'dist', onProgress: (line) => process.stderr.write(`${line}\n`) });
  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-load-'));
  let child: ChildProcess;
  let lines: Interface;

  async function start(...more: string[]) {
    const args = ['bench/load/cloud-process.ts', assembly, dataDir, String(basePort), String(agents), ...more];
    child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (!child.stdout) throw new Error('No output');
    lines = createInterface(child.stdout);
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The local cloud ended with ${code}`)));
    const [line] = await Promise.race([once(lines, 'line'), ended]);
    return Started.parse(JSON.parse(String(line))).hosts;
  }

  async function end(how: () => void): Promise<void> {
    const ended = once(child, 'exit');
    how();
    await ended;
  }

  const hosts = await start(String(places));
  const console = `http://${hosts.console}`;
  const [website] = demo.websites;
  return {
    target: {
      ...{ widget: `http://${hosts.widget}/`, console, origin: 'http://127.0.0.1' },
      website: website?.token ?? '',
    },
    agents: agentsOf(agents).map(({ email }) => signedIn(console, email)),
    async killFunction(where) {
      const answer = once(lines, 'line');
      child.stdin?.write(`${where}\n`);
      const [line] = await answer;
      return Killed.parse(JSON.parse(String(line))).killed;
    },
    async killAll() {
      await end(() => child.kill('SIGKILL'));
      await start();
    },
    async stop() {
      await end(() => child.stdin?.end());
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Signs in when the first token is needed, and again when one is not accepted. */
function signedIn(console: string, email: string): Credentials {
  let signed: ReturnType<typeof signIn> | undefined;
  const now = (fresh: boolean) => {
    if (fresh) signed = undefined;
    signed ??= signIn(console, email);
    // Tried again at the next attempt.
    signed.catch(() => {
      signed = undefined;
    });
    return signed;
  };
  return { api: async () => (await now(false)).api, idToken: async (fresh) => (await now(fresh)).idToken };
}
