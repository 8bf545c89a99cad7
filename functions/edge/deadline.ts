/**
 * Lambda ends a call that runs out of time without a word: nobody is answered, and a batch comes again whole. So a function gives up
 * a little before: who asked is told to try again, and of a batch only what was not done comes again.
 */
import type { Context } from 'aws-lambda';

/** For writing the line and the answer, also where the process has little of a processor. */
export const SPARED_MS = 500;

export const outOfTime = (): never => {
  throw new Error(`Gave up ${SPARED_MS} ms before the function would have timed out`);
};

/** @throws when the function's time is about to end; what was begun may go on, and finds itself repeated. */
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
