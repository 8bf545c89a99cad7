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
  if (edgeKey === undefined || !isSame(headers[EDGE_HEADER], edgeKey)) return sourceIp;
  const named = (headers['x-forwarded-for'] ?? '').split(',').map((address) => address.trim());
  // API Gateway appends the distribution's.
  if (named.at(-1) === sourceIp) named.pop();
  return named.at(-1) || sourceIp;
}

/** In constant time, which does not reveal how much of it is right. */
function isSame(given: string | undefined, key: string): boolean {
  return given !== undefined && timingSafeEqual(digest(given), digest(key));
}

const digest = (text: string) => createHash('sha256').update(text).digest();
