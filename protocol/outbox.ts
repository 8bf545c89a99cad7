/**
 * What somebody wrote or asked for in one chat and Foyer has not acknowledged yet, as rules on values: what goes next, and what becomes of an
 * entry when its answer comes or none does. Entries go out in order, one at a time. Widget and console keep them, send them and hold the clock.
 */
import { delayMs, isPassing } from './client.ts';

export interface Entry {
  /** Of the command: it is sent again under the same one, so that nothing happens twice. */
  id: string;
  /** Words of a person: they are never thrown away by a machine. */
  text?: string | undefined;
  /** When it was made, ms; no two alike, so that it is the order. */
  at: number;
  /** By a refusal that sending again would not change. */
  refused?: { code: string } | undefined;
}

export interface Outbox<E extends Entry> {
  /** Oldest first. */
  entries: readonly E[];
  /** The id that was sent last, or pauses before it is sent again, even if it is done since; empty where it is to be sent again. */
  busy: string;
  /** Refusals in a row that pass by themselves. */
  failures: number;
}

export const idle = { busy: '', failures: 0 };

/** So that a reload finds `after` again. Others may keep theirs in the same place: only what is other than `before` is touched. */
export function keep<E extends Entry>(
  before: Outbox<E>,
  after: Outbox<E>,
  save: (entry: E) => void,
  remove: (id: string) => void,
): void {
  for (const entry of before.entries) if (!after.entries.includes(entry)) remove(entry.id);
  for (const entry of after.entries) if (!before.entries.includes(entry)) save(entry);
}

/** What is sent now. */
export function nextOf<E extends Entry>({ entries, busy }: Outbox<E>): E | undefined {
  const first = entries.find(({ refused }) => !refused);
  return first?.id === busy ? undefined : first;
}

/** An entry that is new, or tried once more after it was refused, goes to the end. */
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

/** Where the refusal passes by itself it stays busy and pauses. Else it stays with the reason, if it has words, and lets the next pass. */
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
