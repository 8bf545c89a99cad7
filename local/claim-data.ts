/** Allows only one Foyer on a data directory, because two would write the same tables. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/**
 * Holds the directory while this process lives. A kill frees it.
 * @returns whether nobody else holds it
 */
export async function claimData(dataDir: string): Promise<boolean> {
  const path = join(dataDir, 'running.sock');
  if (await answers(path)) return false;
  // Left behind by a killed process.
  rmSync(path, { force: true });
  const server = createServer((socket) => socket.destroy()).listen(path);
  await once(server, 'listening');
  server.unref();
  return true;
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
