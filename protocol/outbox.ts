/**
 * What someone wrote or asked for in one chat and Foyer has not acknowledged yet, as rules on values: what is sent next, and
 * what happens to an entry when its answer comes or fails to. Entries go out in order, one at a time. Widget and console store
 * them, send them and run the clock.
 */
import { delayMs, isPassing } from './client.ts';

export interface Entry {
  /** The command's id. It is resent under the same one, so that nothing happens twice. */
  id: string;
  /** What a person wrote: never discarded automatically. */
  text?: string | undefined;
  /** When it was made, in ms. Unique, so it defines the order. */
  at: number;
  /** The permanent refusal, if any. */
  refused?: { code: string } | undefined;
}

export interface Outbox<E extends Entry> {
  /** Oldest first. */
  entries: readonly E[];
  /**
   * The id that was sent last, or is waiting to be resent, even if it has been settled since; empty if it should be sent again.
   */
  busy: string;
  /** Temporary refusals in a row. */
  failures: number;
}

export const idle = { busy: '', failures: 0 };

/** Saves `after` for a reload. Others may store theirs in the same place, so only what differs from `before` is touched. */
export function keep<E extends Entry>(
  before: Outbox<E>,
  after: Outbox<E>,
  save: (entry: E) => void,
  remove: (id: string) => void,
): void {
  for (const entry of before.entries) if (!after.entries.includes(entry)) remove(entry.id);
  for (const entry of after.entries) if (!before.entries.includes(entry)) save(entry);
}

/** The entry to send now. */
export function nextOf<E extends Entry>({ entries, busy }: Outbox<E>): E | undefined {
  const first = entries.find(({ refused }) => !refused);
  return first?.id === busy ? undefined : first;
}

/** A new entry, or a refused one that is tried again, goes to the end. */
export const withEntry = <E extends Entry>(outbox: Outbox<E>, entry: Omit<E, 'at' | 'refused'>, now: number) => {
  const at = Math.max(now, (outbox.entries.at(-1)?.at ?? 0) + 1);
  const entries = outbox.entries.filter(({ id }) => id !== entry.id);
  return { ...outbox, entries: [...entries, { ...entry, at, refused: undefined } as E] };
};

/** Acknowledged, found in the log, or given up by the person. */
export const withoutEntry = <E extends Entry>(outbox: Outbox<E>, id: string): Outbox<E> => ({
  ...outbox,
  entries: outbox.entries.filter((entry) => entry.id !== id),
  failures: 0,
});

/**
 * After a temporary refusal it stays busy and pauses. Otherwise it stays with the reason if it has text, and lets the next one
 * pass.
 */
export function withRefusal<E extends Entry>(
  outbox: Outbox<E>,
  id: string,
  refused: NonNullable<E['refused']>,
): Outbox<E> {
  if (isPassing(refused.code)) return { ...outbox, failures: outbox.failures + 1 };
  const entries = outbox.entries.flatMap((entry) => {
    if (entry.id !== id) return [entry];
    return entry.text ? [{ ...entry, refused }] : [];
  });
  return { ...outbox, busy: '', entries };
}

export const pauseMs = ({ failures }: Outbox<Entry>, random: number): number => delayMs(failures - 1, random);
