/** An HTTP server that listens only on this machine, before anything is served on it, so that its address is known early. */
import { createServer, type Server } from 'node:http';

const HOST = '127.0.0.1';

/** @param port with 0 the system chooses. @throws as `server.listen` does, e.g. EADDRINUSE */
export function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => resolve(server.off('error', reject)));
  });
}

/** `127.0.0.1:4400` */
export function hostOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server is not listening');
  return `${HOST}:${address.port}`;
}

export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
