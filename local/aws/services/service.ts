/** What the endpoint needs to know of a service to check a call before the engine sees it. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Access } from '../iam.ts';

export interface AwsRequest {
  method: string;
  /** Path with query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface Call {
  /** As AWS names the operation, e.g. `dynamodb:Query`; what the counts count. */
  operation: string;
  /** All of these must be allowed. */
  accesses: Access[];
  /** What the engine is sent instead of the request's body. */
  body?: Buffer;
  /** A limit of AWS that the engine does not hold. Looked at after the permissions, as AWS does. */
  beyond?: Answer;
}

export interface Place {
  region: string;
  accountId: string;
}

export interface Service {
  /** @throws BadRequest when the request is none of this service's. */
  read(request: AwsRequest, place: Place): Call;
  /** An error in the service's own wire shape. */
  refuse(error: 'access-denied' | 'unknown-caller' | 'bad-request', message: string): Answer;
}

/** The request cannot be understood as a call of the service. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}
