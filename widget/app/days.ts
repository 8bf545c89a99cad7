const DAY_MS = 86_400_000;

const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);

/** 0: today, 1: tomorrow, in the browser's time zone. Rounded, because a day may have 23 or 25 hours. */
export const daysUntil = (at: number): number => Math.round((midnight(at) - midnight(Date.now())) / DAY_MS);
