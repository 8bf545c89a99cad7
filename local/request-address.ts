/** What a request's address says. */
import type { IncomingMessage } from 'node:http';

/**
 * Where a request goes, below `origin`. A path that begins with two slashes stays a path: as a relative address it would name
 * another host, or be an error that ends the whole local cloud.
 */
export const addressOf = ({ url = '/' }: Pick<IncomingMessage, 'url'>, origin = 'http://localhost'): URL =>
  new URL(`${origin}/${url.replace(/^\//, '')}`);

/** A part of a path. A `%` that does not start an escape is left alone. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
