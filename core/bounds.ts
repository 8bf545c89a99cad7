/**
 * Size limits in bytes of JSON, the form in which things are stored and sent. AWS allows 128 KB a frame and 400 KB a row. A
 * test adds up the schemas of both (`test/unit/sizes.test.ts`) and fails on a field without a limit.
 */
import * as z from 'zod/mini';

/** In a configuration: what a chat's receipts, an agent's row and an answer to a console may have to list. */
export const MAX_QUEUES = 200;
export const MAX_CALENDARS = 100;
export const MAX_LISTS = 100;
/** Of the times at which somebody can be called: two weeks of half an hour each, round the clock. */
export const MAX_SLOTS = 700;
/** Beside a chat all of them are shown. */
export const MAX_CONTACT_FIELDS = 30;

/**
 * The most that the events of one commit add up to: as either side sees them, and as the log stores them, with a whole
 * scenario.
 */
export const COMMIT_BYTES = { seen: 126_700, kept: 250_000 };

/**
 * The longest that a chat stays open for a visitor who got its answer by e-mail, and how long the links in that e-mail work, in
 * seconds (D11).
 */
export const MAX_MAIL_OPEN_S = 7 * 86_400;

/**
 * Commits between two snapshots of a chat: few enough that a load is one small read, and enough that a message rarely costs a
 * second put.
 */
export const SNAPSHOT_EVERY = 8;

/** The highest commit number that a log can have: keys sort as text, with eight digits. */
export const MAX_SEQ = 99_999_999;

export const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/** A check on input: refuses what is larger, with a message. */
export const within = <T>(maxBytes: number, what: string) =>
  z.refine<T>((value) => bytesOf(value) <= maxBytes, {
    error: () => `${what} of at most ${maxBytes.toLocaleString('en')} bytes of JSON`,
    params: { maxBytes },
  });

/** As many from the start as fit. */
export function fitting<T>(parts: readonly T[], maxBytes: number): T[] {
  let bytes = 0;
  const end = parts.findIndex((part) => {
    bytes += bytesOf(part) + 1;
    return bytes > maxBytes;
  });
  return parts.slice(0, end === -1 ? parts.length : end);
}

/** The input schema, or the maximum size, of fields that are not checked again. */
export const bounds = new WeakMap<z.core.$ZodType, z.core.$ZodType | number>();

/**
 * For what is in the log. It was checked on input and is not checked again, because a rule that becomes stricter must not stop
 * a chat. `by` gives its maximum size: the input schema, or the bytes that Foyer itself allows.
 */
export const kept = <T extends z.core.$ZodType>(schema: T, by: z.core.$ZodType | number): T => {
  bounds.set(schema, by);
  return schema;
};
