/**
 * Handles all entries, with a limit on how many run at once. An AWS client has 50 connections, and a command that waits longer
 * for one than an attempt may take fails (`lean-client.ts`). If thousands started at once, most would.
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
