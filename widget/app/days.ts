const DAY_MS = 86_400_000;

const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);

/** 0: today, 1: tomorrow, in the visitor's zone, which is the browser's. Rounded, because a day may have 23 or 25 hours. */
export const daysUntil = (at: number): number => Math.round((midnight(at) - midnight(Date.now())) / DAY_MS);
