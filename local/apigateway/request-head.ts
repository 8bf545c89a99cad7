/** Whether the request line and the headers are within API Gateway's limit. */
import type { IncomingMessage } from 'node:http';

/** The quota for HTTP APIs. The documentation gives none for WebSocket APIs, so it is used there too. */
const MAX_HEAD_BYTES = 10_240;

export function headFits({ method, url, rawHeaders }: IncomingMessage): boolean {
  const line = `${method} ${url} HTTP/1.1`;
  const values = rawHeaders.filter((_, index) => index % 2 === 1);
  return (
    Buffer.byteLength(line) + values.reduce((bytes, value) => bytes + Buffer.byteLength(value), 0) <= MAX_HEAD_BYTES
  );
}
