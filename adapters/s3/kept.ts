/** A chat's log is kept so many days from its end, and it can be open for a week. */
const OPEN_DAYS = 7;

/** How long a file is kept, in days: the shortest class that is no shorter than the log; undefined = forever, as with 0. */
export const keepClass = (keepDays: number, classes: readonly number[]): number | undefined =>
  keepDays === 0 ? undefined : classes.find((days) => days >= keepDays + OPEN_DAYS);
