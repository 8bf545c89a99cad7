/**
 * Lambda ends a call that runs out of time silently: nobody gets an answer, and a whole batch is repeated. So a function gives
 * up slightly earlier: the caller is told to try again, and only the unfinished part of a batch is repeated.
 */
import type { Context } from 'aws-lambda';

/** Time to write the line and the answer, even with little CPU. */
export const SPARED_MS = 500;

export const outOfTime = (): never => {
  throw new Error(`Gave up ${SPARED_MS} ms before the function would have timed out`);
};

/** @throws when the function is about to time out. Work in progress may continue, and is prepared to be repeated */
export async function beforeDeadline<Done>(context: Context, work: Promise<Done>): Promise<Done> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, context.getRemainingTimeInMillis() - SPARED_MS));
  });
  try {
    return await Promise.race([work, end.then(outOfTime)]);
  } finally {
    clearTimeout(timer);
  }
}
