/**
 * CORS for an HTTP API: if configured, the gateway answers preflights and decides which origins may read, whatever functions
 * return.
 */
import type { IncomingMessage } from 'node:http';
import type { Cors } from './read-apis.ts';

export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && 'origin' in headers && 'access-control-request-method' in headers;
}

/** Empty for a page that may not read. */
export function corsHeaders(cors: Cors, origin: string | undefined): Record<string, string> {
  if (origin === undefined || !cors.AllowOrigins.some((allowed) => allowed === '*' || allowed === origin)) return {};
  const list = (name: string, values: string[]) => (values.length > 0 ? { [name]: values.join(',') } : {});
  return {
    'access-control-allow-origin': cors.AllowOrigins.includes('*') ? '*' : origin,
    ...list('access-control-allow-methods', cors.AllowMethods),
    ...list('access-control-allow-headers', cors.AllowHeaders),
    ...list('access-control-expose-headers', cors.ExposeHeaders),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
  };
}
