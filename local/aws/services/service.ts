/** What the endpoint needs to know about a service to check a call before the engine gets it. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Access } from '../iam.ts';

export interface AwsRequest {
  method: string;
  /** Path and query. */
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
  /** AWS's name of the operation, e.g. `dynamodb:Query`, as counted. */
  operation: string;
  /** All of them must be allowed. */
  accesses: Access[];
  /** Sent to the engine instead of the request's body. */
  body?: Buffer;
  /** The answer for an AWS limit that the engine does not enforce. Checked after permissions, as in AWS. */
  beyond?: Answer;
}

export interface Place {
  region: string;
  accountId: string;
}

export interface Service {
  /** @throws BadRequest if the request is not one of this service */
  read(request: AwsRequest, place: Place): Call;
  /** An error in the service's own format. */
  refuse(error: 'access-denied' | 'unknown-caller' | 'bad-request', message: string): Answer;
}

/** The request is not a valid call of the service. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}
