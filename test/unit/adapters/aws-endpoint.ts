/** An AWS endpoint for tests: records requests, and answers as told. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export async function startEndpoint(answer: (body: string) => Answer) {
  const asked: { path: string; body: string }[] = [];
  /** Trace headers of the requests. */
  const traces: (string | string[] | undefined)[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    asked.push({ path: `${request.method} ${request.url}`, body });
    traces.push(request.headers['x-amzn-trace-id']);
    const { status, headers, body: answered } = answer(body);
    response.writeHead(status, headers).end(answered);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    traces,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
