/** CloudFront and API Gateway both append the address that they see to the request's own header. */
import type { IncomingMessage } from 'node:http';

export function forwardedFor({ headers, socket }: IncomingMessage): { 'x-forwarded-for': string } {
  return { 'x-forwarded-for': [headers['x-forwarded-for'] ?? [], socket.remoteAddress ?? ''].flat().join(', ') };
}
