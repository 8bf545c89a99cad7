import { once } from 'node:events';
import ses from 'aws-ses-v2-local';
import * as z from 'zod';
import type { Engine } from './engine.ts';

/** SES whose mails nobody gets: `url` is also the page that shows them. They are kept in memory only. */
export async function startSes({ port }: { port: number }): Promise<Engine> {
  const server = await ses.default({ host: '127.0.0.1', port });
  const address = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
