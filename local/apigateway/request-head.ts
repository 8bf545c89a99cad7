/** Whether the request line and the header values fit into what API Gateway takes. */
import type { IncomingMessage } from 'node:http';

/** AWS's quota of HTTP APIs; for WebSocket APIs the documents are silent, so it counts there too. */
const MAX_HEAD_BYTES = 10_240;

export function headFits({ method, url, rawHeaders }: IncomingMessage): boolean {
  const line = `${method} ${url} HTTP/1.1`;
  const values = rawHeaders.filter((_, index) => index % 2 === 1);
  return (
    Buffer.byteLength(line) + values.reduce((bytes, value) => bytes + Buffer.byteLength(value), 0) <= MAX_HEAD_BYTES
  );
}
