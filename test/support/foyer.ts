/** All of Foyer for a browser test: built once, started on its own data and ports, and killed and restarted on the same. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { portsFrom } from '../../local/addresses.ts';
import { build } from '../../local/build.ts';
import { listen, stopListening } from '../../local/listen.ts';

const Started = z.object({
  hosts: z.record(z.string(), z.string()),
  shops: z.object({ orders: z.string(), advice: z.string() }),
});

export interface Foyer {
  /** Shops whose widgets lead to a queue that offers, and to one where agents take from the list. */
  shops: z.infer<typeof Started>['shops'];
  hosts: Record<string, string>;
  console: string;
  /** Puts another configuration into force. */
  publish(config: string): Promise<void>;
  /** What a phone system needs to call it: an address, and a key of its own. */
  phoneLine(): Promise<{ address: string; key: string }>;
  /** Without a chance to shut down. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startFoyer(config = 'test/support/foyer.config.ts'): Promise<Foyer> {
  const assembly = await build({ outDir: 'dist', onProgress: () => {} });
  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-e2e-'));
  const basePort = await freePorts();
  let child: ChildProcess;

  async function start() {
    const args = ['test/support/cloud-process.ts', assembly, dataDir, config, String(basePort)];
    child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (!child.stdout) throw new Error('No output');
    const [line] = await Promise.race([
      once(createInterface(child.stdout), 'line'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`The local cloud ended with ${code}`))),
    ]);
    return Started.parse(JSON.parse(String(line)));
  }

  async function end(how: () => void): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    how();
    await ended;
  }

  const { hosts, shops } = await start();
  return {
    hosts,
    shops,
    console: `http://${hosts.console}`,
    publish: async (file) => {
      if (!child.stdin || !child.stdout) throw new Error('No way to ask');
      child.stdin.write(`${file}\n`);
      await once(createInterface(child.stdout), 'line');
    },
    phoneLine: async () => {
      const env = { ...process.env, FOYER_DATA: dataDir };
      const create = ['bin/phone-key.ts', 'create', '--local'];
      const { stdout } = await promisify(execFile)(process.execPath, create, { env });
      return { address: `http://${hosts.public}`, key: /foyer_voice_\S+/.exec(stdout)?.[0] ?? '' };
    },
    kill: () => end(() => child.kill('SIGKILL')),
    restart: async () => {
      await start();
    },
    stop: async () => {
      await end(() => child.stdin?.end());
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * Twelve in a row, below the range that systems use for outgoing connections. Workers that start together begin 120 apart, which is
 * enough for six clouds: between the probe and the start of the cloud, no other may find the same ports free.
 */
async function freePorts(): Promise<number> {
  for (let base = 20_000 + (process.pid % 100) * 120; base < 32_000; base += 20) {
    const ports = [...Object.values(portsFrom(base)), base + 11];
    const probes = await Promise.allSettled(ports.map((port) => listen(port)));
    await Promise.all(probes.map((probe) => (probe.status === 'fulfilled' ? stopListening(probe.value) : undefined)));
    if (probes.every(({ status }) => status === 'fulfilled')) return base;
  }
  throw new Error('No twelve ports in a row are free');
}
