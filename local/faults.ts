/** Rare AWS behaviour, which happens here only when a test asks for it. Each is asked once for each occasion. */
export interface Faults {
  /** Answers a post to a connection with 429: the account's rate is exceeded, or the client reads too slowly. */
  refusesPost?(): boolean;
  /** Ends a connection without `$disconnect`, which API Gateway delivers only on a best-effort basis. */
  losesDisconnect?(): boolean;
  /** SQS delivers a handled message again. */
  deliversTwice?(): boolean;
}
