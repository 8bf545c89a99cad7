/**
 * What surrounds every function: the input is parsed at the boundary, a refusal becomes its documented answer, a failure
 * becomes `unavailable`, and one line is logged. Lines contain codes, field names and request ids, never what people wrote.
 */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { cut } from '../../core/text.ts';
import { type ErrorCode, errors } from '../../protocol/errors.ts';
import { outOfTime, SPARED_MS } from './deadline.ts';

/** An expected outcome, answered as such. `detail` says which part of the input, by name and without values. */
export interface Refused {
  refused: ErrorCode;
  detail?: string | undefined;
  /** Seconds until the same request may be repeated. */
  retryAfterS?: number | undefined;
}

export const isRefused = (answer: object): answer is Refused => 'refused' in answer;

export const refusedBody = ({ refused, detail, retryAfterS }: Refused) => ({
  code: refused,
  message: detail ? `${errors[refused][1]} (${detail})` : errors[refused][1],
  ...(retryAfterS === undefined ? {} : { retryAfterS }),
});

/** How one kind of event is read and answered. */
export interface Boundary<Event, Input, Answer extends object, Result> {
  read(event: Event): Input | Refused | Promise<Input | Refused>;
  answer(answer: Answer | Refused, event: Event): Result;
}

export function stack<Event, Input extends object, Answer extends object, Result>(
  boundary: Boundary<Event, Input, Answer, Result>,
  handle: (input: Input) => Promise<Answer | Refused>,
) {
  const answered = async (event: Event, context: Context): Promise<Result> => {
    const input = await boundary.read(event);
    const answer = isRefused(input) ? input : await handle(input);
    if (isRefused(answer)) log('info', context, { code: answer.refused, detail: answer.detail });
    return boundary.answer(answer, event);
  };
  return middy(answered, { timeoutEarlyInMillis: SPARED_MS, timeoutEarlyResponse: outOfTime }).use({
    onError: (request) => {
      log('error', request.context, { code: 'unavailable', error: String(request.error?.stack ?? request.error) });
      request.response = boundary.answer({ refused: 'unavailable' }, request.event);
    },
  });
}

/** Without a context if what happened belongs to no single call. */
export function log(level: 'info' | 'error', context: Context | undefined, fields: Record<string, unknown>): void {
  const line = { level, function: context?.functionName, requestId: context?.awsRequestId, ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Names the first unexpected field: `visitor.email`. Names in `variables` come from the page and may have any length. */
export const whereWrong = (error: z.core.$ZodError): string =>
  cut(error.issues[0]?.path.join('.') ?? '', 100).toWellFormed() || 'the whole';

export function readJson(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
