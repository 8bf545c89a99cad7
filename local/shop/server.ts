/**
 * The demo shop: a customer's website with the widget on it. `/strict` is the same page under a strict CSP. Visitor details in
 * the address (`?culture=es&tags=vip&tracking=order-7`) are passed to the snippet.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { addressOf } from '../request-address.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.js': 'text/javascript; charset=utf-8',
};

export interface Shop {
  url: string;
  close(): Promise<void>;
}

/**
 * With `port` 0 the system chooses. `cdn` is where `w.js` is. `visitorSocket` is the wss address that the widget opens, which
 * the strict page must allow.
 */
export async function startShop(options: {
  port: number;
  cdn: string;
  websiteToken: string;
  visitorSocket: string;
}): Promise<Shop> {
  const cdn = new URL(options.cdn).origin;
  const snippet = (says: URLSearchParams) => {
    const attributes = ['culture', 'tags', 'tracking'].flatMap((name) => {
      const value = says.get(name)?.replace(/[^\w ,-]/g, '');
      return value ? ` data-${name}="${value}"` : [];
    });
    return `<script async src="${cdn}/w.js" data-token="${options.websiteToken}"${attributes.join('')}></script>`;
  };
  const strictPolicy = [
    `default-src 'none'`,
    `script-src 'self' ${cdn}`,
    `style-src 'self'`,
    `img-src 'self'`,
    `connect-src ${cdn} ${new URL(options.visitorSocket).origin}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
  ].join('; ');
  const isPage = (pathname: string) => pathname === '/' || pathname === '/strict';

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = addressOf(request);
    const name = isPage(pathname) ? 'index.html' : pathname.slice(1);
    const type = types[name.slice(name.lastIndexOf('.'))];
    try {
      if (!type || !/^[\w-]+\.\w+$/.test(name)) throw new Error('Not one of ours');
      const text = await readFile(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
      response.setHeader('content-type', type);
      if (pathname === '/strict') response.setHeader('content-security-policy', strictPolicy);
      response.end(text.replace('<!-- Foyer -->', snippet(searchParams)));
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing at this address.');
    }
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(options.port, '127.0.0.1', listening);
  });
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : options.port;

  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
