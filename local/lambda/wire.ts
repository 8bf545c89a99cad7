/** The messages between a function's process and the local cloud over Node's IPC channel. */

/** `event` is JSON text, as in Lambda, so that anything JSON cannot express does not reach the function. */
export interface Invoke {
  requestId: string;
  functionArn: string;
  event: string;
  /** Sent by the SDK with each AWS call. */
  traceHeader: string;
  /** When the process will be killed, in milliseconds since 1970. */
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
