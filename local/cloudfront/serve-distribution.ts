/** One distribution as CloudFront serves it, without a cache: every response comes from the origin. */
import { createHash } from 'node:crypto';
import {
  request as ask,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import { extname } from 'node:path';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { EDGE_QUALITY } from '../../widget/build.ts';
import { forwardedFor } from '../forwarded-for.ts';
import { addressOf, decoded } from '../request-address.ts';
import type { BucketFiles } from './bucket-files.ts';
import type { Behaviour, Distribution } from './read-distribution.ts';

/** Maps an origin's domain name to what is behind it. */
export interface Origins {
  bucket(domainName: string): BucketFiles;
  /** `http://127.0.0.1:…` */
  address(domainName: string): string;
}

interface Page {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

interface Limits {
  /** Closes a socket after its origin has been silent for this long, whatever the viewer sends. */
  silentMs: number;
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-websockets */
const awsLimits: Limits = { silentMs: 10 * 60_000 };

/** Serves the distribution on `server`, which is already listening. */
export function serveDistribution(
  server: Server,
  distribution: Distribution,
  origins: Origins,
  limits = awsLimits,
): void {
  server.on('request', (request, response) => {
    answer(request, response).catch((error) => {
      // The viewer waits no longer.
      if (response.destroyed) return;
      console.error(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
  });

  server.on('upgrade', (request, viewer, head) => {
    viewer.on('error', () => viewer.destroy());
    const { origin } = behaviourOf(addressOf(request).pathname);
    if (origin.type === 'http') upgrade(viewer, head, onward(request, origins, origin), limits);
    else viewer.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = addressOf(request).pathname;
    const behaviour = behaviourOf(path);
    if (!behaviour.methods.includes(request.method ?? '')) {
      response.writeHead(403).end();
    } else if (behaviour.origin.type === 'http') {
      await forward(request, response, onward(request, origins, behaviour.origin), behaviour.headers);
    } else {
      await send(request, response, behaviour, page(behaviour.rewritten?.(path) ?? path, behaviour));
    }
  }

  function behaviourOf(path: string): Behaviour {
    const found = distribution.behaviours.find(({ fits }) => fits(path));
    if (!found) throw new Error('A distribution has a default behaviour');
    return found;
  }

  function page(path: string, behaviour: Behaviour): Page {
    const key = path === '/' ? distribution.defaultRootObject : decoded(path.slice(1));
    const file = origins.bucket(behaviour.origin.domainName).get(key);
    if (file) {
      const headers = { ...file.headers, 'content-type': typeOf(key), etag: etagOf(file.content) };
      return { status: 200, headers, body: file.content };
    }
    // S3's answer to a caller who may not list: it does not reveal whether the key exists.
    const instead = distribution.errorPages.get(403);
    const substitute = instead && page(instead.path, behaviourOf(instead.path));
    if (substitute?.status === 200) return { ...substitute, status: instead?.status ?? 200 };
    return { status: 403, headers: { 'content-type': 'text/plain' }, body: Buffer.from('Access Denied') };
  }
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { headers: policy, compress }: Behaviour,
  { status, headers, body }: Page,
): Promise<void> {
  const { origin } = request.headers;
  for (const { name, value, override } of [
    ...(policy?.always ?? []),
    ...(origin ? (policy?.cors(origin) ?? []) : []),
  ]) {
    if (override || !(name in headers)) headers[name] = value;
  }
  if (headers.etag && request.headers['if-none-match'] === headers.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const encoding = compress ? encodingFor(request, headers, body) : undefined;
  const encoded = encoding ? await compressed(body, encoding) : body;
  response.writeHead(status, {
    ...headers,
    ...(encoding && { 'content-encoding': encoding, vary: 'Accept-Encoding' }),
    'content-length': encoded.length,
  });
  response.end(request.method === 'HEAD' ? undefined : encoded);
}

/**
 * The origin gets the viewer's headers, with the viewer's address appended. The viewer cannot forge the distribution's own
 * headers.
 */
function onward(
  request: IncomingMessage,
  origins: Origins,
  { domainName, customHeaders }: Behaviour['origin'],
): ClientRequest {
  const { host: _viewers, ...viewers } = request.headers;
  const headers = { ...viewers, ...forwardedFor(request), ...customHeaders };
  return ask(addressOf(request, origins.address(domainName)), { method: request.method, headers });
}

/** A request that is cut has more than one error, and one that nobody listens to would end the whole local cloud. */
async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  onward: ClientRequest,
  policy: Behaviour['headers'],
): Promise<void> {
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    onward.once('response', resolve).on('error', reject);
  });
  const [answer] = await Promise.all([answered, pipeline(request, onward)]);
  const { headers } = answer;
  for (const { name, value, override } of policy?.always ?? [])
    if (override || !(name in headers)) headers[name] = value;
  response.writeHead(answer.statusCode ?? 502, headers);
  await pipeline(answer, response);
}

/** Passes data between viewer and origin unchanged. */
function upgrade(viewer: Duplex, head: Buffer, onward: ClientRequest, { silentMs }: Limits): void {
  onward.on('error', () => viewer.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'));
  onward.once('response', (refusal) => {
    viewer.write(headOf(refusal));
    pipeline(refusal, viewer).catch(() => viewer.destroy());
  });
  onward.once('upgrade', (accepted, origin, first) => {
    viewer.write(headOf(accepted));
    viewer.write(first);
    origin.write(head);
    const silence = setTimeout(() => origin.destroy(), silentMs);
    origin.on('data', () => silence.refresh());
    pipeline(origin, viewer, origin)
      .catch(() => viewer.destroy())
      .finally(() => clearTimeout(silence));
  });
  onward.end();
}

function headOf({ httpVersion, statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const headers = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? `${name}: ${rawHeaders[at + 1]}\r\n` : []));
  return `HTTP/${httpVersion} ${statusCode} ${statusMessage}\r\n${headers.join('')}\r\n`;
}

const types: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.ico': 'image/vnd.microsoft.icon',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mp3': 'audio/mpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.woff2': 'font/woff2',
};

function typeOf(key: string): string {
  return types[extname(key)] ?? 'binary/octet-stream';
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

type Encoding = 'br' | 'gzip';

/** CloudFront compresses text of 1,000 to 10,000,000 bytes that is not compressed yet. */
function encodingFor(
  { headers: wants }: IncomingMessage,
  headers: OutgoingHttpHeaders,
  body: Buffer,
): Encoding | undefined {
  if (headers['content-encoding'] !== undefined) return undefined;
  const isText = /^text\/|json|javascript|svg/.test(String(headers['content-type']));
  if (!isText || body.length < 1000 || body.length > 10_000_000) return undefined;
  const accepted = String(wants['accept-encoding'] ?? '');
  return /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
}

const encoders: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: EDGE_QUALITY } }),
  gzip: promisify<Buffer, Buffer>(gzip),
};

const known: Record<Encoding, WeakMap<Buffer, Promise<Buffer>>> = { br: new WeakMap(), gzip: new WeakMap() };

function compressed(body: Buffer, encoding: Encoding): Promise<Buffer> {
  const done = known[encoding].get(body) ?? encoders[encoding](body);
  known[encoding].set(body, done);
  return done;
}
