/** The HTTP request that opens a WebSocket, split up as in API Gateway's events. */
import type { IncomingMessage } from 'node:http';
import { addressOf } from '../request-address.ts';

export interface ConnectRequest {
  path: string;
  host: string;
  sourceIp: string;
  userAgent: string;
  parts: {
    headers: Record<string, string>;
    multiValueHeaders: Record<string, string[]>;
    queryStringParameters?: Record<string, string>;
    multiValueQueryStringParameters?: Record<string, string[]>;
  };
}

export function readConnectRequest(request: IncomingMessage): ConnectRequest {
  const host = request.headers.host ?? '';
  const { pathname, searchParams } = addressOf(request);
  const headers = pairsOf(request.rawHeaders);
  const query = [...searchParams];
  return {
    path: pathname,
    host,
    sourceIp: request.socket.remoteAddress ?? '',
    userAgent: request.headers['user-agent'] ?? '',
    parts: {
      headers: Object.fromEntries(headers),
      multiValueHeaders: lists(headers),
      ...(query.length > 0 && {
        queryStringParameters: Object.fromEntries(query),
        multiValueQueryStringParameters: lists(query),
      }),
    },
  };
}

/** Header names as the client wrote them: API Gateway keeps their case here. */
function pairsOf(rawHeaders: string[]): [string, string][] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));
}

function lists(pairs: [string, string][]): Record<string, string[]> {
  const grouped = Object.groupBy(pairs, ([name]) => name);
  return Object.fromEntries(
    Object.entries(grouped).map(([name, entries]) => [name, entries?.map(([, value]) => value) ?? []]),
  );
}
