/** Where a request came from, as far as that can be trusted. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { EDGE_HEADER } from '../contract.ts';

interface Request {
  headers: Record<string, string | undefined>;
  /** The address of the connection to the API. */
  sourceIp: string;
}

/**
 * Pages reach the public API through the widget's distribution, so the API sees the distribution's address, and the visitor's
 * is the last one that the distribution wrote. A direct caller can write anything into `X-Forwarded-For`, so it counts only
 * with the distribution's key.
 */
export function addressOf({ headers, sourceIp }: Request, edgeKey: string | undefined): string {
  if (!cameThrough(headers, edgeKey)) return sourceIp;
  const named = (headers['x-forwarded-for'] ?? '').split(',').map((address) => address.trim());
  // API Gateway appends the distribution's.
  if (named.at(-1) === sourceIp) named.pop();
  return named.at(-1) || sourceIp;
}

/**
 * Whether the page that asks is the distribution's own (`/w/TOKEN`). Browsers say that themselves, also where they send no
 * Origin, and no page can: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export const isOwnPage = ({ headers }: Pick<Request, 'headers'>, edgeKey: string | undefined): boolean =>
  headers['sec-fetch-site'] === 'same-origin' && cameThrough(headers, edgeKey);

const cameThrough = (headers: Request['headers'], edgeKey: string | undefined): boolean =>
  edgeKey !== undefined && isSame(headers[EDGE_HEADER], edgeKey);

/** In constant time, which does not reveal how much of it is right. */
function isSame(given: string | undefined, key: string): boolean {
  return given !== undefined && timingSafeEqual(digest(given), digest(key));
}

const digest = (text: string) => createHash('sha256').update(text).digest();
