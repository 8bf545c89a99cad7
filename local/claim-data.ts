/** Only one Foyer may run on a data directory: two would write the same tables. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/**
 * Holds the directory for as long as this process lives; a kill frees it.
 * @returns whether nobody else holds it.
 */
export async function claimData(dataDir: string): Promise<boolean> {
  const path = join(dataDir, 'running.sock');
  if (await answers(path)) return false;
  // Left by a process that was killed.
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
