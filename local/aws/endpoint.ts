/**
 * The one address that every function's SDK calls (`AWS_ENDPOINT_URL`): works out who calls what on which resource, asks the
 * caller's policies, holds AWS's limits, and hands the request on to the engine.
 */
import type { Principal } from './principals.ts';

/** The WebSocket APIs' side of @connections. */
export interface ConnectionsHandler {
  post(apiId: string, stage: string, connectionId: string, body: Buffer): 'sent' | 'gone';
  get(apiId: string, stage: string, connectionId: string): ConnectionInfo | 'gone';
  close(apiId: string, stage: string, connectionId: string): 'closed' | 'gone';
}

export interface ConnectionInfo {
  connectedAtMs: number;
  lastActiveAtMs: number;
  sourceIp: string;
  userAgent: string;
}

export interface EndpointOptions {
  /** 0 lets the system choose. */
  port: number;
  region: string;
  accountId: string;
  engines: { dynamodb: string; sqs: string; s3: string; ses: string };
  /** By access key id. */
  principals: Map<string, Principal>;
  connections: ConnectionsHandler;
}

/** Calls by principal's name, then by operation, e.g. `dynamodb:Query`; refused ones are not in it. */
export type Counts = Record<string, Record<string, number>>;

export interface AwsEndpoint {
  url: string;
  counts(): Counts;
  resetCounts(): void;
  stop(): Promise<void>;
}

/** Management address of a socket API: `<endpoint>/_sockets/<apiId>/<stage>`. */
export function startAwsEndpoint(_options: EndpointOptions): Promise<AwsEndpoint> {
  throw new Error('not yet');
}
