/**
 * Handles all entries, at most so many at once: the next is begun when one is done. A client of AWS has 50 connections, and a command
 * that waits for one longer than an attempt may take has failed (`lean-client.ts`): of thousands begun at once most would.
 */
export async function atMost<Entry>(
  most: number,
  entries: readonly Entry[],
  handle: (entry: Entry) => Promise<unknown>,
): Promise<void> {
  const rest = entries.values();
  const work = async () => {
    for (const entry of rest) await handle(entry);
  };
  await Promise.all(Array.from({ length: Math.min(most, entries.length) }, work));
}
