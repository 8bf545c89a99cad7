/** Where a request came from, as far as that can be believed. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { EDGE_HEADER } from '../contract.ts';

interface Request {
  headers: Record<string, string | undefined>;
  /** Of the connection that reached the API. */
  sourceIp: string;
}

/**
 * Pages reach the public API through the widget's distribution: the API then sees the distribution's own address, and the
 * visitor's is the last one that the distribution wrote. Whoever calls the API directly writes what they like into
 * `X-Forwarded-For`, so that it counts with the distribution's key alone.
 */
export function addressOf({ headers, sourceIp }: Request, edgeKey: string | undefined): string {
  if (edgeKey === undefined || !isSame(headers[EDGE_HEADER], edgeKey)) return sourceIp;
  const named = (headers['x-forwarded-for'] ?? '').split(',').map((address) => address.trim());
  // API Gateway adds the distribution's.
  if (named.at(-1) === sourceIp) named.pop();
  return named.at(-1) || sourceIp;
}

/** In a time that does not tell how much of it is right. */
function isSame(given: string | undefined, key: string): boolean {
  return given !== undefined && timingSafeEqual(digest(given), digest(key));
}

const digest = (text: string) => createHash('sha256').update(text).digest();
