/** What AWS does seldom, and at any time. Here only when a test says so: each is asked once for each occasion. */
export interface Faults {
  /** A post to a connection is answered with 429: the account's rate, or a client that reads too slowly. */
  refusesPost?(): boolean;
  /** A connection ends, and its `$disconnect` never comes: API Gateway promises no more than to try. */
  losesDisconnect?(): boolean;
  /** SQS delivers what was handled once more. */
  deliversTwice?(): boolean;
}
