/** What a function's process and the local cloud say to each other over Node's IPC channel. */

/** `event` is JSON text, as in Lambda: what does not survive JSON does not reach the function. */
export interface Invoke {
  requestId: string;
  functionArn: string;
  event: string;
  /** What the SDK sends along with each call of AWS. */
  traceHeader: string;
  /** Milliseconds since 1970 at which the process will be killed. */
  deadlineMs: number;
}

export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

export type FromProcess =
  | { type: 'ready' }
  | { type: 'init-failed'; error: FunctionError }
  | { type: 'answered'; payload: string }
  | { type: 'failed'; error: FunctionError };
