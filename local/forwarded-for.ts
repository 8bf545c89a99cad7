/** CloudFront and API Gateway both add the address that they see to what the request already says. */
import type { IncomingMessage } from 'node:http';

export function forwardedFor({ headers, socket }: IncomingMessage): { 'x-forwarded-for': string } {
  return { 'x-forwarded-for': [headers['x-forwarded-for'] ?? [], socket.remoteAddress ?? ''].flat().join(', ') };
}
