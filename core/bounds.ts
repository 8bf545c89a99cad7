/**
 * How large things get, in bytes of JSON: the way they are stored and sent. AWS takes 128 KB a frame and 400 KB a row. A test adds up the
 * schemas of both (`test/unit/sizes.test.ts`), so that a field without a bound turns it red.
 */
import * as z from 'zod/mini';

/** Of a configuration: what a chat's receipts, an agent's row and an answer to a console may have to name. */
export const MAX_QUEUES = 200;
export const MAX_CALENDARS = 100;
export const MAX_LISTS = 100;

/** What the events of one commit add up to at most: as either side sees them, and as the log keeps them, with a whole scenario. */
export const COMMIT_BYTES = { seen: 122_000, kept: 250_000 };

/** Number of a log's last possible commit: keys are sorted as text, and hold eight digits. */
export const MAX_SEQ = 99_999_999;

export const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/** A check at a door: refuses what is larger, and says so. */
export const within = <T>(maxBytes: number, what: string) =>
  z.refine<T>((value) => bytesOf(value) <= maxBytes, {
    error: () => `${what} of at most ${maxBytes.toLocaleString('en')} bytes of JSON`,
    params: { maxBytes },
  });

/** The first of them, as many as fit. */
export function fitting<T>(parts: readonly T[], maxBytes: number): T[] {
  let bytes = 0;
  const end = parts.findIndex((part) => {
    bytes += bytesOf(part) + 1;
    return bytes > maxBytes;
  });
  return parts.slice(0, end === -1 ? parts.length : end);
}

/** The door's schema, or the most bytes, of what is not checked again. */
export const bounds = new WeakMap<z.core.$ZodType, z.core.$ZodType | number>();

/**
 * For what is in the log: it was checked at the door, and is not checked again, since a rule that gets stricter must not stop a chat.
 * `by` says how large it can be: the schema of the door, or the bytes that Foyer itself allows it.
 */
export const kept = <T extends z.core.$ZodType>(schema: T, by: z.core.$ZodType | number): T => {
  bounds.set(schema, by);
  return schema;
};
