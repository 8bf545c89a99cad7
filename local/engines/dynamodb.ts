import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hostOf, listen, stopListening } from '../listen.ts';
import type { Engine } from './engine.ts';
import { tendStreams } from './tend-streams.ts';

/**
 * DynamoDB on disk: dynoxide, or the server at `external` (DynamoDB Local needs -sharedDb, because each function signs with its
 * own key). dynoxide never deletes expired rows. DynamoDB may also keep them for days, so nothing may rely on it.
 * @throws with advice if dynoxide has no binary for this machine
 */
export async function startDynamodb({ dataDir, external }: { dataDir: string; external?: string }): Promise<Engine> {
  if (external) return { url: external, stop: async () => {} };
  mkdirSync(dataDir, { recursive: true });
  const port = await freePort();
  // A killed process cannot stop its children. So the shell holds a pipe from this process, and stops dynoxide when the pipe
  // closes.
  const script = '"$@" </dev/null & engine=$!; cat >/dev/null; kill $engine; wait $engine';
  const file = join(dataDir, 'dynamodb.db');
  const args = ['--host', '127.0.0.1', '--port', port, '--db-path', file];
  const shell = spawn('/bin/sh', ['-c', script, 'dynoxide', dynoxide(), ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // In its own process group, so that Ctrl+C reaches only this process, which then stops the engine properly.
    detached: true,
  });
  const exited = once(shell, 'exit');
  const [first] = await once(createInterface(shell.stderr), 'line');
  if (!String(first).includes('listening')) throw new Error(`dynoxide does not start: ${first}`);
  tendStreams(file);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      shell.stdin.end();
      await exited;
    },
  };
}

function dynoxide(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}/dynoxide`;
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    const way = 'start DynamoDB Local or another DynamoDB and name its address in FOYER_DYNAMODB_ENDPOINT';
    throw new Error(`There is no dynoxide for this system (${name}): ${way}`, { cause });
  }
}

/** Found by asking the system for a free port, because dynoxide does not report one it chose. */
async function freePort(): Promise<string> {
  const probe = await listen(0);
  const { port } = new URL(`http://${hostOf(probe)}`);
  await stopListening(probe);
  return port;
}
