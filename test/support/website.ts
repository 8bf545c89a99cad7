/** All kinds of websites for the widget: anything that a test writes, served at its own address. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Website {
  /** Returns the page's address. `headers` are sent with it. */
  page(html: string, headers?: Record<string, string>): string;
  close(): Promise<void>;
}

export async function startWebsite(): Promise<Website> {
  const pages: { html: string; headers: Record<string, string> }[] = [];
  const server = createServer(({ url = '/' }, response) => {
    const page = pages[Number(url.slice(1).split(/\W/)[0])];
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...page?.headers });
    response.end(page?.html);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    page: (html, headers = {}) => `http://127.0.0.1:${port}/${pages.push({ html, headers }) - 1}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
